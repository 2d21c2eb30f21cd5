import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'

/** Answers do not say what they are. */
export const omitsContentType: Fault = {
  name: 'omits-content-type',
  rule: 'schema-content-type',
  describe: 'Answers do not say what they are.',
  touches: ['schema-response-conforms', 'schema-error-body-conforms', 'status-content-negotiation'],
  appliesTo: () => true,
  plant: () => ({ respond: (answer) => withHeader(answer, 'content-type', undefined) }),
}
