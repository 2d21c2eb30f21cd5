import { isObject } from '../contract/json.ts'
import { regExp } from '../contract/keywords.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { canonical, distinct } from './canonical.ts'

/** The keywords of one schema object. */
export type Keywords = Readonly<Record<string, unknown>>

type Merge = (left: unknown, right: unknown) => { readonly value: unknown; readonly exact?: boolean } | null

/**
 * The keywords that hold when both sets do; null when they contradict each other plainly. Not exact
 * where two statements could not be made into one, in which case one of them stands.
 */
export function intersectKeywords(
  left: Keywords,
  right: Keywords,
): { keywords: Keywords; exact: boolean } | null {
  const a = normal(left)
  const b = normal(right)
  let exact = true
  const keywords: Record<string, unknown> = { ...a, ...b }
  for (const name of Object.keys(a)) {
    if (!(name in b) || structural.has(name)) continue
    const merged = (merges[name] ?? firstUnlessEqual)(a[name], b[name])
    if (merged === null) return null
    keywords[name] = merged.value
    if (merged.exact === false && !annotations.has(name)) exact = false
  }
  mergeMembers(keywords, a, b)
  mergeItems(keywords, a, b)
  return { keywords, exact }
}

/** The schema that holds when both do, as cheaply as it can be written. */
export function both(left: JsonSchema, right: JsonSchema): JsonSchema {
  if (left === false || right === false) return false
  if (left === true) return right
  if (right === true || left === right) return left
  return { allOf: [left, right] }
}

/** The schemas that govern a member of an object, folded into one. */
export function memberSchema(keywords: Keywords, name: string): JsonSchema {
  const own = schemas(keywords['properties'])
  const parts = Object.entries(schemas(keywords['patternProperties']))
    .filter(([pattern]) => safeTest(pattern, name))
    .map(([, schema]) => schema)
  if (Object.hasOwn(own, name)) parts.unshift(own[name]!)
  if (parts.length === 0) return restSchema(keywords)
  return parts.reduce(both)
}

/** The schema of members that no `properties` or `patternProperties` speaks of. */
export function restSchema(keywords: Keywords): JsonSchema {
  return (keywords['additionalProperties'] ?? keywords['unevaluatedProperties'] ?? true) as JsonSchema
}

/** The schema of the item at an index. */
export function itemSchema(keywords: Keywords, index: number): JsonSchema {
  const prefix = Array.isArray(keywords['prefixItems']) ? (keywords['prefixItems'] as JsonSchema[]) : []
  return prefix[index] ?? ((keywords['items'] ?? keywords['unevaluatedItems'] ?? true) as JsonSchema)
}

const annotations = new Set([
  'title',
  'description',
  '$comment',
  'deprecated',
  'readOnly',
  'writeOnly',
  'xml',
  'example',
  'examples',
  'default',
  'externalDocs',
  'discriminator',
  'nullable',
])

// Handled together, as each needs to see the others.
const structural = new Set([
  'properties',
  'patternProperties',
  'additionalProperties',
  'prefixItems',
  'items',
])

const firstUnlessEqual: Merge = (left, right) => ({
  value: left,
  exact: canonical(left as JsonValue) === canonical(right as JsonValue),
})
const larger: Merge = (left, right) => ({ value: Math.max(left as number, right as number) })
const smaller: Merge = (left, right) => ({ value: Math.min(left as number, right as number) })
const conjunction: Merge = (left, right) => ({ value: both(left as JsonSchema, right as JsonSchema) })

