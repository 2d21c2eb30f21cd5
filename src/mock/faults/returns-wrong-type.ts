import { withValueAt } from '../../contract/pointer.ts'
import type { Fault } from '../fault.ts'
import { withBody } from '../fault-answers.ts'
import { operationOf, retyped, whereResource } from '../fault-places.ts'

/** A member of the answer to a creation has another type than documented. */
export const returnsWrongType: Fault = {
  name: 'returns-wrong-type',
  rule: 'schema-response-conforms',
  describe: 'A member of the answer to a creation has another type than documented.',
  touches: [
    'schema-echo-fidelity',
    'schema-id-unique-and-opaque',
    'lifecycle-created-key-listed-once',
    'status-unknown-id-4xx',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) => {
        const create = operationOf(contract, resource, 'create')
        return create !== undefined && retyped(contract, create) !== undefined
      },
      'the answer to a creation has no member whose type is documented',
    ),
  plant: ({ contract }) => ({
    respond(answer, call) {
      const place = call.secret === undefined ? undefined : retyped(contract, call.operation)
      return place === undefined || answer.body === undefined
        ? answer
        : withBody(answer, withValueAt(answer.body, place, { wrong: true }))
    },
  }),
}
