import type { Fault } from '../fault.ts'
import { whereProtected } from '../fault-places.ts'

/** The authentication scheme is accepted in one spelling only. */
export const insistsOnSchemeCase: Fault = {
  name: 'insists-on-scheme-case',
  rule: 'auth-scheme-case-insensitive',
  describe: 'The authentication scheme is accepted in one spelling only.',
  appliesTo: (contract) =>
    whereProtected(contract, ({ security }) =>
      security.some((names) =>
        Object.keys(names).some((name) => contract.securitySchemes[name]?.kind === 'http'),
      ),
    ),
  plant: () => ({
    admit(decision, call) {
      const [scheme = ''] = (call.request.headers.authorization ?? '').split(' ', 1)
      return decision.kind === 'granted' && !/^(?:[A-Z][a-z]*)?$/.test(scheme)
        ? { kind: 'refused', reason: 'bad' }
        : decision
    },
  }),
}
