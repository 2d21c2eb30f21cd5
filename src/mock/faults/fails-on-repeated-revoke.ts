import type { Fault } from '../fault.ts'
import { failure } from '../fault-answers.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'

/** Revoking a key a second time ends in 500. */
export const failsOnRepeatedRevoke: Fault = {
  name: 'fails-on-repeated-revoke',
  rule: 'lifecycle-delete-idempotent',
  describe: 'Revoking a key a second time ends in 500.',
  touches: [
    'status-no-5xx',
    'status-unknown-id-4xx',
    'status-documented',
    'status-valid-input-accepted',
    'schema-content-type',
    'schema-error-body-conforms',
  ],
  appliesTo: (contract) => whereRole(contract, 'revoke'),
  plant: ({ contract }) => {
    const gone = new Set<string>()
    return {
      respond(answer, call) {
        if (roleOfCall(contract, call) !== 'revoke') return answer
        if (gone.has(call.path)) return answer.status === 401 || answer.status === 403 ? answer : failure
        if (answer.status < 300) gone.add(call.path)
        return answer
      },
    }
  },
}
