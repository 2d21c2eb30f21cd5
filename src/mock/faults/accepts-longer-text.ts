import type { Fault } from '../fault.ts'
import { without } from '../fault-decisions.ts'
import { whereRequestSays } from '../fault-places.ts'

/** Longest lengths are not looked at. */
export const acceptsLongerText: Fault = {
  name: 'accepts-longer-text',
  rule: 'status-invalid-input-rejected',
  describe: 'Longest lengths are not looked at.',
  touches: ['schema-length-code-points', 'lifecycle-rejected-create-no-effect'],
  appliesTo: (contract) => whereRequestSays(contract, 'maxLength'),
  plant: () => ({
    judge: (judgement) =>
      without(judgement, ({ part, violation }) => part === 'body' && violation.keyword === 'maxLength'),
  }),
}
