import type { Fault } from '../fault.ts'
import { comparing } from '../fault-decisions.ts'
import { whereResource } from '../fault-places.ts'

/** A key with anything behind it is accepted. */
export const acceptsExtendedKeys: Fault = {
  name: 'accepts-extended-keys',
  rule: 'auth-near-miss-rejected',
  describe: 'A key with anything behind it is accepted.',
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ secret }) => secret.carrier !== null,
      'the document does not say how a key is used',
    ),
  plant: (bed) => ({
    admit: (decision, call) =>
      comparing(bed, decision, call, (presented, real) => presented.startsWith(real)),
  }),
}
