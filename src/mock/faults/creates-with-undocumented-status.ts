import { responseFor } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { operationOf, whereResource } from '../fault-places.ts'

/** A new key is answered 202, which the document does not know. */
export const createsWithUndocumentedStatus: Fault = {
  name: 'creates-with-undocumented-status',
  rule: 'status-documented',
  describe: 'A new key is answered 202, which the document does not know.',
  touches: [
    'status-valid-input-accepted',
    'schema-response-conforms',
    'secret-present-on-create',
    'schema-content-type',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) => {
        const create = operationOf(contract, resource, 'create')
        return create !== undefined && responseFor(create, 202) === undefined
      },
      'the document knows 202',
    ),
  plant: () => ({
    respond: (answer, call) => (call.secret === undefined ? answer : { ...answer, status: 202 }),
  }),
}
