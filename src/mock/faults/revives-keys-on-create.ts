import type { Fault } from '../fault.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'
import { graveyard } from '../fault-revival.ts'

/** Whoever makes a key brings the revoked ones back. */
export const revivesKeysOnCreate: Fault = {
  name: 'revives-keys-on-create',
  rule: 'lifecycle-revoked-key-rejected',
  describe: 'The creation of a key brings the revoked ones back.',
  touches: ['lifecycle-revoke-during-use', 'lifecycle-no-escalation-by-update'],
  appliesTo: (contract) => whereRole(contract, 'revoke'),
  plant: (bed) => {
    const { raise, hooks } = graveyard(bed)
    return {
      ...hooks,
      respond(answer, call) {
        if (roleOfCall(bed.contract, call) === 'create' && answer.status < 300) raise(() => true)
        return answer
      },
    }
  },
}
