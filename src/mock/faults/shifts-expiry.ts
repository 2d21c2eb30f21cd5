import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** A key expires an hour later than was asked for. */
export const shiftsExpiry: Fault = {
  name: 'shifts-expiry',
  rule: 'schema-echo-fidelity',
  describe: 'A key expires an hour later than was asked for.',
  touches: ['lifecycle-expired-key-rejected', 'lifecycle-expiry-boundaries'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ expiry }) => expiry !== null && expiry.inResponse !== null && expiry.unit === 'iso8601',
      'no expiry is given back as text',
    ),
  plant: () => ({
    keep: (record) =>
      record.expiresAt === null
        ? record
        : { ...record, expiresAt: record.expiresAt + 3_600_000, expiryText: null },
  }),
}
