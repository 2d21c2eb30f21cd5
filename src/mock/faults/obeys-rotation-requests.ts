import { valueAt, withValueAt } from '../../contract/pointer.ts'
import type { JsonObject } from '../../contract/types.ts'
import type { Fault } from '../fault.ts'
import { operationOf, whereResource, whereScoped } from '../fault-places.ts'
import { bodyOf } from '../judge.ts'
import { allScopes } from '../scopes.ts'

/** The request for a rotation may give the key other scopes, though nothing says that it may. */
export const obeysRotationRequests: Fault = {
  name: 'obeys-rotation-requests',
  rule: 'lifecycle-rotate-cutover',
  describe: 'The request for a rotation may give the key other scopes, though nothing says that it may.',
  appliesTo: (contract) => {
    const rotates = whereResource(
      contract,
      (resource) => operationOf(contract, resource, 'rotate')?.requestBody !== undefined,
      'no request for a rotation has a body',
    )
    return rotates === true ? whereScoped(contract) : rotates
  },
  plant: ({ contract }) => ({
    rotated(record, call) {
      const field = allScopes(contract)?.field
      const asked = field === undefined ? undefined : valueAt(bodyOf(call), field)
      return field === undefined || !Array.isArray(asked)
        ? record
        : { ...record, members: withValueAt(record.members, field, asked) as JsonObject }
    },
  }),
}
