import { responseFor } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'

/** Bad requests are answered 418, which no document knows. */
export const refusesWithUndocumentedStatus: Fault = {
  name: 'refuses-with-undocumented-status',
  rule: 'status-documented',
  describe: 'Bad requests are answered 418, which no document knows.',
  touches: [
    'status-invalid-input-rejected',
    'schema-error-body-conforms',
    'schema-content-type',
    'status-duplicate-name-409',
    'status-valid-input-accepted',
  ],
  appliesTo: (contract) =>
    contract.operations.some(
      (operation) => operation.requestBody !== undefined && responseFor(operation, 418) === undefined,
    ) || 'no operation takes a body, or the document knows every status',
  plant: () => ({
    respond: (answer) => ([400, 422].includes(answer.status) ? { ...answer, status: 418 } : answer),
  }),
}
