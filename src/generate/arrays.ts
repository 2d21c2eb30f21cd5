import fc from 'fast-check'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { bounded } from './bounded.ts'
import { distinct } from './canonical.ts'
import { both, itemSchema, type Keywords } from './intersect.ts'

/** Makes an arbitrary of a schema one level further in; null where there is none. */
export type Inner = (schema: JsonSchema, member?: string) => fc.Arbitrary<JsonValue> | null

/**
 * Valid arrays, of no more than `usual` items where no keyword asks for them; null when there are none.
 * `finite` lists the values of an item where they are few and known.
 */
export function arrays(
  keywords: Keywords,
  inner: Inner,
  finite: (schema: JsonSchema) => readonly JsonValue[] | null,
  usual: number,
): fc.Arbitrary<JsonValue> | null {
  const least = (keywords['minItems'] as number | undefined) ?? 0
  const wanted = keywords['contains'] as JsonSchema | undefined
  const minContains = wanted === undefined ? 0 : ((keywords['minContains'] as number | undefined) ?? 1)
  const prefix = Array.isArray(keywords['prefixItems']) ? keywords['prefixItems'].length : 0
  const min = Math.max(least, minContains)
  let max = Math.min(
    (keywords['maxItems'] as number | undefined) ?? Infinity,
    Math.max(min, usual, usual === 0 ? 0 : prefix),
  )
  const rest = itemSchema(keywords, prefix)
  const item = max > prefix || prefix === 0 ? inner(rest) : null
  if (item === null) max = Math.min(max, prefix)
  if (min > max) return null
  const unique = keywords['uniqueItems'] === true
  if (max === 0) return fc.constant([])
  if (unique && prefix === 0 && wanted === undefined) {
    const values = finite(rest)
    if (values !== null)
      return min > values.length
        ? null
        : fc.shuffledSubarray([...values], { minLength: min, maxLength: Math.min(max, values.length) })
  }
  if (wanted !== undefined && minContains > 0)
    return containing(keywords, wanted, minContains, min, max, inner)
  if (prefix > 0) return tuples(keywords, prefix, min, max, inner)
  const list = fc.array(item!, {
    minLength: min,
    maxLength: unique ? max + min : max,
    size: min > 20 ? 'large' : 'small',
  })
  return unique ? withoutRepetition(list, min, max) : list
}

function withoutRepetition(
  list: fc.Arbitrary<JsonValue[]>,
  min: number,
  max: number,
): fc.Arbitrary<JsonValue> {
  return bounded(
    list.map((items) => distinct(items).slice(0, max)),
    (items) => items.length >= min,
  )
}

function tuples(
  keywords: Keywords,
  prefix: number,
  min: number,
  max: number,
  inner: Inner,
): fc.Arbitrary<JsonValue> | null {
  const items: fc.Arbitrary<JsonValue>[] = []
  for (let index = 0; index < Math.min(max, prefix + 5); index++) {
    const next = inner(itemSchema(keywords, index))
    if (next === null) break
    items.push(next)
  }
  if (items.length < min && items.length < prefix) return null
  const last = items.at(-1)
  if (last !== undefined && items.length < min)
    items.push(...Array.from({ length: min - items.length }, () => last))
  const lengths = [...new Set([Math.max(min, Math.min(prefix, items.length)), min, items.length])]
  return fc.oneof(...lengths.map((length): fc.Arbitrary<JsonValue> => fc.tuple(...items.slice(0, length))))
}

function containing(
  keywords: Keywords,
  wanted: JsonSchema,
  count: number,
  min: number,
  max: number,
  inner: Inner,
): fc.Arbitrary<JsonValue> | null {
  const most = Math.min((keywords['maxContains'] as number | undefined) ?? count + 1, max)
  const rest = itemSchema(keywords, Infinity)
  const match = inner(both(rest, wanted))
  const other = inner(both(rest, { not: wanted }))
  if (match === null || most < count) return null
  const matches = fc.array(match, { minLength: count, maxLength: Math.max(count, most) })
  if (other === null) return fc.array(match, { minLength: Math.max(count, min), maxLength: max })
  const others = fc.array(other, { minLength: Math.max(0, min - count), maxLength: max - count })
  return fc.tuple(matches, others).map(([first, second]) => [...first, ...second].slice(0, max))
}
