import type { ErrorObject } from 'ajv'

import { messageOf } from '../errors.ts'
import { versionOf } from './contract.ts'
import { entries, isObject } from './json.ts'
import { pointerOf, pointerTo } from './pointer.ts'
import type { Problems } from './problems.ts'
import type { JsonObject } from './types.ts'
import { methods } from './walk.ts'

/** More than this is work for a linter, and drowns what else there is to say. */
const mostTold = 5

/** What only describes the document: nothing that is sent or received depends on it. */
const descriptive = new Set(['info', 'tags', 'externalDocs'])

/**
 * Notes, as warnings, what the official schema of the stated OpenAPI version and, for Swagger 2.0, its rules
 * beyond the schema find wrong with a document, unless something is noted at that place already. A finding
 * that repeats is told once, with its first place; pointers lead into the document as given.
 *
 * References stay references: validated in place of each, a part would be wrong as many times as it is used, and
 * the effort would grow with every path through the document instead of with its size.
 */
export async function checkOfficialSchema(document: JsonObject, problems: Problems): Promise<void> {
  const { presented, version, lenient } = present(document)
  const options = { excludedPathMatcher: () => true, circular: 'ignore' } as const
  const found = tell(await failureOf(presented, { schema: true, spec: false }, options), lenient)
  // The library's rules beyond the schema are for Swagger 2.0 only, need references resolved and stop at the first.
  if (version === '2.0') {
    const failure = await failureOf(
      structuredClone(presented),
      { schema: false, spec: true },
      { circular: 'ignore' },
    )
    const [, says] = /^(?:SyntaxError: )?Validation failed\. (.*?)[.\s]*$/s.exec(messageOf(failure)) ?? []
    if (says !== undefined) found.push({ says, pointer: placeIn(says, document) })
  }
  const known = new Set(problems.list.map(({ pointer }) => pointer ?? ''))
  const aroundKnown = above(known)
  // Noted at the place, within it, or right above it; the whole document is no place to be exact about.
  const isKnown = (pointer: string): boolean =>
    pointer !== '' &&
    (known.has(pointer) || aroundKnown.has(pointer) || known.has(parentOf(pointer) || pointer))
  const groups = Map.groupBy(
    found.filter(({ pointer }) => !isKnown(pointer)),
    ({ says }) => says,
  )
  for (const [says, places] of [...groups].slice(0, mostTold)) {
    const others = places.length - 1
    const more = others === 0 ? '' : ` The same in ${others} more ${others === 1 ? 'place' : 'places'}.`
    problems.add('warning', `Not as OpenAPI ${version} has it: ${says}.${more}`, places[0]?.pointer)
  }
  if (groups.size > mostTold) {
    const rest = groups.size - mostTold
    problems.add('warning', `${rest} more kinds of things are not as OpenAPI ${version} has them.`, '')
  }
}

interface Finding {
  readonly says: string
  readonly pointer: string
}

interface Presented {
  readonly presented: JsonObject
  readonly version: '2.0' | '3.0' | '3.1' | '3.2'
  /** The schema is that of an older version: what it does not know may still be right. */
  readonly lenient: boolean
}

/** The document in the form the library accepts: it knows few patch versions, not 3.2, and insists on texts and paths. */
function present(document: JsonObject): Presented {
  const parts = Object.entries(document).filter(([name]) => !descriptive.has(name))
  const base = { paths: {}, ...Object.fromEntries(parts), info: { title: '', version: '' } }
  const version = versionOf(document, 'the document').slice(0, 3) as Presented['version']
  if (version === '2.0') return { presented: { ...base, swagger: '2.0' }, version, lenient: false }
  const openapi = version === '3.0' ? '3.0.4' : '3.1.2'
  return { presented: withSmallSchemes({ ...base, openapi }), version, lenient: version === '3.2' }
}

/** The document with the names of HTTP schemes in small letters, which is all the same (RFC 9110, section 11.1) but to the library. */
function withSmallSchemes(document: JsonObject): JsonObject {
  const { components } = document
  if (!isObject(components) || !isObject(components['securitySchemes'])) return document
  const securitySchemes = Object.fromEntries(
    entries(components['securitySchemes']).map(([name, scheme]) => [
      name,
      isObject(scheme) && typeof scheme['scheme'] === 'string'
        ? { ...scheme, scheme: scheme['scheme'].toLowerCase() }
        : scheme,
    ]),
  )
  return { ...document, components: { ...components, securitySchemes } }
}

interface Dereferencing {
  readonly circular: 'ignore'
  readonly excludedPathMatcher?: () => boolean
}

