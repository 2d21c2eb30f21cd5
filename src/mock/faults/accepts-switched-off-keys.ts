import { standingOf } from '../facts.ts'
import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'
import { offReader, turningOff } from '../switched-off.ts'

/** A key that its owner turned off still works. */
export const acceptsSwitchedOffKeys: Fault = {
  name: 'accepts-switched-off-keys',
  rule: 'lifecycle-revoked-key-rejected',
  describe: 'A key that its owner turned off still works.',
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) => turningOff(contract, resource) !== undefined,
      'no update turns a key off',
    ),
  plant: ({ contract, now }) => {
    const isOff = offReader(contract)
    return {
      alive: (alive, record) => alive || (isOff(record) && standingOf(record, now()) === 'active'),
    }
  },
}
