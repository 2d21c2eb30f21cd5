import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** A revoked key no longer works, but is listed as if it did. */
export const revokesInListOnly: Fault = {
  name: 'revokes-in-list-only',
  rule: 'lifecycle-deleted-key-gone',
  describe: 'A revoked key no longer works, but is listed as if it did.',
  touches: [
    'lifecycle-delete-idempotent',
    'status-duplicate-name-409',
    'status-unknown-id-4xx',
    'lifecycle-metadata-truthful',
  ],
  appliesTo: (contract) =>
    whereRole(contract, 'revoke') === true ? whereRole(contract, 'list') : 'no key can be revoked',
  plant: () => {
    const revoked = new Set<number>()
    return {
      spare(_spared, record) {
        revoked.add(record.serial)
        return true
      },
      alive: (alive, record) => alive && !revoked.has(record.serial),
    }
  },
}
