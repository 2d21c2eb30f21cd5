import { valueAt, withValueAt } from '../contract/pointer.ts'
import type { JsonValue, KeyResource } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'

/**
 * The input with the run's mark at the beginning of the key's name, so that it is unlike any other name and
 * its key can be found again. A long name keeps its length in code points; a short one grows only where
 * `lengthen` allows it, and one is given where none is only where `add` does. An input whose marked form would
 * not be valid is left alone.
 */
export function markName(
  input: OperationInput,
  resource: KeyResource,
  options: {
    readonly mark: string
    readonly lengthen: boolean
    readonly add: boolean
    readonly isValid: (body: JsonValue) => boolean
  },
): OperationInput {
  const { nameInRequest } = resource
  const { body } = input
  const { mark, lengthen, add, isValid } = options
  if (nameInRequest === null || body === undefined || !('value' in body)) return input
  const given = valueAt(body.value, nameInRequest)
  const name = given === undefined && add && holdsMembers(body.value, nameInRequest) ? '' : given
  if (typeof name !== 'string' || name.startsWith(mark)) return input
  const room = takenUp(name, mark.length)
  if (room === null && !lengthen) return input
  const marked = mark + name.slice(room ?? 0)
  const value = withValueAt(body.value, nameInRequest, marked)
  return isValid(value) ? { ...input, body: { ...body, value } } : input
}

/** Whether the pointer leads to a member of an object that is there. */
function holdsMembers(value: JsonValue, pointer: string): boolean {
  const parent = valueAt(value, pointer.slice(0, pointer.lastIndexOf('/')))
  return typeof parent === 'object' && parent !== null && !Array.isArray(parent)
}

/** The UTF-16 units that so many code points at the beginning of a text take up; null where it has fewer. */
function takenUp(text: string, points: number): number | null {
  let units = 0
  for (let seen = 0; seen < points; seen++) {
    if (units >= text.length) return null
    units += text.codePointAt(units)! > 0xffff ? 2 : 1
  }
  return units
}
