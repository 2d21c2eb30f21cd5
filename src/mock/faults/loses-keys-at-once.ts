import type { Call } from '../call.ts'
import type { Fault } from '../fault.ts'
import { moment } from '../fault-moments.ts'
import { whereRole } from '../fault-places.ts'

/** Of keys that are made at the same moment only the first is kept. */
export const losesKeysAtOnce: Fault = {
  name: 'loses-keys-at-once',
  rule: 'lifecycle-concurrent-creates-distinct',
  describe: 'Of keys that are made at the same moment only the first is kept.',
  touches: [
    'lifecycle-new-key-works',
    'lifecycle-created-key-listed-once',
    'lifecycle-expired-key-rejected',
    'status-valid-input-accepted',
    'schema-echo-fidelity',
    'lifecycle-revoked-key-rejected',
    'status-unknown-id-4xx',
  ],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: () => {
    const making = new Set<Call>()
    const lost = new Set<number>()
    return {
      keep(record) {
        if (making.size > 0) lost.add(record.serial)
        return record
      },
      alive: (alive, { serial }) => alive && !lost.has(serial),
      listed: (records) => records.filter(({ serial }) => !lost.has(serial)),
      hold(call) {
        if (call.secret === undefined) return undefined
        making.add(call)
        return moment().then(() => void making.delete(call))
      },
    }
  },
}
