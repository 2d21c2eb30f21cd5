import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** The Location of a new key is made of the key itself. */
export const putsSecretInLocation: Fault = {
  name: 'puts-secret-in-location',
  rule: 'secret-not-in-headers-or-urls',
  describe: 'The Location of a new key is made of the key itself.',
  touches: ['secret-never-reappears', 'headers-no-store-on-secret'],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: () => ({
    respond: (answer, call) =>
      call.secret === undefined
        ? answer
        : withHeader(answer, 'location', `${call.path}/${encodeURIComponent(call.secret)}`),
  }),
}
