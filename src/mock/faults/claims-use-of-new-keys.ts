import type { Fault } from '../fault.ts'
import { listedMember, whereResource } from '../fault-places.ts'

const USED = /^last.?(?:used|seen)(?:.?(?:at|on|time|date))?$/i

/** A key that was never used says that it was, a day before it was made. */
export const claimsUseOfNewKeys: Fault = {
  name: 'claims-use-of-new-keys',
  rule: 'lifecycle-metadata-truthful',
  describe: 'A key that was never used says that it was, a day before it was made.',
  touches: ['lifecycle-created-key-listed-once'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) => listedMember(contract, resource, USED) !== undefined,
      'the list does not tell when a key was used',
    ),
  plant: () => ({ keep: (record) => ({ ...record, lastUsedAt: record.createdAt - 86_400_000 }) }),
}
