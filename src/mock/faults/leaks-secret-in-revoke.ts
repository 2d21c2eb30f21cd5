import { successOf } from '../shapes.ts'
import type { Fault } from '../fault.ts'
import { withMember } from '../fault-answers.ts'
import { operationOf, roleOfCall, whereResource } from '../fault-places.ts'

/** The answer to a revocation shows the revoked key in full. */
export const leaksSecretInRevoke: Fault = {
  name: 'leaks-secret-in-revoke',
  rule: 'secret-never-reappears',
  describe: 'The answer to a revocation shows the revoked key in full.',
  touches: [
    'redacted-form-matches-secret',
    'secret-fragment-budget',
    'secret-no-derived-value',
    'schema-no-undocumented-properties',
    'schema-response-conforms',
    'spec-secret-schema-not-shared',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) => {
        const revoke = operationOf(contract, resource, 'revoke')
        return (
          revoke !== undefined &&
          !resource.idIsSecret &&
          Object.keys(successOf(revoke, false).response?.content ?? {}).length > 0
        )
      },
      'no revocation is answered with a body',
    ),
  plant: ({ contract, secretOf }) => ({
    respond(answer, call) {
      const secret =
        call.record === undefined || roleOfCall(contract, call) !== 'revoke'
          ? undefined
          : secretOf(call.record)
      return secret === undefined ? answer : withMember(answer, null, 'secret', secret)
    },
  }),
}
