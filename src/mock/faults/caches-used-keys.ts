import type { KeyRecord } from '../ledger.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { whereRole } from '../fault-places.ts'

/** A key that was used before its revocation works on from a cache. */
export const cachesUsedKeys: Fault = {
  name: 'caches-used-keys',
  rule: 'lifecycle-revoked-key-rejected',
  describe: 'A key that was used before its revocation works on from a cache.',
  touches: ['lifecycle-revoke-during-use', 'lifecycle-expired-key-rejected', 'lifecycle-rotate-cutover'],
  appliesTo: (contract) => whereRole(contract, 'revoke'),
  plant: (bed) => {
    const warm = new Map<string, KeyRecord>()
    return {
      admit(decision, call) {
        if (decision.kind === 'granted' && decision.principal.record !== null)
          for (const value of call.presented)
            if (bed.check(decision.principal.record.scheme, value)?.record !== undefined)
              warm.set(value, decision.principal.record)
        return leniently(bed, decision, call, (scheme, reading) => {
          const record = reading.state === 'value' ? warm.get(reading.value) : undefined
          return record === undefined || record.scheme !== scheme.name
            ? undefined
            : { account: record.account, record }
        })
      },
    }
  },
}
