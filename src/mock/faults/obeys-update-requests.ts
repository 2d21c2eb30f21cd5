import { valueAt, withValueAt } from '../../contract/pointer.ts'
import type { JsonObject } from '../../contract/types.ts'
import type { Fault } from '../fault.ts'
import { without } from '../fault-decisions.ts'
import { operationOf, requestMembers, roleOfCall, whereResource, whereScoped } from '../fault-places.ts'
import { bodyOf } from '../judge.ts'
import { allScopes } from '../scopes.ts'

/** The request for an update may give the key other scopes, though nothing says that it may. */
export const obeysUpdateRequests: Fault = {
  name: 'obeys-update-requests',
  rule: 'lifecycle-no-escalation-by-update',
  describe: 'The request for an update may give the key other scopes, though nothing says that it may.',
  touches: ['status-invalid-input-rejected'],
  appliesTo: (contract) => {
    const updates = whereResource(
      contract,
      (resource) => {
        const update = operationOf(contract, resource, 'update')
        const field = allScopes(contract)?.field.slice(1) ?? ''
        return update?.requestBody !== undefined && !requestMembers(contract, update).has(field)
      },
      'no update is kept from changing scopes',
    )
    return updates === true ? whereScoped(contract) : updates
  },
  plant: ({ contract }) => ({
    judge: (judgement, call) =>
      roleOfCall(contract, call) === 'update'
        ? without(
            judgement,
            ({ part, violation }) => part === 'body' && violation.keyword === 'additionalProperties',
          )
        : judgement,
    updated(record, _before, call) {
      const field = allScopes(contract)?.field
      const asked = field === undefined ? undefined : valueAt(bodyOf(call), field)
      return field === undefined || !Array.isArray(asked)
        ? record
        : { ...record, members: withValueAt(record.members, field, asked) as JsonObject }
    },
  }),
}
