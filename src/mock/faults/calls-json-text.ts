import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'

/** JSON is sent as text/plain. */
export const callsJsonText: Fault = {
  name: 'calls-json-text',
  rule: 'schema-content-type',
  describe: 'JSON is sent as text/plain.',
  touches: ['schema-response-conforms', 'schema-error-body-conforms', 'status-content-negotiation'],
  appliesTo: () => true,
  plant: () => ({
    respond: (answer) =>
      answer.body === undefined || answer.text !== undefined
        ? withHeader(answer, 'content-type', 'text/plain')
        : { ...withHeader(answer, 'content-type', 'text/plain'), text: JSON.stringify(answer.body) },
  }),
}
