import { headerLines } from '../security.ts'
import type { Fault } from '../fault.ts'
import { alsoReading } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** A key in X-API-Key or X-Auth-Token is accepted though another header is declared. */
export const acceptsKeyInOtherHeader: Fault = {
  name: 'accepts-key-in-other-header',
  rule: 'auth-undeclared-carrier-rejected',
  describe: 'A key in X-API-Key or X-Auth-Token is accepted though another header is declared.',
  appliesTo: (contract) => whereProtected(contract),
  plant: (bed) => ({
    admit: (decision, call) =>
      alsoReading(bed, decision, call, () =>
        ['x-api-key', 'x-auth-token'].flatMap((name) => headerLines(call.request, name)),
      ),
  }),
}
