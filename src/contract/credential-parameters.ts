import { leadIn } from './lead.ts'
import type { Problems } from './problems.ts'
import type { Operation, Parameter, SecurityScheme } from './types.ts'

/** Headers that hold nothing but a credential, whatever declares them. */
const credentialHeader = /^(?:(?:x-)?(?:api|auth|access|admin|service)[-_]?(?:key|token)|authorization)$/i
/** Headers of a vendor's own name that do where they are needed, or words say that it is the caller's: `xi-api-key`. */
const vendorHeader = /[-_](?:api|auth|access|subscription)[-_]?(?:key|token)$/i
const ofOthers =
  /\b(?:pass(?:ed|es)?|forward\w*|upstream|target|webhook|provider|third|idempotency|openai|anthropic|github|slack)\b/i
const ofCaller = /\byour (?:[\w-]+ ){0,2}(?:key|token)\b/i
const forAccess = /\b(?:required|needed|authenticat\w*|authori[sz]\w*|access)\b/i

type Schemes = Readonly<Record<string, SecurityScheme>>

/**
 * Operations and security schemes of a document that declares credentials as plain header parameters, as generated
 * documents do: where an operation names no security, such a parameter is taken for a scheme of its name.
 */
export function withCredentialParameters(
  operations: readonly Operation[],
  schemes: Schemes,
  problems: Problems,
): { readonly operations: readonly Operation[]; readonly schemes: Schemes } {
  const found = new Map<string, SecurityScheme>()
  const schemeFor = (parameter: Parameter): SecurityScheme => {
    const field = parameter.name.toLowerCase()
    const declared = field === 'authorization' ? onlyOfAuthorization(schemes) : undefined
    if (declared !== undefined) return declared
    const same = [...Object.values(schemes), ...found.values()].find(
      (scheme) =>
        scheme.kind === 'apiKey' && scheme.in === 'header' && scheme.parameter.toLowerCase() === field,
    )
    if (same !== undefined) return same
    const scheme = assumed(parameter)
    found.set(scheme.name, scheme)
    problems.add(
      'warning',
      `${parameter.name} is declared as a parameter and carries a credential; it is taken for a security scheme of that name.`,
      parameter.pointer,
    )
    return scheme
  }
  // Beside security of its own it is a parameter, and one and the same header cannot be both.
  const beside = new Set(
    operations
      .filter(({ security }) => security.length > 0)
      .flatMap(({ parameters }) => parameters.filter(isCredential).map(({ name }) => name.toLowerCase())),
  )
  beside.delete('authorization')
  const changed = operations.map((operation): Operation => {
    const carriers = operation.parameters.filter(
      (parameter) =>
        isCredential(parameter) &&
        !Object.hasOwn(schemes, parameter.name) &&
        !beside.has(parameter.name.toLowerCase()),
    )
    if (operation.security.length > 0 || carriers.length === 0) return withoutAuthorization(operation)
    const needed = carriers.filter((carrier) => isNeeded(carrier, operation))
    const requirement = Object.fromEntries(
      (needed.length > 0 ? needed : carriers).map((parameter) => [schemeFor(parameter).name, []]),
    )
    return {
      ...operation,
      parameters: operation.parameters.filter((parameter) => !carriers.includes(parameter)),
      security: needed.length > 0 ? [requirement] : [requirement, {}],
      securitySource: 'operation',
    }
  })
  return { operations: changed, schemes: { ...schemes, ...Object.fromEntries(found) } }
}

/** The one declared scheme whose credential goes into `Authorization`; undefined where there are several, or none. */
function onlyOfAuthorization(schemes: Schemes): SecurityScheme | undefined {
  const [one, ...more] = Object.values(schemes).filter(({ kind }) =>
    ['http', 'oauth2', 'openIdConnect'].includes(kind),
  )
  return more.length === 0 ? one : undefined
}

/** An operation without a parameter that means nothing beside a security scheme (OpenAPI 3.1, Parameter Object). */
function withoutAuthorization(operation: Operation): Operation {
  const isKept = ({ in: place, name }: Parameter): boolean =>
    place !== 'header' || name.toLowerCase() !== 'authorization'
  return operation.parameters.every(isKept)
    ? operation
    : { ...operation, parameters: operation.parameters.filter(isKept) }
}

function isCredential({ in: place, name, required, description = '' }: Parameter): boolean {
  if (place !== 'header') return false
  if (credentialHeader.test(name)) return true
  // It may be the key of another service, to be passed on.
  if (!vendorHeader.test(name) || ofOthers.test(`${name} ${description}`)) return false
  return required || (ofCaller.test(description) && forAccess.test(description))
}

const open =
  /\b(?:optional(?:ly)?|not (?:required|needed|mandatory|necessary)|no (?:auth\w*|key|token) (?:is )?(?:required|needed)|(?:may|can) be (?:omitted|left out)|if (?:given|present|provided|set))\b/i
/** Segments of paths that deal with keys: what stands there may hardly be open to all. */
const ofKeys = /^(?:[\w-]*[-_])?(?:api[-_]?)?(?:keys|tokens|secrets|credentials|apikeys?|accesskeys?)$/i

/**
 * Whether an operation asks for a credential: as it is marked, or, since generators mark every header as optional, as words
 * say, or as what deals with keys must.
 */
function isNeeded({ required, description = '' }: Parameter, { path }: Operation): boolean {
  if (required) return true
  if (open.test(description)) return false
  return (
    /\b(?:required|needed|must)\b/i.test(description) ||
    path.split('/').some((segment) => ofKeys.test(segment))
  )
}

function assumed({ name, description = '', examples, pointer }: Parameter): SecurityScheme {
  const shown = examples.flatMap(({ value }) => (typeof value === 'string' ? [`\`${value}\``] : [])).join(' ')
  const said = leadIn(`${description} ${shown}`, name)
  const lead =
    said ?? (/^authorization$/i.test(name) && /\bbearer\b/i.test(description) ? 'Bearer' : undefined)
  return {
    name,
    description,
    pointer,
    assumed: true,
    kind: 'apiKey',
    in: 'header',
    parameter: name,
    ...(lead !== undefined && { lead }),
  }
}
