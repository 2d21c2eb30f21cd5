import type { Fault } from '../fault.ts'
import { comparing } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** Whatever is as long as a valid credential is accepted. */
export const acceptsAnyLookAlike: Fault = {
  name: 'accepts-any-look-alike',
  rule: 'auth-invalid-rejected',
  describe: 'Whatever is as long as a valid credential is accepted.',
  touches: [
    'robust-oversize-and-malformed-credential',
    'auth-conflicting-credentials-rejected',
    'auth-failure-uniform',
    'auth-near-miss-rejected',
    'auth-blank-rejected',
    'auth-and-each-required',
    'lifecycle-revoke-during-use',
    'lifecycle-mass-assignment-ignored',
    'auth-and-members-bound',
    'credential-not-echoed-in-errors',
  ],
  appliesTo: (contract) => whereProtected(contract),
  plant: (bed) => ({
    admit: (decision, call) =>
      comparing(bed, decision, call, (presented, real) => presented.length === real.length),
  }),
}
