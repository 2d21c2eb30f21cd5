import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** The revocation of a key ends every key there is. */
export const revokesTooMuch: Fault = {
  name: 'revokes-too-much',
  rule: 'lifecycle-deleted-key-gone',
  describe: 'The revocation of a key ends every key there is.',
  touches: ['lifecycle-new-key-works', 'auth-near-miss-rejected', 'tenant-object-isolation'],
  appliesTo: (contract) => whereRole(contract, 'revoke'),
  plant: ({ records }) => {
    let revoked = 0
    return {
      spare(spared) {
        for (const { serial } of records()) revoked = Math.max(revoked, serial)
        return spared
      },
      alive: (alive, record) => alive && record.serial > revoked,
      listed: (records) => records.filter(({ serial }) => serial > revoked),
    }
  },
}
