import { bodyMedia } from '../contract/lookup.ts'
import { valueAt, withValueAt } from '../contract/pointer.ts'
import { itemSchema, keywordOf, membersOf } from '../contract/schema-parts.ts'
import type { Contract, JsonObject, JsonSchema, KeyResource, Operation } from '../contract/types.ts'
import { isObject } from '../contract/json.ts'
import type { OperationInput } from '../generate/types.ts'

/** Schemas of a body that are looked into, the outermost first: some contain one another without end. */
const mostSchemas = 500

/** Whether the document lets a caller send the operation a member of this name, wherever it stands; what is readOnly it does not. */
export function declaresMember(contract: Contract, operation: Operation, name: string): boolean {
  const media = bodyMedia(operation)
  if (media?.schema === undefined) return false
  const queue: JsonSchema[] = [contract.resolve(media.schema, 'request')]
  for (let at = 0; at < queue.length && at < mostSchemas; at++)
    for (const [member, inner] of membersOf(queue[at]!)) {
      if (member === name && keywordOf(inner, 'readOnly') !== true) return true
      queue.push(inner, itemSchema(inner))
    }
  return false
}

/** The input with more members in the object at a place of its body; null where there is no JSON object. */
export function withMembers(input: OperationInput, members: JsonObject, at = ''): OperationInput | null {
  const { body } = input
  if (body === undefined || !('value' in body)) return null
  const object = valueAt(body.value, at)
  return isObject(object)
    ? { ...input, body: { ...body, value: withValueAt(body.value, at, { ...object, ...members }) } }
    : null
}

/** Where the body of an input has the members of the key: the object that a new key's name stands in, else the whole of it. */
export function membersAt({ nameInRequest }: KeyResource, { body }: OperationInput): string {
  const parent = (nameInRequest ?? '').replace(/\/[^/]*$/, '')
  return body !== undefined && 'value' in body && isObject(valueAt(body.value, parent)) ? parent : ''
}
