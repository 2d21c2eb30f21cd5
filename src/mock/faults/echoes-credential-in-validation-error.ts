import type { Fault } from '../fault.ts'
import { saying } from '../fault-answers.ts'
import { whereProtected } from '../fault-places.ts'

/** The refusal of a bad request repeats the valid credential it came with. */
export const echoesCredentialInValidationError: Fault = {
  name: 'echoes-credential-in-validation-error',
  rule: 'credential-not-echoed-in-errors',
  describe: 'The refusal of a bad request repeats the valid credential it came with.',
  touches: ['schema-error-body-conforms', 'secret-never-reappears'],
  appliesTo: (contract) => whereProtected(contract, ({ requestBody }) => requestBody !== undefined),
  plant: () => ({
    respond: (answer, call) =>
      [400, 415, 422].includes(answer.status) && call.presented.length > 0
        ? saying(answer, `(sent by ${call.presented[0]})`)
        : answer,
  }),
}
