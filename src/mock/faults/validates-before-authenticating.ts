import type { Fault } from '../fault.ts'
import { whereProtected } from '../fault-places.ts'

/** The body is judged before the credential, so that a stranger learns what the API expects. */
export const validatesBeforeAuthenticating: Fault = {
  name: 'validates-before-authenticating',
  rule: 'auth-decided-first',
  describe: 'The body is judged before the credential, so that a stranger learns what the API expects.',
  touches: ['auth-missing-rejected', 'auth-blank-rejected'],
  appliesTo: (contract) => whereProtected(contract, ({ requestBody }) => requestBody !== undefined),
  plant: () => ({ beforeAuth: (_call, { judge, refuse }) => refuse(judge()) }),
}
