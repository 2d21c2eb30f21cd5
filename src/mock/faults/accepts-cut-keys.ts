import type { Fault } from '../fault.ts'
import { comparing } from '../fault-decisions.ts'
import { whereResource } from '../fault-places.ts'

/** Keys are compared only as far as the shorter one goes, so their first halves are accepted. */
export const acceptsCutKeys: Fault = {
  name: 'accepts-cut-keys',
  rule: 'auth-near-miss-rejected',
  describe: 'Keys are compared only as far as the shorter one goes, so their first halves are accepted.',
  touches: ['auth-invalid-rejected'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ secret }) => secret.carrier !== null,
      'the document does not say how a key is used',
    ),
  plant: (bed) => ({
    admit: (decision, call) =>
      comparing(
        bed,
        decision,
        call,
        (presented, real) => presented.length >= real.length / 2 && real.startsWith(presented),
      ),
  }),
}
