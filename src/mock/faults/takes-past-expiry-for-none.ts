import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** A key that is made to have expired already works for ever. */
export const takesPastExpiryForNone: Fault = {
  name: 'takes-past-expiry-for-none',
  rule: 'lifecycle-expiry-boundaries',
  describe: 'A key that is made to have expired already works for ever.',
  touches: ['lifecycle-expired-key-rejected'],
  appliesTo: (contract) => whereResource(contract, ({ expiry }) => expiry !== null, 'keys do not expire'),
  plant: () => ({
    alive: (alive, { expiresAt, createdAt, revokedAt }) =>
      alive || (expiresAt !== null && expiresAt < createdAt && revokedAt === null),
  }),
}
