import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-tools.ts'

/** Names are kept in small letters. */
export const lowersNames: Fault = {
  name: 'lowers-names',
  rule: 'schema-echo-fidelity',
  describe: 'Names are kept in small letters.',
  touches: [
    'robust-unicode-name-roundtrip',
    'lifecycle-created-key-listed-once',
    'lifecycle-concurrent-creates-distinct',
    'status-duplicate-name-409',
    'schema-response-conforms',
    'status-unknown-id-4xx',
    'schema-id-unique-and-opaque',
    'secret-absent-from-reads',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ nameInRequest, nameInResponse }) => nameInRequest !== null && nameInResponse !== null,
      'the name of a new key is not given back',
    ),
  plant: () => ({ keep: (record) => ({ ...record, name: record.name?.toLowerCase() ?? null }) }),
}
