import { headerLines } from '../security.ts'
import type { Fault } from '../fault.ts'
import { alsoReading } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** In Authorization a key is accepted under any scheme, or without one. */
export const acceptsKeyUnderOtherScheme: Fault = {
  name: 'accepts-key-under-other-scheme',
  rule: 'auth-undeclared-carrier-rejected',
  describe: 'In Authorization a key is accepted under any scheme, or without one.',
  appliesTo: (contract) => whereProtected(contract),
  plant: (bed) => ({
    admit: (decision, call) =>
      alsoReading(bed, decision, call, () =>
        headerLines(call.request, 'authorization').map((line) => line.replace(/^[A-Za-z]+ +/, '')),
      ),
  }),
}
