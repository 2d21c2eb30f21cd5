import fc from 'fast-check'
import { isObject } from '../contract/json.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import type { Flaw } from './flaw.ts'
import type { Keywords } from './intersect.ts'
import { candidates } from './make.ts'
import { standalone } from './standalone.ts'
import { acceptsOf } from './validate.ts'

/** Most items and members made to be too many. */
const mostItems = 200

/** What can be wrong with an array. */
export function arrayFlaws(keywords: Keywords, root: JsonSchema): readonly Flaw[] {
  const { minItems, maxItems } = keywords
  const flaws: Flaw[] = []
  const list = (
    name: string,
    keyword: string,
    change: (right: readonly JsonValue[]) => readonly JsonValue[] | null,
  ): Flaw => ({
    name,
    keyword,
    spoil: fc.constant((right: JsonValue) =>
      Array.isArray(right) ? change(right as readonly JsonValue[]) : null,
    ),
  })
  if (typeof minItems === 'number' && minItems > 0)
    flaws.push(list('too few items', 'minItems', (right) => right.slice(0, minItems - 1)))
  if (typeof maxItems === 'number' && maxItems < mostItems) {
    const sizes = { minItems: maxItems + 1, maxItems: maxItems + 1 }
    const wanted = candidates(standalone({ ...keywords, ...sizes }, root)) ?? fc.constant(null)
    const spoil = wanted.map((many) => (right: JsonValue): JsonValue | null => {
      if (Array.isArray(many)) return many
      if (!Array.isArray(right) || right.length === 0) return null
      return Array.from({ length: maxItems + 1 }, (_, index) => right[index % right.length] as JsonValue)
    })
    flaws.push({ name: 'too many items', keyword: 'maxItems', spoil })
  }
  if (keywords['uniqueItems'] === true)
    flaws.push(
      list('duplicate items', 'uniqueItems', (right) => {
        if (right.length === 0) return null
        return right.length === maxItems ? [...right.slice(0, -1), right[0]!] : [...right, right[0]!]
      }),
    )
  return flaws
}

/** What can be wrong with an object. */
export function objectFlaws(keywords: Keywords, root: JsonSchema): readonly Flaw[] {
  const required = Array.isArray(keywords['required']) ? (keywords['required'] as string[]) : []
  const { minProperties, maxProperties } = keywords
  const flaws: Flaw[] = required.map((member) => ({
    name: 'missing',
    keyword: 'required',
    member,
    spoil: change((right) =>
      Object.hasOwn(right, member) ? without(right, leaning(keywords, member, required)) : null,
    ),
  }))
  const fewest = typeof minProperties === 'number' ? minProperties : 0
  if (required.length > 1 && fewest === 0)
    flaws.push({ name: 'empty object', keyword: 'required', spoil: change(() => ({})) })
  if (fewest > required.length)
    flaws.push({
      name: 'too few members',
      keyword: 'minProperties',
      spoil: change((right) => {
        const spare = Object.keys(right).filter((name) => !required.includes(name))
        return without(right, spare.slice(fewest - 1 - required.length))
      }),
    })
  if (keywords['additionalProperties'] === false || keywords['unevaluatedProperties'] === false) {
    const member = unknownName(keywords, root)
    const keyword =
      keywords['additionalProperties'] === false ? 'additionalProperties' : 'unevaluatedProperties'
    const values = fc.constantFrom<JsonValue>('unexpected', 1, true)
    const spoil = values.map(
      (value) => (right: JsonValue) => (isObject(right) ? { ...right, [member]: value } : null),
    )
    flaws.push({ name: 'unknown member', keyword, member, spoil })
  }
  if (typeof maxProperties === 'number' && maxProperties < mostItems) {
    const sizes = { minProperties: maxProperties + 1, maxProperties: maxProperties + 1 }
    const wanted = candidates(standalone({ ...keywords, ...sizes }, root)) ?? fc.constant(null)
    const spoil = wanted.map(
      (many) =>
        (right: JsonValue): JsonValue | null =>
          isObject(many) && isObject(right) ? many : null,
    )
    flaws.push({ name: 'too many members', keyword: 'maxProperties', spoil })
  }
  return flaws
}

type Members = Readonly<Record<string, JsonValue>>

function change(edit: (right: Members) => JsonValue | null): Flaw['spoil'] {
  return fc.constant((right) => (isObject(right) ? edit(right) : null))
}

function without(right: Members, names: readonly string[]): JsonValue {
  return Object.fromEntries(Object.entries(right).filter(([name]) => !names.includes(name)))
}

/** A member, and those that may go with it because they must not be there without it. */
function leaning(keywords: Keywords, member: string, required: readonly string[]): readonly string[] {
  const dependents = Object.entries(
    isObject(keywords['dependentRequired']) ? keywords['dependentRequired'] : {},
  )
  return [
    member,
    ...dependents.flatMap(([name, needed]) =>
      Array.isArray(needed) && needed.includes(member) && !required.includes(name) ? [name] : [],
    ),
  ]
}

/** A name for a member that nobody knows, such as names may be here. */
function unknownName(keywords: Keywords, root: JsonSchema): string {
  const usual = 'keyproofUnknown'
  const rule = keywords['propertyNames']
  if (rule === undefined) return usual
  const allowed = acceptsOf(standalone(rule as JsonSchema, root))
  const known = isObject(keywords['properties']) ? keywords['properties'] : {}
  const names = [usual, 'keyproof-unknown', 'unknown', 'kpu', 'zz9']
  return names.find((name) => !Object.hasOwn(known, name) && allowed(name)) ?? usual
}
