import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** Every key has the same id. */
export const repeatsIds: Fault = {
  name: 'repeats-ids',
  rule: 'schema-id-unique-and-opaque',
  describe: 'Every key has the same id.',
  touches: [
    'robust-unicode-name-roundtrip',
    'secret-unique-across-creates',
    'lifecycle-created-key-listed-once',
    'lifecycle-deleted-key-gone',
    'lifecycle-revoked-key-rejected',
    'lifecycle-concurrent-creates-distinct',
    'status-unknown-id-4xx',
    'status-valid-input-accepted',
    'status-invalid-input-rejected',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ id, idIsName, idIsSecret }) => id !== null && !idIsName && !idIsSecret,
      'keys have no ids of their own',
    ),
  plant: () => {
    let first: string | number | undefined
    return { id: (id) => (first ??= id) }
  },
}
