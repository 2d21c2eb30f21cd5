import type { Fault } from '../fault.ts'
import { whereIdempotent } from '../fault-places.ts'

/** A request that is repeated with its idempotency key makes another key. */
export const forgetsIdempotencyKeys: Fault = {
  name: 'forgets-idempotency-keys',
  rule: 'lifecycle-idempotency-key-replay',
  describe: 'A request that is repeated with its idempotency key makes another key.',
  appliesTo: (contract) => whereIdempotent(contract),
  plant: () => ({ spent: () => false }),
}
