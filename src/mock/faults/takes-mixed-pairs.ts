import type { Fault } from '../fault.ts'
import { admitted } from '../fault-decisions.ts'
import { wherePaired } from '../fault-places.ts'

/** Two credentials asked for together are each compared, but not whether they belong to one account. */
export const takesMixedPairs: Fault = {
  name: 'takes-mixed-pairs',
  rule: 'auth-and-members-bound',
  describe: 'Of two credentials each is compared, but not whether both belong to one account.',
  appliesTo: wherePaired,
  plant: () => ({ admit: (decision) => (decision.kind === 'forbidden' ? admitted() : decision) }),
}
