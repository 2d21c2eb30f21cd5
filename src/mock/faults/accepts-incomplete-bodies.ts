import type { Fault } from '../fault.ts'
import { without } from '../fault-decisions.ts'
import { whereRequestSays } from '../fault-places.ts'

/** A body that lacks a required member is accepted. */
export const acceptsIncompleteBodies: Fault = {
  name: 'accepts-incomplete-bodies',
  rule: 'status-invalid-input-rejected',
  describe: 'A body that lacks a required member is accepted.',
  touches: [
    'lifecycle-rejected-create-no-effect',
    'lifecycle-mass-assignment-ignored',
    'schema-response-conforms',
    'schema-echo-fidelity',
  ],
  appliesTo: (contract) => whereRequestSays(contract, 'required'),
  plant: () => ({
    judge: (judgement) =>
      without(judgement, ({ part, violation }) => part === 'body' && violation.keyword === 'required'),
  }),
}
