import type { Fault } from '../fault.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'

/** The JSON of a list stops before its end. */
export const cutsJson: Fault = {
  name: 'cuts-json',
  rule: 'schema-content-type',
  describe: 'The JSON of a list stops before its end.',
  touches: [
    'schema-response-conforms',
    'schema-id-unique-and-opaque',
    'secret-absent-from-reads',
    'lifecycle-created-key-listed-once',
    'status-unknown-id-4xx',
  ],
  appliesTo: (contract) => whereRole(contract, 'list'),
  plant: ({ contract }) => ({
    respond: (answer, call) =>
      answer.status < 300 && answer.body !== undefined && roleOfCall(contract, call) === 'list'
        ? { ...answer, text: JSON.stringify(answer.body).slice(0, -1) }
        : answer,
  }),
}
