import fc from 'fast-check'
import { isObject } from '../contract/json.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import type { Flaw } from './flaw.ts'
import type { Keywords } from './intersect.ts'
import { candidates } from './make.ts'
import { standalone } from './standalone.ts'

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
export function objectFlaws(keywords: Keywords): readonly Flaw[] {
  const required = Array.isArray(keywords['required']) ? (keywords['required'] as string[]) : []
  const change = (edit: (right: Readonly<Record<string, JsonValue>>) => JsonValue | null): Flaw['spoil'] =>
    fc.constant((right) => (isObject(right) ? edit(right) : null))
  const without = (right: Readonly<Record<string, JsonValue>>, names: readonly string[]): JsonValue =>
    Object.fromEntries(Object.entries(right).filter(([name]) => !names.includes(name)))
  const flaws: Flaw[] = required.map((member) => ({
    name: 'missing',
    keyword: 'required',
    member,
    spoil: change((right) => (Object.hasOwn(right, member) ? without(right, [member]) : null)),
  }))
  if (required.length > 1 || keywords['minProperties'] !== undefined)
    flaws.push({
      name: 'empty object',
      keyword: required.length > 0 ? 'required' : 'minProperties',
      spoil: change(() => ({})),
    })
  if (keywords['additionalProperties'] === false || keywords['unevaluatedProperties'] === false) {
    const member = 'keyproofUnknown'
    const keyword =
      keywords['additionalProperties'] === false ? 'additionalProperties' : 'unevaluatedProperties'
    const values = fc.constantFrom<JsonValue>('unexpected', 1, true)
    const spoil = values.map(
      (value) => (right: JsonValue) => (isObject(right) ? { ...right, [member]: value } : null),
    )
    flaws.push({ name: 'unknown member', keyword, member, spoil })
  }
  const { maxProperties } = keywords
  if (typeof maxProperties === 'number' && maxProperties < mostItems)
    flaws.push({
      name: 'too many members',
      keyword: 'maxProperties',
      spoil: change((right) => {
        const [sample = 'keyproof'] = Object.values(right)
        const extra = Array.from({ length: maxProperties + 1 }, (_, index) => [`keyproof${index}`, sample])
        return { ...Object.fromEntries(extra), ...right }
      }),
    })
  return flaws
}
