import { isJson } from '../contract/lookup.ts'
import type { Contract, JsonObject, Operation } from '../contract/types.ts'
import { isObject } from '../contract/json.ts'
import type { OperationInput } from '../generate/types.ts'

/** Whether the document lets a caller send the operation a member of this name. */
export function declaresMember(contract: Contract, { requestBody }: Operation, name: string): boolean {
  const media = Object.entries(requestBody?.content ?? {}).find(([type]) => isJson(type))?.[1]
  if (media?.schema === undefined) return false
  return JSON.stringify(contract.resolve(media.schema, 'request')).includes(`${JSON.stringify(name)}:{`)
}

/** The input with more members in its body; null where that is no JSON object. */
export function withMembers(input: OperationInput, members: JsonObject): OperationInput | null {
  const { body } = input
  if (body === undefined || !('value' in body) || !isObject(body.value)) return null
  return { ...input, body: { ...body, value: { ...body.value, ...members } } }
}
