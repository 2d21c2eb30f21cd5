import type fc from 'fast-check'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { bounded } from './bounded.ts'
import { candidates, firstOf } from './make.ts'
import { type Taste, usualTaste } from './taste.ts'
import { Unsatisfiable } from './unsatisfiable.ts'
import { acceptsOf } from './validate.ts'

export { Unsatisfiable } from './unsatisfiable.ts'

/**
 * Valid values of a schema, each checked by a validator, shrinking included; small, without control
 * characters and lone surrogates. Throws Unsatisfiable where none could be found.
 */
export function validValues(schema: JsonSchema): fc.Arbitrary<JsonValue> {
  return valuesTo(schema, usualTaste)
}

/** Valid values to a taste that also satisfy a further condition. */
export function valuesTo(
  schema: JsonSchema,
  taste: Taste,
  also: (value: JsonValue) => boolean = () => true,
): fc.Arbitrary<JsonValue> {
  const valid = acceptsOf(schema)
  const accepts = (value: JsonValue): boolean => valid(value) && also(value)
  const made = candidates(schema, taste)
  const first = made === null ? undefined : firstOf(made, accepts)
  if (made === null || first === undefined) throw new Unsatisfiable('a schema')
  return bounded(made, accepts, { value: first })
}
