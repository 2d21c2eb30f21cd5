import { roleOf } from '../../contract/lookup.ts'
import { withValueAt } from '../../contract/pointer.ts'
import type { Fault } from '../fault.ts'
import { withBody } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** A new key comes with its secret masked, so that nobody ever has it. */
export const masksSecret: Fault = {
  name: 'masks-secret',
  rule: 'secret-present-on-create',
  describe: 'A new key comes with its secret masked, so that nobody ever has it.',
  touches: [
    'lifecycle-concurrent-creates-distinct',
    'schema-response-conforms',
    'secret-unique-across-creates',
    'lifecycle-new-key-works',
    'secret-absent-from-reads',
    'secret-never-reappears',
    'headers-no-store-on-secret',
    'schema-echo-fidelity',
    'status-valid-input-accepted',
  ],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: ({ contract }) => ({
    respond(answer, call) {
      const resource = roleOf(contract, call.operation)?.resource
      if (resource === undefined || call.secret === undefined || answer.body === undefined) return answer
      return withBody(
        answer,
        withValueAt(answer.body, resource.secret.pointer, `${call.secret.slice(0, 4)}${'*'.repeat(24)}`),
      )
    },
  }),
}
