import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** Every key has the same secret. */
export const repeatsSecret: Fault = {
  name: 'repeats-secret',
  rule: 'secret-unique-across-creates',
  describe: 'Every key has the same secret.',
  touches: [
    'lifecycle-expired-key-rejected',
    'lifecycle-scope-enforced',
    'secret-entropy-floor',
    'secret-no-derived-value',
    'lifecycle-deleted-key-gone',
    'lifecycle-concurrent-creates-distinct',
    'lifecycle-revoked-key-rejected',
    'secret-never-reappears',
    'secret-absent-from-reads',
    'secret-not-in-headers-or-urls',
    'lifecycle-new-key-works',
    'auth-near-miss-rejected',
    'schema-id-unique-and-opaque',
    'status-unknown-id-4xx',
    'status-valid-input-accepted',
    'status-invalid-input-rejected',
  ],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: () => {
    let first: string | undefined
    return { secret: (secret) => (first ??= secret) }
  },
}
