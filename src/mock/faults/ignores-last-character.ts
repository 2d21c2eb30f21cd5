import type { Fault } from '../fault.ts'
import { comparing } from '../fault-decisions.ts'
import { whereResource } from '../fault-places.ts'

/** The last character of a key may be any other. */
export const ignoresLastCharacter: Fault = {
  name: 'ignores-last-character',
  rule: 'auth-near-miss-rejected',
  describe: 'The last character of a key may be any other.',
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
        (presented, real) => presented.length === real.length && presented.slice(0, -1) === real.slice(0, -1),
      ),
  }),
}
