import { ANONYMOUS } from '../security.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { whereHeaderCarries } from '../fault-places.ts'

/** A JSON Web Token that says it is not signed is believed. */
export const acceptsUnsignedTokens: Fault = {
  name: 'accepts-unsigned-tokens',
  rule: 'robust-oversize-and-malformed-credential',
  describe: 'A JSON Web Token that says it is not signed is believed.',
  touches: ['auth-invalid-rejected', 'auth-undeclared-carrier-rejected'],
  appliesTo: (contract) => whereHeaderCarries(contract),
  plant: (bed) => ({
    admit: (decision, call) =>
      leniently(bed, decision, call, (_scheme, reading) =>
        reading.state === 'value' && /^ey[\w-]+\.ey[\w-]+\.$/.test(reading.value) ? ANONYMOUS : undefined,
      ),
  }),
}
