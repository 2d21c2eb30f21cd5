import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** Keys that are made at the same moment get one secret. */
export const sharesSecretAtOnce: Fault = {
  name: 'shares-secret-at-once',
  rule: 'secret-unique-across-creates',
  describe: 'Keys that are made at the same moment get one secret.',
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
  plant: ({ now }) => {
    let last: { readonly secret: string; readonly at: number } | undefined
    return {
      secret(secret) {
        if (last === undefined || Math.abs(now() - last.at) > 100) last = { secret, at: now() }
        return last.secret
      },
    }
  },
}
