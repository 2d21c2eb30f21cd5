import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** Secrets differ in their last characters only. */
export const variesSecretLittle: Fault = {
  name: 'varies-secret-little',
  rule: 'secret-unique-across-creates',
  describe: 'Secrets differ in their last characters only.',
  touches: [
    'lifecycle-expired-key-rejected',
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
    return {
      secret(secret) {
        first ??= secret
        return first.slice(0, -6) + secret.slice(-6)
      },
    }
  },
}
