import type { Fault } from '../fault.ts'
import { withBody } from '../fault-answers.ts'
import { errorIsObject } from '../fault-places.ts'

/** Errors are arrays where the document has objects. */
export const answersErrorsInAnotherForm: Fault = {
  name: 'answers-errors-in-another-form',
  rule: 'schema-error-body-conforms',
  describe: 'Errors are arrays where the document has objects.',
  touches: ['schema-content-type', 'credential-not-echoed-in-errors', 'status-valid-input-accepted'],
  appliesTo: (contract) =>
    contract.operations.some((operation) => errorIsObject(contract, operation)) ||
    'no error body is documented as an object',
  plant: () => ({ respond: (answer) => (answer.status >= 400 ? withBody(answer, ['error']) : answer) }),
}
