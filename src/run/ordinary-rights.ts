import { bodyFaults } from '../contract/lookup.ts'
import { offSwitchIn } from '../contract/off-switch.ts'
import { valueAt, withValueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import { grantsTo, scopesAsked, scopesOf } from './scopes.ts'

/** The body of a request for a key that works: one that is turned off from the start says nothing of the others. */
export function turnedOn(
  contract: Contract,
  operation: Operation,
  resource: KeyResource,
  value: JsonValue,
): JsonValue {
  const found = offSwitchIn(contract, resource, operation)
  return found !== null && valueAt(value, found.pointer) === found.off
    ? withValueAt(value, found.pointer, found.on)
    : value
}

/** The body without the rights that its example has within an envelope, where they need not be asked for: a key has all of them then. */
export function withoutRights(
  contract: Contract,
  operation: Operation,
  { scopes }: KeyResource,
  mediaType: string,
  value: JsonValue,
): JsonValue {
  if (scopes === null || valueAt(value, scopes) === undefined) return value
  const without = withValueAt(value, scopes, undefined)
  const faults = (body: JsonValue): number => bodyFaults({ contract, operation }, mediaType, body)
  return faults(without) <= faults(value) ? without : value
}

/** The body with the scopes, where it asks for some, without which a key could not be tried. */
export function withScopesAsked(
  contract: Contract,
  operation: Operation,
  resource: KeyResource,
  value: JsonValue,
): JsonValue {
  const asked = valueAt(value, resource.scopes!)
  if (!Array.isArray(asked)) return value
  const missing = scopesAsked(contract, resource, operation, resource.scopes!).filter(
    (scope) => !asked.includes(scope),
  )
  return missing.length === 0 ? value : withValueAt(value, resource.scopes!, [...asked, ...missing])
}

/** The scopes that allow anything at all, where a key has to be given some to be of use; null where it has them unasked. */
export function rightsOf(
  contract: Contract,
  value: JsonValue,
): { readonly field: string; readonly values: readonly string[] } | null {
  const scopes = scopesOf(contract)
  if (scopes === null) return null
  const values = scopes.values.filter((scope) =>
    contract.operations.some((operation) => grantsTo(scopes, scope, operation)),
  )
  const isNeeded =
    valueAt(contract.annotations, '/scopes/empty') === 'none' || valueAt(value, scopes.field) !== undefined
  return isNeeded && values.length > 0 ? { field: scopes.field, values } : null
}
