import fc from 'fast-check'
import { isObject } from '../contract/json.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import type { Keywords } from './intersect.ts'
import { type Taste, usualTaste } from './taste.ts'
import { typesOf } from './kinds.ts'
import { multiple, rangeOf } from './numbers.ts'
import { Unsatisfiable } from './unsatisfiable.ts'
import { standalone } from './standalone.ts'
import { valuesTo } from './values.ts'

/** A value on an edge of what the keywords of one place admit; usually valid, but that is not checked here. */
export interface Edge {
  readonly name: string
  readonly value: JsonValue
}

/** Longest strings made of plain characters, and of such as take several bytes. */
const longest = 66_000
const longestOdd = 20_000
const mostItems = 1000
const mostMembers = 12
const mostOfEnum = 100

/** Whether the edge is one that the schema states: a bound, a length, a size or a member of an enum. */
export function isStated({ name }: Edge): boolean {
  return /^(?:smallest|largest|shortest|longest|fewest |most |member )/.test(name)
}

/** The edges of one place. */
export function edgesOf(keywords: Keywords, root: JsonSchema): readonly Edge[] {
  const types = typesOf(keywords) ?? []
  if (Array.isArray(keywords['enum'])) {
    const members = (keywords['enum'] as JsonValue[]).slice(0, mostOfEnum)
    return members.map((value, index) => ({ name: `member ${index + 1} of enum`, value }))
  }
  return [
    ...types.flatMap((type) => edgesOfType(type, keywords, root)),
    ...(types.includes('null') ? [{ name: 'null', value: null }] : []),
    ...documented(keywords),
  ]
}

function edgesOfType(type: string, keywords: Keywords, root: JsonSchema): readonly Edge[] {
  if (type === 'string') return stringEdges(keywords, root)
  if (type === 'integer' || type === 'number') return numberEdges(keywords, type === 'integer')
  if (type === 'array') return arrayEdges(keywords, root)
  if (type === 'object') return objectEdges(keywords, root)
  if (type === 'boolean') return [true, false].map((value) => ({ name: String(value), value }))
  return []
}

function stringEdges(keywords: Keywords, root: JsonSchema): readonly Edge[] {
  const free = !('pattern' in keywords) && !('format' in keywords)
  const bounds = [['shortest', keywords['minLength']] as const, ['longest', keywords['maxLength']] as const]
  return bounds.flatMap(([name, length]): readonly Edge[] => {
    if (typeof length !== 'number' || length > longest) return []
    if (!free) return picked(name, standalone({ ...keywords, minLength: length, maxLength: length }, root))
    const plain = { name, value: 'k'.repeat(length) }
    if (length === 0 || length > longestOdd) return [plain]
    const astral = { name: `${name}, astral`, value: '\u{1F511}'.repeat(length) }
    if (length === 1) return [plain, astral]
    const combining = 'e\u0301'.repeat(Math.ceil(length / 2)).slice(0, length)
    return [plain, astral, { name: `${name}, combining`, value: combining }]
  })
}

function numberEdges(keywords: Keywords, integer: boolean): readonly Edge[] {
  const { low, high } = rangeOf(keywords, integer ? 1 : 0)
  const step = typeof keywords['multipleOf'] === 'number' ? keywords['multipleOf'] : undefined
  const inward = (value: number, sign: 1 | -1): number => {
    if (step !== undefined)
      return multiple(sign > 0 ? Math.ceil(value / step) : Math.floor(value / step), step)
    // Next to an excluded bound a double has neighbours no decimal notation is meant to reach.
    const exclusive = keywords[sign > 0 ? 'exclusiveMinimum' : 'exclusiveMaximum']
    const hundredth = Math.round((value + sign * 0.01) * 100) / 100
    return !integer && typeof exclusive === 'number' && hundredth > low && hundredth < high
      ? hundredth
      : value
  }
  return [
    ...(Number.isFinite(low) ? [{ name: 'smallest', value: inward(low, 1) }] : []),
    ...(Number.isFinite(high) ? [{ name: 'largest', value: inward(high, -1) }] : []),
  ]
}

function arrayEdges(keywords: Keywords, root: JsonSchema): readonly Edge[] {
  const { minItems, maxItems } = keywords
  const fewest = typeof minItems === 'number' ? minItems : 0
  return [
    ...(fewest <= mostItems
      ? picked('fewest items', standalone({ ...keywords, minItems: fewest, maxItems: fewest }, root))
      : []),
    ...(typeof maxItems === 'number' && maxItems <= mostItems
      ? picked('most items', standalone({ ...keywords, minItems: maxItems, maxItems }, root))
      : []),
  ]
}

function objectEdges(keywords: Keywords, root: JsonSchema): readonly Edge[] {
  // One object for both, since a schema is compiled once for each.
  const schema = standalone({ ...keywords }, root)
  const [full] = picked('all members', schema, { ...usualTaste, presence: 'all' })
  const [bare] = picked('required members only', schema, { ...usualTaste, presence: 'none' })
  const required = new Set(Array.isArray(keywords['required']) ? (keywords['required'] as string[]) : [])
  const members = full !== undefined && isObject(full.value) ? Object.entries(full.value) : []
  const optional = members.filter(([name]) => !required.has(name))
  const lacking = optional.slice(0, mostMembers).map(([absent]) => ({
    name: `without ${absent}`,
    value: Object.fromEntries(members.filter(([name]) => name !== absent)),
  }))
  const { minProperties, maxProperties } = keywords
  const sized = (name: string, size: unknown): readonly Edge[] =>
    typeof size === 'number' && size <= mostItems
      ? picked(name, standalone({ ...keywords, minProperties: size, maxProperties: size }, root))
      : []
  return [
    ...sized('fewest members', minProperties),
    ...sized('most members', maxProperties),
    ...(bare === undefined ? [] : [bare]),
    ...(full === undefined ? [] : [full]),
    ...(optional.length > 1 ? lacking : []),
  ]
}

function documented(keywords: Keywords): readonly Edge[] {
  const { examples } = keywords
  const listed = Array.isArray(examples)
    ? (examples as JsonValue[])
    : isObject(examples)
      ? Object.values(examples)
      : []
  if ('example' in keywords) listed.push(keywords['example'] as JsonValue)
  const shown = listed.slice(0, mostMembers).map((value, index) => ({ name: `example ${index + 1}`, value }))
  return 'default' in keywords
    ? [...shown, { name: 'default', value: keywords['default'] as JsonValue }]
    : shown
}

/** One value of a schema; none where there is no such value. */
function picked(name: string, schema: JsonSchema, taste: Taste = usualTaste): readonly Edge[] {
  try {
    return [{ name, value: fc.sample(valuesTo(schema, taste), { seed: 1, numRuns: 1 })[0]! }]
  } catch (error) {
    if (error instanceof Unsatisfiable) return []
    throw error
  }
}
