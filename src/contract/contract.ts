import { KeyproofError } from '../errors.ts'
import { annotationsOf } from './annotations.ts'
import { checkDocument } from './check.ts'
import { withCredentialParameters } from './credential-parameters.ts'
import { entries, isObject, member, text } from './json.ts'
import { inferKeyResources } from './keys/infer.ts'
import type { Dialect } from './keywords.ts'
import { assumedSchemes, operationsOf } from './operations.ts'
import { placesIn } from './places.ts'
import type { SourceTexts } from './places.ts'
import { collectProblems } from './problems.ts'
import type { Problems } from './problems.ts'
import { referencesOf } from './references.ts'
import { schemaResolver, type ResolvedSchema } from './schema.ts'
import { securitySchemesOf } from './security.ts'
import type { Contract, JsonObject, KeyResource, Problem } from './types.ts'
import { validatorOf } from './validator.ts'
import { upgradeSwagger } from './upgrade.ts'

/** What a contract is known by apart from its document. */
export interface ContractMeta {
  /** Short name for reports; `contract` by default. */
  readonly name?: string
  /** Path, URL or `-` as the user gave it. */
  readonly source?: string
  /** URL the document came from, against which relative servers are resolved. */
  readonly baseUrl?: string
  /** What reading the document already found; more is added to it. */
  readonly problems?: Problems
  /** The texts it was read from. */
  readonly texts?: SourceTexts
}

/**
 * The contract of a parsed document whose references are all local: OpenAPI 3.0 to 3.2 or Swagger 2.0.
 * The document is not changed and must not be changed afterwards. Throws a KeyproofError('document') where
 * it is no OpenAPI document or uses an annotation wrongly; everything else is a problem of the contract,
 * and schemas add theirs when they are first used.
 */
export function createContract(given: unknown, meta: ContractMeta = {}): Contract {
  const problems = meta.problems ?? collectProblems()
  const source = meta.source ?? 'the document'
  const version = versionOf(given, source)
  const document = version.startsWith('2')
    ? upgradeSwagger(given as JsonObject, problems)
    : (given as JsonObject)
  const dialect: Dialect = /^[23](?:\.0|$)/.test(version) ? '3.0' : '2020-12'
  const references = referencesOf(document)
  checkDocument(document, dialect, references, problems)
  const declared = securitySchemesOf(document, references, problems)
  const named = { ...declared, ...assumedSchemes(document, declared) }
  const { operations, schemes } = withCredentialParameters(
    operationsOf({ document, references, schemes: named, problems }),
    named,
    problems,
  )
  const resolve = schemaResolver(document, dialect, references, problems)
  const validator = validatorOf(resolve, problems)

  const base: Omit<Contract, 'keyResources'> = {
    name: meta.name ?? 'contract',
    source,
    title: text(document['info'], 'title') ?? '',
    version,
    document,
    servers: serversOf(document, meta.baseUrl),
    operations,
    securitySchemes: schemes,
    annotations: annotationsOf(document),
    get problems(): readonly Problem[] {
      return problems.list
    },
    resolve: (node, direction) => resolve(node, direction).schema,
    validator,
    gaps: (node, direction) => gapsOf(resolve(node, direction), () => validator(node, direction)),
    placeOf: meta.texts === undefined ? () => null : placesIn(meta.texts, version.startsWith('2')),
  }
  let keyResources: readonly KeyResource[] | undefined
  return Object.defineProperties({} as Contract, {
    ...Object.getOwnPropertyDescriptors(base),
    keyResources: { enumerable: true, get: () => (keyResources ??= inferred(base, problems)) },
  })
}

/** The key resources; an annotation that makes none of an operation is a problem. */
function inferred(base: Omit<Contract, 'keyResources'>, problems: Problems): readonly KeyResource[] {
  const found = inferKeyResources(base)
  const known = new Set(found.map(({ roles }) => roles.create?.operation))
  for (const { key, pointer, extensions } of base.operations) {
    const said = extensions['x-key-operation']
    if (text(said, 'role') !== 'create' || known.has(key)) continue
    const secret = text(said, 'secret')
    problems.add(
      'warning',
      `${key} is annotated as creating keys, but where its answer holds the secret is not known${secret === undefined ? '' : `: ${secret} is no place in the body`}. Mark the member with x-secret, or name it: secret: $response.body#/...`,
      `${pointer}/x-key-operation`,
    )
  }
  return found
}

/** What could not be read of a schema; all of it where it cannot be compiled. */
function gapsOf({ gaps, pointer }: ResolvedSchema, compile: () => unknown): readonly string[] {
  try {
    compile()
    return gaps
  } catch (error) {
    if (!(error instanceof KeyproofError)) throw error
    return [`The schema at ${pointer} cannot be compiled.`]
  }
}

/** The version a document states, `openapi` or `swagger`; throws where it states none that is known. */
export function versionOf(document: unknown, source: string): string {
  const hint = 'Give an OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0 document, in YAML or JSON.'
  if (!isObject(document)) throw new KeyproofError('document', `${source} is not an OpenAPI document.`, hint)
  if (
    document['overlay'] !== undefined &&
    document['openapi'] === undefined &&
    document['swagger'] === undefined
  ) {
    const advice = 'Give the document it belongs to, and this file with --overlay.'
    throw new KeyproofError('document', `${source} is an overlay, not an OpenAPI document.`, advice)
  }
  const stated = document['openapi'] ?? document['swagger']
  if (typeof stated !== 'string' && typeof stated !== 'number') {
    const message = `${source} is not an OpenAPI document: it has neither \`openapi\` nor \`swagger\`.`
    throw new KeyproofError('document', message, hint)
  }
  // YAML reads an unquoted 3.0 as the number 3.
  const version = Number.isInteger(stated) ? `${stated}.0` : String(stated)
  const known = document['openapi'] === undefined ? /^2\.0/ : /^3\.[0-2](?:\.|$)/
  if (known.test(version)) return version
  throw new KeyproofError(
    'document',
    `${source} states version ${JSON.stringify(stated)}, which keyproof does not read.`,
    hint,
  )
}

/** Server URLs with the defaults of their variables, made absolute where the document came from a URL. */
function serversOf(document: JsonObject, baseUrl: string | undefined): readonly string[] {
  const servers = Array.isArray(document['servers']) ? document['servers'] : []
  return servers.flatMap((server) => {
    const template = text(server, 'url')
    if (template === undefined) return []
    const variables = new Map(entries(member(server, 'variables')))
    const url = template.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
      const value = member(variables.get(name), 'default')
      return typeof value === 'string' || typeof value === 'number' ? String(value) : whole
    })
    return [baseUrl !== undefined && URL.canParse(url, baseUrl) ? new URL(url, baseUrl).href : url]
  })
}
