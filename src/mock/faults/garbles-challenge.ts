import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereProtected } from '../fault-places.ts'

/** The challenge of a 401 cannot be parsed. */
export const garblesChallenge: Fault = {
  name: 'garbles-challenge',
  rule: 'auth-401-challenge',
  describe: 'The challenge of a 401 cannot be parsed.',
  appliesTo: (contract) => whereProtected(contract),
  plant: () => ({
    respond: (answer) =>
      answer.status === 401 ? withHeader(answer, 'www-authenticate', '="please authenticate",,') : answer,
  }),
}
