import type { Fault } from '../fault.ts'
import { admitted } from '../fault-decisions.ts'
import { whereResource } from '../fault-places.ts'

/** Whoever knows the id of a key may read and revoke it, whosever it is. */
export const mixesTenants: Fault = {
  name: 'mixes-tenants',
  rule: 'tenant-object-isolation',
  describe: 'Whoever knows the id of a key may read and revoke it, whosever it is.',
  touches: ['tenant-collection-isolation', 'auth-and-members-bound'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) =>
        !resource.idIsSecret &&
        (['get', 'update', 'revoke'] as const).some((role) => resource.roles[role] !== undefined),
      'no operation takes the id of a key',
    ),
  plant: ({ records }) => ({
    admit: (decision) => (decision.kind === 'forbidden' ? admitted() : decision),
    find: (record, wanted) =>
      record ?? [...records()].find(({ id, name }) => String(id) === wanted || name === wanted),
  }),
}
