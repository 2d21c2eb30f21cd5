import { roleOf } from '../../contract/lookup.ts'
import { pointerTokens, valueAt, withValueAt } from '../../contract/pointer.ts'
import type { Fault } from '../fault.ts'
import { roleOfCall, whereResource } from '../fault-places.ts'

/** The update of a key changes how all others are shown. */
export const updatesAnotherKeyToo: Fault = {
  name: 'updates-another-key-too',
  rule: 'lifecycle-created-key-listed-once',
  describe: 'The update of a key changes how all others are shown.',
  touches: ['lifecycle-metadata-truthful', 'robust-unicode-name-roundtrip', 'schema-echo-fidelity'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ roles, list, expiry }) =>
        roles.update !== undefined && (list?.name != null || expiry?.inResponse != null),
      'no key is both updated and listed with a name or an expiry',
    ),
  plant: ({ contract, records }) => {
    const changed = new Set<number>()
    return {
      respond(answer, call) {
        if (roleOfCall(contract, call) !== 'update' || answer.status >= 300 || call.record === undefined)
          return answer
        for (const { serial } of records()) changed.add(serial)
        changed.delete(call.record.serial)
        return answer
      },
      item(item, record, call) {
        const resource = roleOf(contract, call.operation)?.resource
        const expiry = resource?.expiry?.inResponse
        // What is both its name and its address would show as another key.
        const place =
          resource?.idIsName === true && expiry != null
            ? `/${pointerTokens(expiry).at(-1) ?? ''}`
            : resource?.list?.name
        if (!changed.has(record.serial) || place == null || valueAt(item, place) === undefined) return item
        return withValueAt(item, place, resource?.idIsName === true ? '2999-01-01T00:00:00Z' : 'changed')
      },
    }
  },
}
