import { offSwitchOf } from '../contract/off-switch.ts'
import { pointerTokens, valueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource } from '../contract/types.ts'
import type { KeyRecord } from './ledger.ts'

/** How the owner of a key turns it off. */
export interface TurningOff {
  /** The member that says so, in requests and answers. */
  readonly name: string
  readonly off: JsonValue
  readonly on: JsonValue
  readonly isOff: (record: KeyRecord) => boolean
}

/** How keys of a resource are turned off by an update; undefined where they cannot be. */
export function turningOff(contract: Contract, resource: KeyResource): TurningOff | undefined {
  const found = offSwitchOf(contract, resource)
  if (found === null) return undefined
  const { pointer, off, on } = found
  return {
    name: pointerTokens(pointer).at(-1)!,
    off,
    on,
    isOff: ({ members }) => valueAt(members, pointer) === off,
  }
}

/** Prepares to tell the keys that are turned off. */
export function offReader(contract: Contract): (record: KeyRecord) => boolean {
  const readers = new Map(
    contract.keyResources.map((resource) => [
      resource.roles.create?.operation,
      turningOff(contract, resource)?.isOff,
    ]),
  )
  return (record) => readers.get(record.resource)?.(record) === true
}
