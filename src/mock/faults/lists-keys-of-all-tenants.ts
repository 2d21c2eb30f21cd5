import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** The list shows the keys of every tenant. */
export const listsKeysOfAllTenants: Fault = {
  name: 'lists-keys-of-all-tenants',
  rule: 'tenant-collection-isolation',
  describe: 'The list shows the keys of every tenant.',
  touches: ['lifecycle-deleted-key-gone', 'secret-absent-from-reads', 'tenant-object-isolation'],
  appliesTo: (contract) => whereRole(contract, 'list'),
  plant: ({ records }) => ({ listed: () => [...records()] }),
}
