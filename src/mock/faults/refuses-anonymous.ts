import { isProtected } from '../../generate/credentials.ts'
import type { Fault } from '../fault.ts'

/** A credential is asked for where the document asks for none. */
export const refusesAnonymous: Fault = {
  name: 'refuses-anonymous',
  rule: 'auth-anonymous-where-declared',
  describe: 'A credential is asked for where the document asks for none.',
  touches: ['status-documented', 'status-valid-input-accepted'],
  appliesTo: (contract) =>
    contract.operations.some((operation) => !isProtected(operation)) ||
    'every operation asks for a credential',
  plant: () => ({
    admit: (decision, call) =>
      decision.kind === 'granted' && !isProtected(call.operation) && call.presented.length === 0
        ? { kind: 'refused', reason: 'missing' }
        : decision,
  }),
}
