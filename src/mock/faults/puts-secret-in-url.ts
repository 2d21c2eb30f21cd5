import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { withMember } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** The answer to a creation holds a link with the new key in its query. */
export const putsSecretInUrl: Fault = {
  name: 'puts-secret-in-url',
  rule: 'secret-not-in-headers-or-urls',
  describe: 'The answer to a creation holds a link with the new key in its query.',
  touches: ['schema-no-undocumented-properties', 'schema-response-conforms', 'secret-never-reappears'],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: ({ contract }) => ({
    respond(answer, call) {
      if (call.secret === undefined) return answer
      const near = roleOf(contract, call.operation)!.resource.secret.pointer
      return withMember(
        answer,
        near,
        'test_url',
        `https://api.example.com/test?key=${encodeURIComponent(call.secret)}`,
      )
    },
  }),
}
