import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** The list lacks the key that was made last. */
export const listsAllButLatest: Fault = {
  name: 'lists-all-but-latest',
  rule: 'lifecycle-created-key-listed-once',
  describe: 'The list lacks the key that was made last.',
  touches: [
    'secret-absent-from-reads',
    'schema-id-unique-and-opaque',
    'status-unknown-id-4xx',
    'lifecycle-deleted-key-gone',
  ],
  appliesTo: (contract) => whereRole(contract, 'list'),
  plant: () => ({ listed: (records) => records.slice(0, -1) }),
}
