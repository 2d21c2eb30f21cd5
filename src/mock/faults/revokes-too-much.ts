import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-tools.ts'

/** The revocation of a key ends all keys that are older. */
export const revokesTooMuch: Fault = {
  name: 'revokes-too-much',
  rule: 'lifecycle-deleted-key-gone',
  describe: 'The revocation of a key ends all keys that are older.',
  touches: ['lifecycle-new-key-works', 'auth-near-miss-rejected', 'tenant-object-isolation'],
  appliesTo: (contract) => whereRole(contract, 'revoke'),
  plant: () => {
    let revoked = 0
    return {
      spare(spared, record) {
        revoked = Math.max(revoked, record.serial)
        return spared
      },
      alive: (alive, record) => alive && record.serial > revoked,
    }
  },
}
