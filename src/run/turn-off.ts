import { operationByKey } from '../contract/lookup.ts'
import { offSwitchOf } from '../contract/off-switch.ts'
import { withValueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'

/** Answers by which an API may mean that a key has to be turned off before it is deleted. */
const refusals: ReadonlySet<number> = new Set([400, 409, 422])

/** Whether a refused revocation may be granted once the key is turned off. */
export function mayWantItOff(status: number): boolean {
  return refusals.has(status)
}

/** A request that turns a key off. */
export interface TurnOff {
  readonly operation: Operation
  readonly input: OperationInput
}

/**
 * How to turn a key off, which some APIs ask for before they delete it: by an operation below the key
 * (`POST /keys/{id}/deactivate`), or by a member of an update; null where the document has neither.
 */
export function turnOffBy(
  contract: Contract,
  resource: KeyResource,
  inputOf: (operation: Operation, within: Readonly<Record<string, JsonValue>>) => OperationInput,
  id: string,
): TurnOff | null {
  const { revoke } = resource.roles
  const path = operationByKey(contract, revoke?.operation ?? '')?.path.replace(/\/$/, '')
  const below = contract.operations.find(
    (operation) =>
      path !== undefined &&
      operation.method === 'POST' &&
      operation.path.startsWith(`${path}/`) &&
      /\/(?:deactivate|disable|suspend|inactivate)\/?$/.test(operation.path) &&
      operation.requestBody?.required !== true,
  )
  if (below !== undefined && revoke?.idParameter !== undefined)
    return { operation: below, input: inputOf(below, { [revoke.idParameter]: id }) }
  const found = offSwitchOf(contract, resource)
  if (found === null) return null
  const input = inputOf(found.update, {})
  const { body } = input
  return body === undefined || !('value' in body)
    ? null
    : {
        operation: found.update,
        input: { ...input, body: { ...body, value: withValueAt(body.value, found.pointer, found.off) } },
      }
}
