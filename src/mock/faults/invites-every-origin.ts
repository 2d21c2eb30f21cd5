import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** Pages of any origin may read the answers. */
export const invitesEveryOrigin: Fault = {
  name: 'invites-every-origin',
  rule: 'headers-cors-not-permissive',
  describe: 'Pages of any origin may read the answers.',
  appliesTo: (contract) => whereRole(contract, 'list', 'create'),
  plant: () => ({ respond: (answer) => withHeader(answer, 'access-control-allow-origin', '*') }),
}
