import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** An id that no key has is taken to mean the latest key. */
export const takesUnknownIdsForAnother: Fault = {
  name: 'takes-unknown-ids-for-another',
  rule: 'status-unknown-id-4xx',
  describe: 'An id that no key has is taken to mean the latest key.',
  touches: [
    'lifecycle-delete-idempotent',
    'lifecycle-deleted-key-gone',
    'tenant-object-isolation',
    'status-invalid-input-rejected',
    'lifecycle-revoked-key-rejected',
    'schema-id-unique-and-opaque',
    'secret-absent-from-reads',
    'status-duplicate-name-409',
  ],
  appliesTo: (contract) => whereRole(contract, 'get', 'update', 'rotate'),
  plant: ({ issued, records }) => ({
    find: (record) =>
      record ??
      issued()
        .map((one) => one.record)
        .findLast((one) => [...records()].some(({ serial }) => serial === one.serial)),
  }),
}
