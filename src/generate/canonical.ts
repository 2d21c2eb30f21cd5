import { isObject } from '../contract/json.ts'
import type { JsonValue } from '../contract/types.ts'

/** A text that is the same for equal JSON values and only for those, whatever the order of members. */
export function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`)
  return `{${members.toSorted().join(',')}}`
}

/** The values without repetitions, in the order they first appear. */
export function distinct(values: readonly JsonValue[]): JsonValue[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()]
}

/** Number of Unicode code points, by which JSON Schema counts the length of a string. */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** The JSON Schema types a value belongs to: a whole number is both `integer` and `number`. */
export function typesOfValue(value: JsonValue): readonly string[] {
  if (value === null) return ['null']
  if (Array.isArray(value)) return ['array']
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number']
  return [typeof value]
}
