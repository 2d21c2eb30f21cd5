import { roleOf } from '../../contract/lookup.ts'
import { withValueAt } from '../../contract/pointer.ts'
import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** In the list the name of a key is followed by the key itself. */
export const leaksSecretInName: Fault = {
  name: 'leaks-secret-in-name',
  rule: 'secret-absent-from-reads',
  describe: 'In the list the name of a key is followed by the key itself.',
  touches: [
    'schema-response-conforms',
    'schema-echo-fidelity',
    'secret-not-in-headers-or-urls',
    'robust-unicode-name-roundtrip',
    'lifecycle-created-key-listed-once',
    'status-unknown-id-4xx',
    'secret-never-reappears',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ list, roles }) => roles.list !== undefined && list !== null && list.name !== null,
      'no list shows the names of keys',
    ),
  plant: ({ contract, secretOf }) => ({
    item(item, record, call) {
      const secret = secretOf(record)
      const name = roleOf(contract, call.operation)?.resource.list?.name
      return secret === undefined || name === undefined || name === null
        ? item
        : withValueAt(item, name, `${record.name ?? ''} ${secret}`)
    },
  }),
}
