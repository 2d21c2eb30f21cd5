import { refusesSomeText } from '../../contract/schema-parts.ts'
import type { Fault } from '../fault.ts'
import { without } from '../fault-decisions.ts'

/** Query, path and header parameters are taken as they come. */
export const acceptsBadParameters: Fault = {
  name: 'accepts-bad-parameters',
  rule: 'status-invalid-input-rejected',
  describe: 'Query, path and header parameters are taken as they come.',
  touches: [
    'lifecycle-rejected-create-no-effect',
    'lifecycle-mass-assignment-ignored',
    'schema-response-conforms',
    'schema-echo-fidelity',
    'status-unknown-id-4xx',
  ],
  appliesTo: (contract) =>
    contract.operations.some((operation) =>
      operation.parameters.some(
        ({ schema, name }) =>
          schema !== undefined &&
          refusesSomeText(contract.resolve(schema, 'request')) &&
          !contract.keyResources.some(({ roles }) =>
            Object.values(roles).some(
              (binding) => binding.operation === operation.key && binding.idParameter === name,
            ),
          ),
      ),
    ) || 'every parameter but ids of keys takes any text',
  plant: () => ({ judge: (judgement) => without(judgement, ({ part }) => part !== 'body') }),
}
