import { pointerTo, valueAt, withValueAt } from '../contract/pointer.ts'
import type { JsonValue } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Subject } from './scenario.ts'

/** Where an operation takes the id of the key it acts on: a parameter by name, or a member of the body by JSON Pointer. */
export interface KeyPlace {
  readonly in: 'path' | 'query' | 'header' | 'body'
  readonly name: string
}

/** Where the subject's operation takes a key's id; null where it takes none. */
export function keyPlace({ resource, operation }: Pick<Subject, 'resource' | 'operation'>): KeyPlace | null {
  // What makes a key may change one too, by a path that names it; here it is to make one.
  if (resource?.roles.create?.operation === operation.key) return null
  for (const [role, { operation: key, idParameter, idIn }] of Object.entries(resource?.roles ?? {}))
    if (role !== 'create' && role !== 'list' && key === operation.key && idParameter !== undefined)
      return { in: idIn ?? 'path', name: idParameter }
  return null
}

/** The id that the input names; undefined where it names none. */
export function idIn(
  place: KeyPlace,
  input: Omit<OperationInput, 'body'> & { readonly body?: OperationInput['body'] | undefined },
): JsonValue | undefined {
  if (place.in !== 'body') return input[place.in][place.name]
  return input.body !== undefined && 'value' in input.body ? valueAt(input.body.value, place.name) : undefined
}

/** The input with another id in its place; a body that is no object stays as it is. */
export function withId(place: KeyPlace, input: OperationInput, id: JsonValue): OperationInput {
  if (place.in === 'body') return withMember(input, place.name, id)
  const named = { ...input, [place.in]: { ...input[place.in], [place.name]: id } }
  return repeatedIds(place)
    .filter((again) => idIn({ in: 'body', name: again }, input) !== undefined)
    .reduce((repeated, again) => withMember(repeated, again, id), named)
}

/** Where a body may say the id of the path once more, as PUT does in RFC 7592 and every change in JSON:API. */
export function repeatedIds({ in: part, name }: KeyPlace): readonly string[] {
  return part === 'path' ? [pointerTo('', name), '/data/id'] : []
}

function withMember(input: OperationInput, pointer: string, value: JsonValue): OperationInput {
  const { body } = input
  const open =
    body !== undefined &&
    'value' in body &&
    typeof body.value === 'object' &&
    body.value !== null &&
    !Array.isArray(body.value)
  return open ? { ...input, body: { ...body, value: withIdAt(body.value, pointer, value) } } : input
}

/**
 * The body with an id at a JSON Pointer. Where that is the first of a list, the one alone is named, as whatever else was
 * made up there might be somebody's key; what should be a list and is none stays as it is.
 */
export function withIdAt(body: JsonValue, pointer: string, id: JsonValue): JsonValue {
  const list = /^(.*)\/0$/.exec(pointer)?.[1]
  if (list === undefined) return withValueAt(body, pointer, id)
  const there = valueAt(body, list)
  return there === undefined || Array.isArray(there) ? withValueAt(body, list, [id]) : body
}
