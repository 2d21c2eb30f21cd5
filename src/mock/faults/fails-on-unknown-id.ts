import type { Fault } from '../fault.ts'
import { failure } from '../fault-answers.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'

/** An id that no key has ends in 500. */
export const failsOnUnknownId: Fault = {
  name: 'fails-on-unknown-id',
  rule: 'status-no-5xx',
  describe: 'An id that no key has ends in 500.',
  touches: [
    'status-valid-input-accepted',
    'status-documented',
    'schema-error-body-conforms',
    'schema-content-type',
    'lifecycle-created-key-listed-once',
    'robust-unicode-name-roundtrip',
    'robust-hostile-json',
    'schema-length-code-points',
    'status-invalid-input-rejected',
    'status-unknown-id-4xx',
    'lifecycle-delete-idempotent',
    'lifecycle-deleted-key-gone',
    'status-content-negotiation',
  ],
  appliesTo: (contract) => whereRole(contract, 'get', 'update', 'revoke', 'rotate'),
  plant: ({ contract }) => ({
    respond(answer, call) {
      const role = roleOfCall(contract, call)
      return role !== undefined &&
        ['get', 'update', 'revoke', 'rotate'].includes(role) &&
        call.record === undefined &&
        ![401, 403].includes(answer.status)
        ? failure
        : answer
    },
  }),
}
