import { bodyFaults } from '../contract/lookup.ts'
import { isPublicKind, secretKinds } from '../contract/keys/public-kind.ts'
import { pointerTo, withValueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'

/** The input for a new key with what asks for its secret, which comes masked otherwise. */
export function askingForSecret(
  contract: Contract,
  operation: Operation,
  resource: KeyResource | null,
  input: OperationInput,
): OperationInput {
  const asking = resource?.secret.askedWith
  if (asking === undefined || operation.key !== resource?.roles.create?.operation) return input
  const schema = operation.parameters.find(
    ({ in: place, name }) => place === 'query' && name === asking,
  )?.schema
  const isBoolean = schema === undefined || contract.validator(schema, 'request')(true).length === 0
  return { ...input, query: { ...input.query, [asking]: isBoolean ? true : 'true' } }
}

/** The body for a new key with a kind of key that is a secret, where one that is public was chosen and another is allowed. */
export function ofSecretKind(
  contract: Contract,
  operation: Operation,
  mediaType: string,
  body: JsonValue,
): JsonValue {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const faults = bodyFaults({ contract, operation }, mediaType, body)
  return Object.entries(body).reduce<JsonValue>((made, [name, value]) => {
    if (!isPublicKind(name, value)) return made
    const fit = secretKinds
      .map((kind) => withValueAt(made, pointerTo('', name), kind))
      .find((changed) => bodyFaults({ contract, operation }, mediaType, changed) <= faults)
    return fit ?? made
  }, body)
}
