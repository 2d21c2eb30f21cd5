import { cookies } from '../security.ts'
import type { Fault } from '../fault.ts'
import { alsoReading } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** A key in a cookie is accepted beside the declared carrier. */
export const acceptsKeyInCookie: Fault = {
  name: 'accepts-key-in-cookie',
  rule: 'auth-undeclared-carrier-rejected',
  describe: 'A key in a cookie is accepted beside the declared carrier.',
  appliesTo: (contract) => whereProtected(contract),
  plant: (bed) => ({
    admit: (decision, call) =>
      alsoReading(bed, decision, call, () => cookies(call.request).map(([, value]) => value)),
  }),
}