async function failureOf(
  presented: JsonObject,
  validate: { readonly schema: boolean; readonly spec: boolean },
  dereference: Dereferencing,
): Promise<unknown> {
  // Loaded when first needed: commands that read no document start without it.
  const { default: SwaggerParser } = await import('@apidevtools/swagger-parser')
  const options = { resolve: { external: false }, dereference, validate, timeoutMs: 1000 }
  return SwaggerParser.validate(presented as never, options).then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** Findings at the innermost places: each stands in forms it then fails as well, up to the root. */
function tell(failure: unknown, lenient: boolean): Finding[] {
  // A failure without details is the library's own, such as a structure too deep for it; nothing follows from it.
  const details = meant(
    failure instanceof Error && 'details' in failure ? (failure.details as ErrorObject[]) : [],
  )
  const outer = above(details.map(({ instancePath }) => instancePath))
  const inner = Map.groupBy(
    // Why a name is wrong comes before that it is, without telling which.
    details.filter(
      ({ instancePath, propertyName }) => propertyName === undefined && !outer.has(instancePath),
    ),
    ({ instancePath }) => instancePath,
  )
  return [...inner.values()].flatMap((errors) => {
    const told = errors.filter((error) => isSure(error) && (!lenient || isTimeless(error))).map(findingOf)
    // Of several forms a part fails, the one that can name what is wrong was most likely meant.
    return told.find(({ says }) => says !== formless) ?? told[0] ?? []
  })
}

/**
 * The findings without those of forms that a part does not claim to have, as its `type` shows: a scheme of HTTP is no wrong
 * one with a key in a header.
 */
function meant(details: readonly ErrorObject[]): ErrorObject[] {
  const others = new Set(
    details
      .filter(({ instancePath, keyword }) => keyword === 'enum' && instancePath.endsWith('/type'))
      .map(({ instancePath, schemaPath }) => `${parentOf(instancePath)} ${formOf(schemaPath)}`),
  )
  const isOther = ({ instancePath, schemaPath }: ErrorObject): boolean =>
    [instancePath, parentOf(instancePath)].some((at) => others.has(`${at} ${formOf(schemaPath)}`))
  const isOneOfMany = ({ instancePath }: ErrorObject, of: readonly ErrorObject[]): boolean => {
    const at = instancePath.endsWith('/type') ? parentOf(instancePath) : instancePath
    return of.some(
      (one) => !isOther(one) && one.instancePath === at && !/^#$|\/Reference$/.test(formOf(one.schemaPath)),
    )
  }
  return details.filter((error) => !(isOther(error) && isOneOfMany(error, details)))
}

/** The named schema that an error comes from; the whole where it has no name. */
function formOf(schemaPath: string): string {
  return /^#\/definitions\/[^/]+/.exec(schemaPath)?.[0] ?? '#'
}

const formless = 'this has none of the forms allowed here'

/** The 3.1 schema of the library knows no `$ref` in path items; references are looked after elsewhere anyway. */
function isSure({ params }: ErrorObject): boolean {
  return params['unevaluatedProperty'] !== '$ref' && params['additionalProperty'] !== '$ref'
}

/** Whether an error of the 3.1 schema holds for 3.2 too, which adds members and values and no longer asks for descriptions. */
function isTimeless({ keyword, params }: ErrorObject): boolean {
  return keyword === 'type' || (keyword === 'required' && params['missingProperty'] !== 'description')
}

function findingOf({ keyword, params, message, instancePath }: ErrorObject): Finding {
  const unknown: unknown = params['additionalProperty'] ?? params['unevaluatedProperty']
  if (typeof unknown === 'string')
    return { says: `\`${unknown}\` has no meaning here`, pointer: pointerTo(instancePath, unknown) }
  const name: unknown = params['propertyName']
  if (typeof name === 'string')
    return { says: 'this name has characters it must not have', pointer: pointerTo(instancePath, name) }
  const missing: unknown = params['missingProperty']
  // Every part could be a reference instead.
  if (typeof missing === 'string' && missing !== '$ref')
    return { says: `\`${missing}\` is missing`, pointer: instancePath }
  if (keyword === 'type')
    return { says: `this must be of type ${String(params['type'])}`, pointer: instancePath }
  if (keyword === 'enum')
    return {
      says: `this must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`,
      pointer: instancePath,
    }
  const vague = missing !== undefined || ['oneOf', 'anyOf', 'not', 'if'].includes(keyword)
  return { says: vague ? formless : `this ${message ?? 'is wrong'}`, pointer: instancePath }
}

/** Where a broken rule of Swagger 2.0 is; the library names the place in its sentence only, as `/paths/keys/{id}/get`. */
function placeIn(sentence: string, document: JsonObject): string {
  const operations = entries(document['paths']).flatMap(([path, item]) =>
    methods
      .filter((method) => isObject(item) && isObject(item[method]))
      .map((method) => ({ name: `/paths${path}/${method}`, pointer: pointerOf(['paths', path, method]) })),
  )
  const definitions = entries(document['definitions']).map(([name]) => ({
    name: `/definitions/${name}`,
    pointer: pointerOf(['definitions', name]),
  }))
  const named = [...operations, ...definitions].filter(({ name }) => sentence.includes(name))
  return named.toSorted((left, right) => right.name.length - left.name.length)[0]?.pointer ?? ''
}

/** All places above some places. */
function above(pointers: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>()
  for (const pointer of pointers) {
    let parent = parentOf(pointer)
    while (parent !== undefined && !found.has(parent)) {
      found.add(parent)
      parent = parentOf(parent)
    }
  }
  return found
}

function parentOf(pointer: string): string | undefined {
  return pointer === '' ? undefined : pointer.slice(0, pointer.lastIndexOf('/'))
}
