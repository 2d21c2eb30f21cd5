import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** Capital letters of a name are kept as small ones, and small ones as capitals. */
export const swapsNameCase: Fault = {
  name: 'swaps-name-case',
  rule: 'schema-echo-fidelity',
  describe: 'Capital letters of a name are kept as small ones, and small ones as capitals.',
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
  plant: () => ({
    keep: (record) => ({
      ...record,
      name:
        record.name?.replaceAll(/[a-z]/gi, (letter) =>
          letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
        ) ?? null,
    }),
  }),
}
