import type { Fault } from '../fault.ts'
import { admitted } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** A request without any credential is served as if it came from the first tenant. */
export const acceptsMissingCredential: Fault = {
  name: 'accepts-missing-credential',
  rule: 'auth-missing-rejected',
  describe: 'A request without any credential is served as if it came from the first tenant.',
  touches: [
    'robust-oversize-and-malformed-credential',
    'auth-conflicting-credentials-rejected',
    'auth-no-method-or-path-bypass',
    'auth-undeclared-carrier-rejected',
    'auth-blank-rejected',
    'auth-decided-first',
    'auth-401-challenge',
    'auth-and-each-required',
  ],
  appliesTo: (contract) => whereProtected(contract),
  plant: () => ({
    admit: (decision) =>
      decision.kind === 'refused' && decision.reason === 'missing' ? admitted() : decision,
  }),
}
