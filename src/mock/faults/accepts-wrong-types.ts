import type { Fault } from '../fault.ts'
import { without } from '../fault-decisions.ts'
import { whereRequestSays } from '../fault-places.ts'

/** A body is accepted whatever the types of its members. */
export const acceptsWrongTypes: Fault = {
  name: 'accepts-wrong-types',
  rule: 'status-invalid-input-rejected',
  describe: 'A body is accepted whatever the types of its members.',
  touches: [
    'lifecycle-rejected-create-no-effect',
    'lifecycle-mass-assignment-ignored',
    'schema-response-conforms',
    'schema-echo-fidelity',
  ],
  appliesTo: (contract) => whereRequestSays(contract, 'type'),
  plant: () => ({
    judge: (judgement) =>
      without(judgement, ({ part, violation }) => part === 'body' && violation.keyword === 'type'),
  }),
}
