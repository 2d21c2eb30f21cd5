import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** A revocation is answered with success and does nothing. */
export const forgetsToRevoke: Fault = {
  name: 'forgets-to-revoke',
  rule: 'lifecycle-revoked-key-rejected',
  describe: 'A revocation is answered with success and does nothing.',
  touches: [
    'lifecycle-deleted-key-gone',
    'lifecycle-revoke-during-use',
    'lifecycle-delete-idempotent',
    'status-duplicate-name-409',
    'status-unknown-id-4xx',
  ],
  appliesTo: (contract) => whereRole(contract, 'revoke'),
  plant: () => ({ spare: () => true }),
}
