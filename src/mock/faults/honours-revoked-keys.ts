import type { KeyRecord } from '../ledger.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { whereRole } from '../fault-places.ts'

/** A revoked key still works. */
export const honoursRevokedKeys: Fault = {
  name: 'honours-revoked-keys',
  rule: 'lifecycle-revoked-key-rejected',
  describe: 'A revoked key still works.',
  touches: ['lifecycle-revoke-during-use', 'auth-missing-rejected'],
  appliesTo: (contract) => whereRole(contract, 'revoke'),
  plant: (bed) => {
    const revoked = new Map<string, KeyRecord>()
    return {
      spare(spared, record) {
        const secret = bed.secretOf(record)
        if (secret !== undefined) revoked.set(secret, record)
        return spared
      },
      admit: (decision, call) =>
        leniently(bed, decision, call, (scheme, reading) => {
          const record = reading.state === 'value' ? revoked.get(reading.value) : undefined
          return record === undefined || record.scheme !== scheme.name
            ? undefined
            : { account: record.account, record }
        }),
    }
  },
}
