import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { withMember } from '../fault-answers.ts'
import { isClosed, operationOf, whereResource } from '../fault-places.ts'

/** The answer to a creation has a member that its closed schema forbids. */
export const addsUndocumentedMember: Fault = {
  name: 'adds-undocumented-member',
  rule: 'schema-no-undocumented-properties',
  describe: 'The answer to a creation has a member that its closed schema forbids.',
  touches: ['schema-response-conforms'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) => {
        const create = operationOf(contract, resource, 'create')
        return create !== undefined && isClosed(contract, create, resource.secret.pointer)
      },
      'the answer to a creation is an open object',
    ),
  plant: ({ contract }) => ({
    respond(answer, call) {
      const resource = roleOf(contract, call.operation)?.resource
      return call.secret === undefined || resource === undefined
        ? answer
        : withMember(answer, resource.secret.pointer, 'internal_note', 'migrated')
    },
  }),
}
