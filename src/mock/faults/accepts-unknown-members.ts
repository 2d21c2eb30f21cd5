import type { Fault } from '../fault.ts'
import { without } from '../fault-decisions.ts'
import { whereRequestSays } from '../fault-places.ts'

/** Members that the schema forbids are accepted. */
export const acceptsUnknownMembers: Fault = {
  name: 'accepts-unknown-members',
  rule: 'status-invalid-input-rejected',
  describe: 'Members that the schema forbids are accepted.',
  touches: [
    'lifecycle-rejected-create-no-effect',
    'lifecycle-mass-assignment-ignored',
    'schema-response-conforms',
    'schema-echo-fidelity',
  ],
  appliesTo: (contract) => whereRequestSays(contract, 'additionalProperties'),
  plant: () => ({
    judge: (judgement) =>
      without(
        judgement,
        ({ part, violation }) => part === 'body' && violation.keyword === 'additionalProperties',
      ),
  }),
}
