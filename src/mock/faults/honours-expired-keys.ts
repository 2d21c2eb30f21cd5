import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** A key works on after it has expired. */
export const honoursExpiredKeys: Fault = {
  name: 'honours-expired-keys',
  rule: 'lifecycle-expired-key-rejected',
  describe: 'A key works on after it has expired.',
  touches: ['lifecycle-expiry-boundaries'],
  appliesTo: (contract) => whereResource(contract, ({ expiry }) => expiry !== null, 'keys do not expire'),
  plant: () => ({ alive: (alive, record) => alive || record.revokedAt === null }),
}
