import { ANONYMOUS } from '../security.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** Only the presence of a credential is checked, never its value. */
export const acceptsAnyCredential: Fault = {
  name: 'accepts-any-credential',
  rule: 'auth-invalid-rejected',
  describe: 'Only the presence of a credential is checked, never its value.',
  touches: [
    'robust-oversize-and-malformed-credential',
    'auth-conflicting-credentials-rejected',
    'auth-failure-uniform',
    'auth-near-miss-rejected',
    'auth-blank-rejected',
    'auth-and-each-required',
    'lifecycle-mass-assignment-ignored',
    'auth-and-members-bound',
    'credential-not-echoed-in-errors',
  ],
  appliesTo: (contract) => whereProtected(contract),
  plant: (bed) => ({
    admit: (decision, call) =>
      leniently(bed, decision, call, (_scheme, { state }) => (state === 'value' ? ANONYMOUS : undefined)),
  }),
}
