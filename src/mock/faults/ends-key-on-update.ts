import type { Fault } from '../fault.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'

/** A key that is updated works no more. */
export const endsKeyOnUpdate: Fault = {
  name: 'ends-key-on-update',
  rule: 'lifecycle-new-key-works',
  describe: 'A key that is updated works no more.',
  appliesTo: (contract) => whereRole(contract, 'update'),
  plant: ({ contract }) => {
    const ended = new Set<number>()
    return {
      alive: (alive, { serial }) => alive && !ended.has(serial),
      respond(answer, call) {
        if (roleOfCall(contract, call) === 'update' && answer.status < 300 && call.record !== undefined)
          ended.add(call.record.serial)
        return answer
      },
    }
  },
}