const merges: Readonly<Record<string, Merge>> = {
  type: (left, right) => {
    const wanted = new Set(right as string[])
    const common = (left as string[]).flatMap((type) => {
      if (wanted.has(type)) return [type]
      if (type === 'integer' && wanted.has('number')) return [type]
      return type === 'number' && wanted.has('integer') ? ['integer'] : []
    })
    return common.length === 0 ? null : { value: common }
  },
  enum: (left, right) => {
    const wanted = new Set((right as JsonValue[]).map(canonical))
    const common = (left as JsonValue[]).filter((value) => wanted.has(canonical(value)))
    return common.length === 0 ? null : { value: common }
  },
  minimum: larger,
  exclusiveMinimum: larger,
  minLength: larger,
  minItems: larger,
  minProperties: larger,
  minContains: larger,
  maximum: smaller,
  exclusiveMaximum: smaller,
  maxLength: smaller,
  maxItems: smaller,
  maxProperties: smaller,
  multipleOf: (left, right) => {
    const [a, b] = [left as number, right as number]
    return Number.isInteger(a) && Number.isInteger(b) && a > 0 && b > 0
      ? { value: (a / divisor(a, b)) * b }
      : { value: Math.max(a, b), exact: a === b }
  },
  required: (left, right) => ({ value: [...new Set([...(left as string[]), ...(right as string[])])] }),
  uniqueItems: (left, right) => ({ value: left === true || right === true }),
  propertyNames: conjunction,
  unevaluatedProperties: conjunction,
  unevaluatedItems: conjunction,
  examples: (left, right) => ({ value: distinct([...(left as JsonValue[]), ...(right as JsonValue[])]) }),
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b)
}

/** `type` as a list, `const` as an `enum` of one, list-form `items` as `prefixItems`. */
function normal(keywords: Keywords): Keywords {
  const result: Record<string, unknown> = { ...keywords }
  if (typeof result['type'] === 'string') result['type'] = [result['type']]
  if ('const' in result) {
    const single = [result['const'] as JsonValue]
    delete result['const']
    result['enum'] = Array.isArray(result['enum'])
      ? (merges['enum']!(result['enum'], single)?.value ?? [])
      : single
  }
  if (Array.isArray(result['items'])) {
    result['prefixItems'] = result['items']
    delete result['items']
    if ('additionalItems' in result) result['items'] = result['additionalItems']
  }
  return result
}

function mergeMembers(target: Record<string, unknown>, a: Keywords, b: Keywords): void {
  const [left, right] = [schemas(a['properties']), schemas(b['properties'])]
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  if (names.size > 0) {
    target['properties'] = Object.fromEntries(
      [...names].map((name) => [name, both(closedMember(a, name), closedMember(b, name))]),
    )
  }
  if ('patternProperties' in a && 'patternProperties' in b) {
    const patterns: Record<string, JsonSchema> = { ...schemas(a['patternProperties']) }
    for (const [pattern, schema] of Object.entries(schemas(b['patternProperties'])))
      patterns[pattern] = both(patterns[pattern] ?? true, schema)
    target['patternProperties'] = patterns
  }
  if ('additionalProperties' in a && 'additionalProperties' in b)
    target['additionalProperties'] = both(
      a['additionalProperties'] as JsonSchema,
      b['additionalProperties'] as JsonSchema,
    )
}

/** What one side says of a member: its own statement, or what it says of all members it does not name. */
function closedMember(keywords: Keywords, name: string): JsonSchema {
  const own = schemas(keywords['properties'])
  if (Object.hasOwn(own, name)) return own[name]!
  if (Object.keys(schemas(keywords['patternProperties'])).some((pattern) => safeTest(pattern, name)))
    return true
  return (keywords['additionalProperties'] ?? true) as JsonSchema
}

function mergeItems(target: Record<string, unknown>, a: Keywords, b: Keywords): void {
  const length = Math.max(
    ...[a, b].map((side) => (Array.isArray(side['prefixItems']) ? side['prefixItems'].length : 0)),
  )
  const plain = (side: Keywords): Keywords => ({ prefixItems: side['prefixItems'], items: side['items'] })
  if (length > 0)
    target['prefixItems'] = Array.from({ length }, (_, index) =>
      both(itemSchema(plain(a), index), itemSchema(plain(b), index)),
    )
  if ('items' in a && 'items' in b) target['items'] = both(a['items'] as JsonSchema, b['items'] as JsonSchema)
}

function schemas(value: unknown): Readonly<Record<string, JsonSchema>> {
  return isObject(value) ? (value as Readonly<Record<string, JsonSchema>>) : {}
}

function safeTest(pattern: string, text: string): boolean {
  return regExp(pattern)?.test(text) ?? true
}
