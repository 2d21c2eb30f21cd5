import type { Fault } from '../fault.ts'
import { admitted } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** A HEAD request needs no credential. */
export const answersHeadWithoutCredential: Fault = {
  name: 'answers-head-without-credential',
  rule: 'auth-no-method-or-path-bypass',
  describe: 'A HEAD request needs no credential.',
  touches: ['status-method-semantics'],
  appliesTo: (contract) => whereProtected(contract, ({ method }) => method === 'GET'),
  plant: () => ({
    admit: (decision, call) => (call.request.method === 'HEAD' ? admitted() : decision),
  }),
}
