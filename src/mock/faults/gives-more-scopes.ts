import type { Fault } from '../fault.ts'
import { whereScoped } from '../fault-places.ts'

/** A key gives the keys it makes whatever scopes it likes. */
export const givesMoreScopes: Fault = {
  name: 'gives-more-scopes',
  rule: 'lifecycle-scope-no-escalation',
  describe: 'A key gives the keys it makes whatever scopes it likes.',
  appliesTo: whereScoped,
  plant: () => ({ inherit: (_members, asked) => asked }),
}
