import { ANONYMOUS } from '../security.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { wherePaired } from '../fault-places.ts'

/** Of two credentials only the second is compared; the first may be anything. */
export const checksSecondCredentialOnly: Fault = {
  name: 'checks-second-credential-only',
  rule: 'auth-invalid-rejected',
  describe: 'Of two credentials only the second is compared; the first may be anything.',
  touches: [
    'robust-oversize-and-malformed-credential',
    'auth-conflicting-credentials-rejected',
    'auth-failure-uniform',
    'auth-near-miss-rejected',
    'auth-blank-rejected',
    'auth-and-each-required',
    'lifecycle-revoked-key-rejected',
    'lifecycle-expired-key-rejected',
    'lifecycle-rotate-cutover',
    'lifecycle-mass-assignment-ignored',
    'auth-and-members-bound',
    'credential-not-echoed-in-errors',
  ],
  appliesTo: wherePaired,
  plant: (bed) => ({
    admit: (decision, call) =>
      leniently(bed, decision, call, ({ name }, { state }) =>
        state === 'value' && call.operation.security.some((names) => Object.keys(names).indexOf(name) === 0)
          ? ANONYMOUS
          : undefined,
      ),
  }),
}
