import type { Fault } from '../fault.ts'
import { comparing } from '../fault-decisions.ts'
import { whereResource } from '../fault-places.ts'

/** Keys are compared without regard to letter case. */
export const ignoresKeyCase: Fault = {
  name: 'ignores-key-case',
  rule: 'auth-near-miss-rejected',
  describe: 'Keys are compared without regard to letter case.',
  touches: ['auth-invalid-rejected'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ secret }) => secret.carrier !== null,
      'the document does not say how a key is used',
    ),
  plant: (bed) => ({
    admit: (decision, call) =>
      comparing(bed, decision, call, (presented, real) => presented.toLowerCase() === real.toLowerCase()),
  }),
}
