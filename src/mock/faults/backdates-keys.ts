import type { Fault } from '../fault.ts'
import { listedMember, whereResource } from '../fault-places.ts'

const CREATED = /^(?:created|creation)(?:.?(?:at|date|time))?$|^date.?created$/i

/** A new key says that it was made a day ago. */
export const backdatesKeys: Fault = {
  name: 'backdates-keys',
  rule: 'lifecycle-metadata-truthful',
  describe: 'A new key says that it was made a day ago.',
  touches: ['lifecycle-created-key-listed-once'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) => listedMember(contract, resource, CREATED) !== undefined,
      'the list does not tell when a key was made',
    ),
  plant: () => ({ keep: (record) => ({ ...record, createdAt: record.createdAt - 86_400_000 }) }),
}
