import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** A new key is set as a cookie as well. */
export const putsSecretInCookie: Fault = {
  name: 'puts-secret-in-cookie',
  rule: 'secret-not-in-headers-or-urls',
  describe: 'A new key is set as a cookie as well.',
  touches: ['secret-never-reappears', 'headers-no-store-on-secret'],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: () => ({
    respond: (answer, call) =>
      call.secret === undefined
        ? answer
        : withHeader(answer, 'set-cookie', `api_key=${encodeURIComponent(call.secret)}; Path=/`),
  }),
}
