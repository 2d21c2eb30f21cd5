import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** A new key does not work. */
export const handsOutDeadKeys: Fault = {
  name: 'hands-out-dead-keys',
  rule: 'lifecycle-new-key-works',
  describe: 'A new key does not work.',
  touches: [
    'auth-near-miss-rejected',
    'lifecycle-revoked-key-rejected',
    'lifecycle-expired-key-rejected',
    'auth-or-each-accepted',
  ],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: () => ({ alive: () => false }),
}
