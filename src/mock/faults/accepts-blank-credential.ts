import { ANONYMOUS } from '../security.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** A credential that is there but empty opens the door. */
export const acceptsBlankCredential: Fault = {
  name: 'accepts-blank-credential',
  rule: 'auth-blank-rejected',
  describe: 'A credential that is there but empty opens the door.',
  touches: ['auth-conflicting-credentials-rejected', 'auth-and-each-required'],
  appliesTo: (contract) => whereProtected(contract),
  plant: (bed) => ({
    admit: (decision, call) =>
      leniently(bed, decision, call, (_scheme, { state }) => (state === 'unusable' ? ANONYMOUS : undefined)),
  }),
}
