import type { Fault } from '../fault.ts'
import { saying } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** The refusal of a key that was revoked says so. */
export const tellsRevokedFromUnknown: Fault = {
  name: 'tells-revoked-from-unknown',
  rule: 'auth-failure-uniform',
  describe: 'The refusal of a key that was revoked says so.',
  touches: ['schema-error-body-conforms'],
  appliesTo: (contract) => whereRole(contract, 'revoke'),
  plant: ({ issued }) => ({
    respond: (answer, call) =>
      answer.status === 401 && issued().some(({ secret }) => call.presented.includes(secret))
        ? saying(answer, 'This key was revoked.')
        : answer,
  }),
}
