import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** The list shows every key twice. */
export const listsKeysTwice: Fault = {
  name: 'lists-keys-twice',
  rule: 'lifecycle-created-key-listed-once',
  describe: 'The list shows every key twice.',
  touches: ['schema-id-unique-and-opaque'],
  appliesTo: (contract) => whereRole(contract, 'list'),
  plant: () => ({ listed: (records) => records.flatMap((record) => [record, record]) }),
}
