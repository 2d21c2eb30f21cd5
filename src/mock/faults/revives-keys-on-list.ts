import type { Fault } from '../fault.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'
import { graveyard } from '../fault-revival.ts'

/** Whoever lists the keys brings the revoked ones back. */
export const revivesKeysOnList: Fault = {
  name: 'revives-keys-on-list',
  rule: 'lifecycle-revoked-key-rejected',
  describe: 'A look at the list brings the revoked keys back.',
  touches: ['lifecycle-revoke-during-use', 'lifecycle-no-escalation-by-update'],
  appliesTo: (contract) => {
    const revocable = whereRole(contract, 'revoke')
    return revocable === true ? whereRole(contract, 'list') : revocable
  },
  plant: (bed) => {
    const { raise, hooks } = graveyard(bed)
    return {
      ...hooks,
      respond(answer, call) {
        if (roleOfCall(bed.contract, call) === 'list' && answer.status < 300) raise(() => true)
        return answer
      },
    }
  },
}
