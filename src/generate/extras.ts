import fc from 'fast-check'
import { isObject } from '../contract/json.ts'
import { regExp } from '../contract/keywords.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import type { Inner } from './arrays.ts'
import { memberNames } from './characters.ts'
import { both, type Keywords, restSchema } from './intersect.ts'

/** A member of an object. */
export type Entry = readonly [name: string, value: JsonValue]

/** How many undeclared members there are to be; `free` when they may be there without need. */
interface Wanted {
  readonly least: number
  readonly most: number
  readonly free: boolean
}

/** Members that are allowed without being declared; null where there is no reason or no way to make any. */
export function extraMembers(
  keywords: Keywords,
  taken: ReadonlySet<string>,
  inner: Inner,
  wanted: Wanted,
): fc.Arbitrary<readonly Entry[]> | null {
  const invited = 'additionalProperties' in keywords || 'patternProperties' in keywords || taken.size === 0
  if (wanted.most <= 0 || (wanted.least === 0 && !(invited && wanted.free))) return null
  const patterns = isObject(keywords['patternProperties'])
    ? Object.entries(keywords['patternProperties'] as Record<string, JsonSchema>)
    : []
  const sources = [...patterns, [null, restSchema(keywords)] as const].flatMap(([pattern, schema]) => {
    const values = schema === false ? null : inner(schema)
    const names = namesFor(pattern, keywords['propertyNames'] as JsonSchema | undefined, inner)
    return values === null || names === null ? [] : [fc.tuple(fc.constant(pattern), names, values)]
  })
  if (sources.length === 0) return null
  // A few more than needed are drawn, as names may repeat or fall under another statement.
  const spare = wanted.least === 0 ? 0 : wanted.least + 3
  const drawn = fc.array(fc.oneof(...sources), { minLength: spare, maxLength: Math.max(wanted.most, spare) })
  return drawn.map((entries) => {
    const proper = entries.filter(([pattern, name]) => {
      if (taken.has(name)) return false
      return pattern !== null || !patterns.some(([other]) => regExp(other)?.test(name))
    })
    const byName = new Map(proper.map(([, name, value]): Entry => [name, value]))
    return [...byName].slice(0, wanted.most)
  })
}

function namesFor(
  pattern: string | null,
  propertyNames: JsonSchema | undefined,
  inner: Inner,
): fc.Arbitrary<string> | null {
  if (pattern === null && propertyNames === undefined) return memberNames
  const shape: JsonSchema = pattern === null ? { type: 'string' } : { type: 'string', pattern }
  return inner(both(shape, propertyNames ?? true))?.map(String) ?? null
}
