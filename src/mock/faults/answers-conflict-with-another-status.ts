import type { Fault } from '../fault.ts'
import { operationOf, whereResource } from '../fault-places.ts'

/** A taken name is answered 422 though the document says 409. */
export const answersConflictWithAnotherStatus: Fault = {
  name: 'answers-conflict-with-another-status',
  rule: 'status-duplicate-name-409',
  describe: 'A taken name is answered 422 though the document says 409.',
  touches: ['schema-error-body-conforms', 'status-documented', 'status-valid-input-accepted'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) =>
        resource.nameInRequest !== null &&
        operationOf(contract, resource, 'create')?.responses['409'] !== undefined,
      'the document knows no 409',
    ),
  plant: () => ({ respond: (answer) => (answer.status === 409 ? { ...answer, status: 422 } : answer) }),
}
