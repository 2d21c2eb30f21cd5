import type { Fault } from '../fault.ts'
import { roleOfCall, whereResource } from '../fault-places.ts'

/** An update brings a revoked key back to life. */
export const revivesKeysByUpdate: Fault = {
  name: 'revives-keys-by-update',
  rule: 'lifecycle-no-escalation-by-update',
  describe: 'An update brings a revoked key back to life.',
  touches: ['lifecycle-revoked-key-rejected', 'lifecycle-deleted-key-gone'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ roles, softDelete }) =>
        roles.update !== undefined && roles.revoke !== undefined && softDelete !== null,
      'no revoked key can be updated',
    ),
  plant: ({ contract }) => {
    const revived = new Set<number>()
    return {
      alive: (alive, { serial }) => alive || revived.has(serial),
      respond(answer, call) {
        const { record } = call
        if (record !== undefined && record.revokedAt !== null && roleOfCall(contract, call) === 'update')
          revived.add(record.serial)
        return answer
      },
    }
  },
}
