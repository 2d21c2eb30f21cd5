import { isObject } from '../../contract/json.ts'
import type { Fault } from '../fault.ts'
import { refusing } from '../fault-decisions.ts'
import { optionalMembers } from '../fault-places.ts'

/** Members that the document leaves to choice are insisted on. */
export const refusesOmittedOptions: Fault = {
  name: 'refuses-omitted-options',
  rule: 'status-valid-input-accepted',
  describe: 'Members that the document leaves to choice are insisted on.',
  touches: [
    'schema-length-code-points',
    'robust-unicode-name-roundtrip',
    'schema-echo-fidelity',
    'lifecycle-rejected-create-no-effect',
  ],
  appliesTo: (contract) =>
    contract.operations.some((operation) =>
      Object.values(operation.requestBody?.content ?? {}).some(
        ({ schema }) =>
          schema !== undefined && optionalMembers(contract.resolve(schema, 'request')).length > 0,
      ),
    ) || 'no request leaves a member to choice',
  plant: ({ contract }) => ({
    judge(judgement, call) {
      const schema = Object.values(call.operation.requestBody?.content ?? {})[0]?.schema
      const wanted = schema === undefined ? [] : optionalMembers(contract.resolve(schema, 'request'))
      return isObject(call.body) && wanted.some((name) => !Object.hasOwn(call.body as object, name))
        ? refusing(judgement, 'required')
        : judgement
    },
  }),
}
