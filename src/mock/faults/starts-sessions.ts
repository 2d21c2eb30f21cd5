import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereProtected } from '../fault-places.ts'

/** A call with a key is answered with a session cookie. */
export const startsSessions: Fault = {
  name: 'starts-sessions',
  rule: 'headers-baseline',
  describe: 'A call with a key is answered with a session cookie.',
  touches: ['secret-not-in-headers-or-urls', 'credential-not-echoed-in-errors'],
  appliesTo: (contract) => whereProtected(contract),
  plant: () => ({
    respond: (answer) =>
      answer.status < 300 ? withHeader(answer, 'set-cookie', 'session=c2Vzc2lvbg; HttpOnly') : answer,
  }),
}
