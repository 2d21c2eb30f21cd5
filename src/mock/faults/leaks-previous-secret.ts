import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { withMember } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** A new key comes together with the one made before it. */
export const leaksPreviousSecret: Fault = {
  name: 'leaks-previous-secret',
  rule: 'secret-never-reappears',
  describe: 'A new key comes together with the one made before it.',
  touches: [
    'redacted-form-matches-secret',
    'secret-fragment-budget',
    'secret-no-derived-value',
    'schema-no-undocumented-properties',
    'schema-response-conforms',
    'spec-secret-schema-not-shared',
  ],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: ({ contract, issued }) => ({
    respond(answer, call) {
      const previous = issued().findLast(({ record }) => record !== call.record)
      if (previous === undefined || call.secret === undefined) return answer
      return withMember(
        answer,
        roleOf(contract, call.operation)!.resource.secret.pointer,
        'previous',
        previous.secret,
      )
    },
  }),
}
