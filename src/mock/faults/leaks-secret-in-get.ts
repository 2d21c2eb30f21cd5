import type { Fault } from '../fault.ts'
import { withMember } from '../fault-answers.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'

/** A key that is looked up is shown in full. */
export const leaksSecretInGet: Fault = {
  name: 'leaks-secret-in-get',
  rule: 'secret-absent-from-reads',
  describe: 'A key that is looked up is shown in full.',
  touches: [
    'redacted-form-matches-secret',
    'secret-fragment-budget',
    'secret-no-derived-value',
    'schema-no-undocumented-properties',
    'schema-response-conforms',
    'secret-never-reappears',
    'spec-secret-schema-not-shared',
  ],
  appliesTo: (contract) => whereRole(contract, 'get'),
  plant: ({ contract, secretOf }) => ({
    respond(answer, call) {
      const secret =
        call.record === undefined || roleOfCall(contract, call) !== 'get' ? undefined : secretOf(call.record)
      return secret === undefined ? answer : withMember(answer, null, 'secret', secret)
    },
  }),
}
