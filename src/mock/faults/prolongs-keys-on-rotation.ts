import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

const yearMs = 365 * 86_400_000

/** A rotated key lives a year longer. */
export const prolongsKeysOnRotation: Fault = {
  name: 'prolongs-keys-on-rotation',
  rule: 'lifecycle-rotate-cutover',
  describe: 'A rotated key lives a year longer.',
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ roles, expiry }) => roles.rotate !== undefined && expiry !== null && expiry.inResponse !== null,
      'no key that can be rotated shows when it expires',
    ),
  plant: () => ({
    rotated: (record) =>
      record.expiresAt === null
        ? record
        : { ...record, expiresAt: record.expiresAt + yearMs, expiryText: null },
  }),
}
