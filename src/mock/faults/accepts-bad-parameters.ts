import type { JsonSchema } from '../../contract/types.ts'
import { typesOf } from '../schemas.ts'
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
          isLimited(contract.resolve(schema, 'request')) &&
          !contract.keyResources.some(({ roles }) =>
            Object.values(roles).some(
              (binding) => binding.operation === operation.key && binding.idParameter === name,
            ),
          ),
      ),
    ) || 'no parameter but ids of keys is limited to anything',
  plant: () => ({ judge: (judgement) => without(judgement, ({ part }) => part !== 'body') }),
}

/** Whether any text would not do: what is a string and no more takes them all. */
function isLimited(schema: JsonSchema): boolean {
  if (typeof schema === 'boolean') return false
  const types = typesOf(schema)
  if (types.size > 0 && !types.has('string')) return true
  return ['minLength', 'maxLength', 'pattern', 'format', 'enum', 'const'].some((keyword) => keyword in schema)
}
