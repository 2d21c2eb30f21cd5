import type { Fault } from '../fault.ts'
import { admitted } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** A path that ends with a slash is served without a look at the credential. */
export const skipsGuardOnTrailingSlash: Fault = {
  name: 'skips-guard-on-trailing-slash',
  rule: 'auth-no-method-or-path-bypass',
  describe: 'A path that ends with a slash is served without a look at the credential.',
  appliesTo: (contract) => whereProtected(contract, ({ method }) => method === 'GET'),
  plant: () => ({
    path: (path) => (path.length > 1 ? path.replace(/\/$/, '') : path),
    admit: (decision, call) => (call.path.endsWith('/') ? admitted() : decision),
  }),
}
