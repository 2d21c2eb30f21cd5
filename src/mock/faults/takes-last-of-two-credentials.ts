import type { Fault } from '../fault.ts'
import { choosing } from '../fault-decisions.ts'
import { whereHeaderCarries } from '../fault-places.ts'

/** Of two credentials of one kind the last one counts. */
export const takesLastOfTwoCredentials: Fault = {
  name: 'takes-last-of-two-credentials',
  rule: 'auth-conflicting-credentials-rejected',
  describe: 'Of two credentials of one kind the last one counts.',
  touches: ['auth-undeclared-carrier-rejected'],
  appliesTo: (contract) => whereHeaderCarries(contract),
  plant: (bed) => ({
    admit: (decision, call) => choosing(bed, decision, call, (values) => values.at(-1)),
  }),
}
