import fc from 'fast-check'
import { isObject } from '../contract/json.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import type { Inner } from './arrays.ts'
import { type Entry, extraMembers } from './extras.ts'
import { type Keywords, memberSchema, restSchema } from './intersect.ts'

/** How many optional members an object shows on average, where there are many. */
const usualMembers = 4

/** Most members that nobody declared, where no keyword asks for more. */
const usualExtras = 3

/** How freely optional members are used. */
export type Presence = 'some' | 'none' | 'all'

/** Valid objects; null when there are none. */
export function objects(
  keywords: Keywords,
  inner: Inner,
  presence: Presence,
  omitted: (schema: JsonSchema) => boolean,
): fc.Arbitrary<JsonValue> | null {
  const required = [...new Set((keywords['required'] as string[] | undefined) ?? [])]
  const declared = isObject(keywords['properties']) ? Object.keys(keywords['properties']) : []
  const min = (keywords['minProperties'] as number | undefined) ?? 0
  const max = (keywords['maxProperties'] as number | undefined) ?? Infinity
  if (required.length > max) return null
  const needed = min - required.length
  const usable = declared.filter((name) => !required.includes(name) && !omitted(memberSchema(keywords, name)))
  const optional = presence === 'none' && needed <= 0 ? [] : usable
  const members = new Map<string, fc.Arbitrary<JsonValue>>()
  for (const name of [...required, ...optional]) {
    const values = inner(memberSchema(keywords, name), name)
    if (values !== null) members.set(name, values)
    else if (required.includes(name)) return null
  }
  const known = optional.filter((name) => members.has(name))
  const missing = Math.max(0, needed - known.length)
  const taken = new Set([...declared, ...required])
  const extras = extraMembers(keywords, taken, inner, {
    least: missing,
    most: Math.min(max - required.length, Math.max(missing, usualExtras)),
    free:
      presence === 'some' || (presence === 'all' && declared.length === 0 && isObject(restSchema(keywords))),
  })
  if (missing > 0 && extras === null) return null
  const variants = promotions(known, Math.min(Math.max(0, needed), known.length)).map((promoted) =>
    assembled(members, new Set([...required, ...promoted]), extras, max, presence),
  )
  return variants.length === 1 ? variants[0]! : fc.oneof(...variants)
}

/** Groups of optional members that, when all there, make up for a lack of required ones. */
function promotions(optional: readonly string[], count: number): readonly (readonly string[])[] {
  if (count === 0) return [[]]
  if (count === optional.length) return [optional]
  const starts = Array.from({ length: Math.min(optional.length, 6) }, (_, index) => index)
  return starts.map((start) => [...optional, ...optional].slice(start, start + count))
}

const absent: unique symbol = Symbol('absent')

function assembled(
  members: ReadonlyMap<string, fc.Arbitrary<JsonValue>>,
  certain: ReadonlySet<string>,
  extras: fc.Arbitrary<readonly Entry[]> | null,
  max: number,
  presence: Presence,
): fc.Arbitrary<JsonValue> {
  const names = [...members.keys()]
  const optionalCount = names.length - certain.size
  const absence = Math.max(1, Math.round(optionalCount / usualMembers) - 1)
  const parts = names.map((name): fc.Arbitrary<JsonValue | typeof absent> => {
    const values = members.get(name)!
    if (certain.has(name) || presence === 'all') return values
    return fc.oneof(
      { withCrossShrink: true },
      { weight: absence, arbitrary: fc.constant(absent) },
      { weight: 1, arbitrary: values },
    )
  })
  return fc.tuple(fc.tuple(...parts), extras ?? fc.constant([])).map(([values, more]) => {
    const entries = values.flatMap((value, index): Entry[] =>
      value === absent ? [] : [[names[index]!, value]],
    )
    if (max === Infinity) return Object.fromEntries([...entries, ...more])
    const firm = entries.filter(([name]) => certain.has(name))
    const spare = [...entries.filter(([name]) => !certain.has(name)), ...more]
    return Object.fromEntries([...firm, ...spare.slice(0, Math.max(0, max - firm.length))])
  })
}
