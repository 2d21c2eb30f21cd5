import fc from 'fast-check'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { bounded } from './bounded.ts'
import { candidates, type Taste, usualTaste } from './make.ts'
import { Unsatisfiable } from './unsatisfiable.ts'
import { acceptsOf } from './validate.ts'

export { Unsatisfiable } from './unsatisfiable.ts'

/** Values drawn while looking for a first valid one. */
const trials = 300

/**
 * Valid values of a schema, each checked by a validator, shrinking included; small, without control
 * characters and lone surrogates. Throws Unsatisfiable where none could be found.
 */
export function validValues(schema: JsonSchema): fc.Arbitrary<JsonValue> {
  return valuesTo(schema, usualTaste)
}

/** Valid values to a taste that also satisfy a further condition. */
export function valuesTo(schema: JsonSchema, taste: Taste, also: (value: JsonValue) => boolean = () => true): fc.Arbitrary<JsonValue> {
  const valid = acceptsOf(schema)
  const accepts = (value: JsonValue): boolean => valid(value) && also(value)
  const made = candidates(schema, taste)
  const first = made === null ? undefined : firstOf(made, accepts)
  if (made === null || first === undefined) throw new Unsatisfiable('a schema')
  return bounded(made, accepts, { value: first })
}

/** The first accepted value of a fixed sequence of draws. */
export function firstOf(made: fc.Arbitrary<JsonValue>, accepts: (value: JsonValue) => boolean): JsonValue | undefined {
  for (const numRuns of [1, 10, trials]) {
    const found = fc.sample(made, { seed: numRuns, numRuns }).find(accepts)
    if (found !== undefined) return found
  }
  return undefined
}
