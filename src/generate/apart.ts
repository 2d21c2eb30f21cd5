import { isObject } from '../contract/json.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { type Flat, flatten } from './flat.ts'
import type { Keywords } from './intersect.ts'

/** What a member is given so that alternatives which allow almost anything no longer hold. */
const strangers: readonly JsonValue[] = ['keyproof-other', 0, false, { other: true }, []]

/** Most members that are tried. */
const mostMembers = 24

/**
 * Turns a value that several alternatives of a oneOf admit into ones that fewer do: the value with one member of
 * the alternatives set to what most of them forbid. Where alternatives require nothing, chance finds no such value.
 */
export function toldApart(
  schema: Exclude<JsonSchema, boolean>,
  value: JsonValue,
  definitions: Readonly<Record<string, JsonSchema>>,
): readonly JsonValue[] {
  if (!isObject(value)) return []
  const flat = flatten(schema, definitions)
  const members = new Set(flat === null ? [] : memberNames(flat, definitions))
  return [...members]
    .slice(0, mostMembers)
    .flatMap((name) => strangers.map((stranger) => ({ ...value, [name]: stranger })))
}

function memberNames(
  { choices }: Flat,
  definitions: Readonly<Record<string, JsonSchema>>,
): readonly string[] {
  return choices
    .flat()
    .flatMap((choice) => {
      const keywords: Keywords = flatten(choice, definitions)?.keywords ?? {}
      return isObject(keywords['properties']) ? Object.entries(keywords['properties']) : []
    })
    .toSorted(([, one], [, other]) => rank(one) - rank(other))
    .map(([name]) => name)
}

/** Members with few values first: they are what alternatives are told apart by. */
function rank(schema: unknown): number {
  return isObject(schema) && ('enum' in schema || 'const' in schema) ? 0 : 1
}
