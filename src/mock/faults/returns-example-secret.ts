import { roleOf } from '../../contract/lookup.ts'
import { withValueAt } from '../../contract/pointer.ts'
import type { Fault } from '../fault.ts'
import { withBody } from '../fault-answers.ts'
import { whereResource } from '../fault-places.ts'

/** Every new key comes with the example of the documentation for its secret. */
export const returnsExampleSecret: Fault = {
  name: 'returns-example-secret',
  rule: 'secret-present-on-create',
  describe: 'Every new key comes with the example of the documentation for its secret.',
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
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ secret }) => secret.examples.length > 0,
      'the document gives no example of a secret',
    ),
  plant: ({ contract }) => ({
    respond(answer, call) {
      const resource = roleOf(contract, call.operation)?.resource
      if (resource === undefined || call.secret === undefined || answer.body === undefined) return answer
      return withBody(answer, withValueAt(answer.body, resource.secret.pointer, resource.secret.examples[0]))
    },
  }),
}
