import type { Fault } from '../fault.ts'
import { withMember } from '../fault-answers.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'

/** The answer to a change of a key shows the key in full. */
export const leaksSecretInUpdate: Fault = {
  name: 'leaks-secret-in-update',
  rule: 'secret-never-reappears',
  describe: 'The answer to a change of a key shows the key in full.',
  touches: [
    'redacted-form-matches-secret',
    'secret-fragment-budget',
    'secret-no-derived-value',
    'schema-no-undocumented-properties',
    'schema-response-conforms',
    'spec-secret-schema-not-shared',
  ],
  appliesTo: (contract) => whereRole(contract, 'update'),
  plant: ({ contract, secretOf }) => ({
    respond(answer, call) {
      const secret =
        call.record === undefined || roleOfCall(contract, call) !== 'update'
          ? undefined
          : secretOf(call.record)
      return secret === undefined ? answer : withMember(answer, null, 'secret', secret)
    },
  }),
}
