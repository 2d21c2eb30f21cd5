import { ANONYMOUS } from '../security.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { wherePaired } from '../fault-places.ts'

/** Of two credentials the first is enough. */
export const acceptsFirstOfPair: Fault = {
  name: 'accepts-first-of-pair',
  rule: 'auth-and-each-required',
  describe: 'Of two credentials the first is enough.',
  touches: [
    'auth-missing-rejected',
    'auth-undeclared-carrier-rejected',
    'auth-blank-rejected',
    'auth-decided-first',
  ],
  appliesTo: wherePaired,
  plant: (bed) => ({
    admit: (decision, call) =>
      leniently(bed, decision, call, ({ name }, { state }) =>
        state === 'absent' && call.operation.security.some((names) => Object.keys(names).indexOf(name) > 0)
          ? ANONYMOUS
          : undefined,
      ),
  }),
}
