import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** The last character of a name is lost. */
export const cutsNames: Fault = {
  name: 'cuts-names',
  rule: 'schema-echo-fidelity',
  describe: 'The last character of a name is lost.',
  touches: [
    // Names that are cut short are alike, so a key is taken for another of its name.
    'lifecycle-deleted-key-gone',
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
  plant: () => ({
    keep: (record) =>
      record.name === null || record.name.length < 2
        ? record
        : { ...record, name: Array.from(record.name).slice(0, -1).join('') },
  }),
}
