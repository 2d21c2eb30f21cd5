import type { ErrorObject } from 'ajv/dist/2020.js'
import { pointerTo } from '../contract/pointer.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { errorsOf } from './validate.ts'

/** That a value is invalid in one place only, and whether for its `format` alone. */
export interface Departure {
  readonly formatOnly: boolean
}

/** The departure of a value at a place; null where it is valid, or invalid elsewhere as well. */
export function departureOf(schema: JsonSchema, value: JsonValue, place: string): Departure | null {
  const errors = errorsOf(schema)(value)
  if (errors.length === 0) return null
  // A failed alternative is reported where it is offered, with the errors of all that were offered; and what
  // is around a failure may count as unevaluated.
  const choices = errors.filter((error) => choosing.has(error.keyword) && within(place, error.instancePath))
  const confined = errors.every((error) => {
    const where = placeOf(error)
    if (within(where, place) || choices.some((choice) => within(where, choice.instancePath))) return true
    return error.keyword.startsWith('unevaluated') && within(place, error.instancePath)
  })
  if (!confined) return null
  const telling = errors.filter((error) => !choosing.has(error.keyword))
  return { formatOnly: telling.length > 0 && telling.every((error) => error.keyword === 'format') }
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
