import type { Fault } from '../fault.ts'
import { saying } from '../fault-answers.ts'
import { whereProtected } from '../fault-places.ts'

/** The refusal of a key of another form says so. */
export const tellsMalformedFromUnknown: Fault = {
  name: 'tells-malformed-from-unknown',
  rule: 'auth-failure-uniform',
  describe: 'The refusal of a key of another form says so.',
  touches: ['schema-error-body-conforms'],
  appliesTo: (contract) => whereProtected(contract),
  plant: () => ({
    respond: (answer, call) =>
      answer.status === 401 && call.presented.some((value) => value.length < 12)
        ? saying(answer, 'No key looks like this.')
        : answer,
  }),
}
