import type { ErrorObject } from 'ajv/dist/2020.js'
import { compacted } from '../contract/branches.ts'
import { pointerTo } from '../contract/pointer.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { errorsOf } from './validate.ts'

/**
 * The keywords that a value breaks at a place, in order, those of the nearest alternative where there are several;
 * null where it is valid, or invalid elsewhere as well.
 */
export function brokenBy(schema: JsonSchema, value: JsonValue, place: string): readonly string[] | null {
  const errors = errorsOf(schema)(value)
  if (errors.length === 0) return null
  // A failed alternative is reported where it is offered, with the errors of all that were offered; and what
  // is around a failure may count as unevaluated.
  const choices = errors.filter((error) => choosing.has(error.keyword) && within(place, error.instancePath))
  const confined = errors.every((error) => {
    const where = placeOf(error)
    if (within(where, place) || choices.some((choice) => within(where, choice.instancePath))) return true
    return isAround(error, place)
  })
  if (!confined) return null
  const nearest = errors.length === 1 ? errors : compacted(errors, schema)
  const telling = nearest.filter(
    (error) =>
      !followed.has(error.keyword) &&
      !isAround(error, place) &&
      !/\/(?:contains|not)\//.test(error.schemaPath),
  )
  // The nearest alternative may be another than the one meant, and miss more than what is wrong here.
  const here = telling.filter((error) => within(placeOf(error), place))
  const keywords = [here, telling, nearest].find(({ length }) => length > 0)!.map(({ keyword }) => keyword)
  return [...new Set(keywords)].toSorted()
}

const choosing = new Set([
  'anyOf',
  'oneOf',
  'if',
  'not',
  'contains',
  'unevaluatedProperties',
  'unevaluatedItems',
])

/** Keywords that fail only because others do, which are reported as well. */
const followed = new Set(['anyOf', 'oneOf', 'if'])

/** What holds a place that is wrong may find it unevaluated, too. */
function isAround(error: ErrorObject, place: string): boolean {
  return error.keyword.startsWith('unevaluated') && within(place, error.instancePath)
}

const memberParameters: Readonly<Record<string, string>> = {
  required: 'missingProperty',
  dependentRequired: 'missingProperty',
  additionalProperties: 'additionalProperty',
  unevaluatedProperties: 'unevaluatedProperty',
}

function placeOf(error: ErrorObject): string {
  const parameter = memberParameters[error.keyword]
  const member: unknown = parameter === undefined ? undefined : error.params[parameter]
  return typeof member === 'string' ? pointerTo(error.instancePath, member) : error.instancePath
}

function within(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`)
}
