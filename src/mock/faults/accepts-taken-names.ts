import type { Fault } from '../fault.ts'
import { whereNamesConflict } from '../fault-places.ts'

/** A second key is made with a name that is taken. */
export const acceptsTakenNames: Fault = {
  name: 'accepts-taken-names',
  rule: 'status-duplicate-name-409',
  describe: 'A second key is made with a name that is taken.',
  touches: [
    'lifecycle-created-key-listed-once',
    'schema-id-unique-and-opaque',
    'lifecycle-rejected-create-no-effect',
    'lifecycle-revoked-key-rejected',
    'lifecycle-deleted-key-gone',
  ],
  appliesTo: whereNamesConflict,
  plant: () => ({ taken: () => false }),
}
