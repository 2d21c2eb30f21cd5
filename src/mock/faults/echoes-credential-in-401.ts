import type { Fault } from '../fault.ts'
import { saying } from '../fault-answers.ts'
import { whereProtected } from '../fault-places.ts'

/** The refusal of a credential repeats it. */
export const echoesCredentialIn401: Fault = {
  name: 'echoes-credential-in-401',
  rule: 'credential-not-echoed-in-errors',
  describe: 'The refusal of a credential repeats it.',
  touches: ['schema-error-body-conforms', 'secret-never-reappears'],
  appliesTo: (contract) => whereProtected(contract),
  plant: () => ({
    respond: (answer, call) =>
      answer.status === 401 && call.presented.length > 0
        ? saying(answer, `(${call.presented.join(', ')})`)
        : answer,
  }),
}
