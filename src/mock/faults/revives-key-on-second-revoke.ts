import type { KeyRecord } from '../ledger.ts'
import type { Fault } from '../fault.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'
import { graveyard } from '../fault-revival.ts'

/** Revoking a revoked key once more brings it back. */
export const revivesKeyOnSecondRevoke: Fault = {
  name: 'revives-key-on-second-revoke',
  rule: 'lifecycle-revoked-key-rejected',
  describe: 'Revoking a revoked key once more brings it back.',
  touches: ['lifecycle-delete-idempotent'],
  appliesTo: (contract) => whereRole(contract, 'revoke'),
  plant: (bed) => {
    const { raise, hooks } = graveyard(bed)
    const revoked = new Map<string, KeyRecord>()
    return {
      ...hooks,
      respond(answer, call) {
        if (roleOfCall(bed.contract, call) !== 'revoke' || answer.status === 401 || answer.status === 403)
          return answer
        const before = revoked.get(call.path)
        if (before !== undefined) raise(({ serial }) => serial === before.serial)
        if (call.record !== undefined) revoked.set(call.path, call.record)
        return answer
      },
    }
  },
}
