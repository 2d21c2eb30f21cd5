import { withValueAt } from '../../contract/pointer.ts'
import type { JsonObject } from '../../contract/types.ts'
import type { Fault } from '../fault.ts'
import { allScopes } from '../scopes.ts'
import { whereRole, whereScoped } from '../fault-places.ts'

/** A rotated key has every scope. */
export const widensScopesOnRotation: Fault = {
  name: 'widens-scopes-on-rotation',
  rule: 'lifecycle-rotate-cutover',
  describe: 'A rotated key has every scope.',
  appliesTo: (contract) => {
    const rotates = whereRole(contract, 'rotate')
    return rotates === true ? whereScoped(contract) : rotates
  },
  plant: ({ contract }) => ({
    rotated(record) {
      const scopes = allScopes(contract)
      return scopes === undefined
        ? record
        : { ...record, members: withValueAt(record.members, scopes.field, scopes.values) as JsonObject }
    },
  }),
}
