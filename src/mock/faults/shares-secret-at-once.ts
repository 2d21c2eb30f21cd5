import type { Call } from '../call.ts'
import type { Fault } from '../fault.ts'
import { moment } from '../fault-moments.ts'
import { whereRole } from '../fault-places.ts'

/** Keys that are made at the same moment get one secret. */
export const sharesSecretAtOnce: Fault = {
  name: 'shares-secret-at-once',
  rule: 'lifecycle-concurrent-creates-distinct',
  describe: 'Keys that are made at the same moment get one secret.',
  touches: [
    'lifecycle-expired-key-rejected',
    'lifecycle-scope-enforced',
    'secret-entropy-floor',
    'secret-no-derived-value',
    'lifecycle-deleted-key-gone',
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
    'secret-unique-across-creates',
  ],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: () => {
    const making = new Set<Call>()
    let last = ''
    return {
      secret: (secret) => (last = making.size > 0 ? last : secret),
      hold(call) {
        if (call.secret === undefined) return undefined
        making.add(call)
        return moment().then(() => void making.delete(call))
      },
    }
  },
}
