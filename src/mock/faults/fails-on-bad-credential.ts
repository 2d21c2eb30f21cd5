import type { Fault } from '../fault.ts'
import { failure } from '../fault-answers.ts'
import { whereProtected } from '../fault-places.ts'

/** A credential that is not known ends in 500. */
export const failsOnBadCredential: Fault = {
  name: 'fails-on-bad-credential',
  rule: 'status-no-5xx',
  describe: 'A credential that is not known ends in 500.',
  touches: [
    'status-valid-input-accepted',
    'status-documented',
    'schema-error-body-conforms',
    'schema-content-type',
    'lifecycle-created-key-listed-once',
    'robust-unicode-name-roundtrip',
    'robust-hostile-json',
    'schema-length-code-points',
    'status-invalid-input-rejected',
    'auth-invalid-rejected',
    'auth-near-miss-rejected',
    'auth-undeclared-carrier-rejected',
    'auth-blank-rejected',
    'auth-401-challenge',
    'auth-decided-first',
  ],
  appliesTo: (contract) => whereProtected(contract),
  plant: () => ({
    respond: (answer, call) => (answer.status === 401 && call.presented.length > 0 ? failure : answer),
  }),
}
