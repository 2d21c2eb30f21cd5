import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereProtected } from '../fault-places.ts'

/** A 401 does not say how to authenticate. */
export const omitsChallenge: Fault = {
  name: 'omits-challenge',
  rule: 'auth-401-challenge',
  describe: 'A 401 does not say how to authenticate.',
  appliesTo: (contract) => whereProtected(contract),
  plant: () => ({
    respond: (answer) => (answer.status === 401 ? withHeader(answer, 'www-authenticate', undefined) : answer),
  }),
}
