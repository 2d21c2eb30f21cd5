import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereProtected } from '../fault-places.ts'

/** The challenge of a 401 repeats the credential that was refused. */
export const echoesCredentialInChallenge: Fault = {
  name: 'echoes-credential-in-challenge',
  rule: 'credential-not-echoed-in-errors',
  describe: 'The challenge of a 401 repeats the credential that was refused.',
  touches: ['secret-never-reappears', 'secret-not-in-headers-or-urls'],
  appliesTo: (contract) => whereProtected(contract),
  plant: () => ({
    respond: (answer, call) =>
      answer.status === 401 && call.presented.length > 0
        ? withHeader(
            answer,
            'www-authenticate',
            `Bearer realm="api", error="invalid_token", token="${call.presented[0]!.replaceAll(/["\\]/g, '')}"`,
          )
        : answer,
  }),
}
