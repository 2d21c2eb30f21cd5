import type { Fault } from '../fault.ts'
import { without } from '../fault-decisions.ts'
import { whereRequestSays } from '../fault-places.ts'

/** Formats in a body are not looked at. */
export const acceptsBadFormats: Fault = {
  name: 'accepts-bad-formats',
  rule: 'status-invalid-input-rejected',
  describe: 'Formats in a body are not looked at.',
  touches: [
    'lifecycle-rejected-create-no-effect',
    'lifecycle-mass-assignment-ignored',
    'schema-response-conforms',
    'schema-echo-fidelity',
  ],
  appliesTo: (contract) => whereRequestSays(contract, 'format'),
  plant: () => ({
    judge: (judgement) =>
      without(judgement, ({ part, violation }) => part === 'body' && violation.keyword === 'format'),
  }),
}
