import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** Letters beyond ASCII in a name become question marks. */
export const makesNamesAscii: Fault = {
  name: 'makes-names-ascii',
  rule: 'robust-unicode-name-roundtrip',
  describe: 'Letters beyond ASCII in a name become question marks.',
  touches: [
    'schema-echo-fidelity',
    'lifecycle-created-key-listed-once',
    'status-unknown-id-4xx',
    'status-duplicate-name-409',
    'schema-id-unique-and-opaque',
    'lifecycle-concurrent-creates-distinct',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ nameInRequest, nameInResponse, list }) =>
        nameInRequest !== null && (nameInResponse !== null || (list !== null && list.name !== null)),
      'the name of a new key is not given back',
    ),
  plant: () => ({
    keep: (record) =>
      record.name === null ? record : { ...record, name: record.name.replaceAll(/[^\x20-\x7e]/gu, '?') },
  }),
}
