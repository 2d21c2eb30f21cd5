import type { Fault } from '../fault.ts'
import { whereProtected } from '../fault-places.ts'

/** The header that carries a key is not found when its name is written in capitals. */
export const insistsOnHeaderCase: Fault = {
  name: 'insists-on-header-case',
  rule: 'auth-header-name-case-insensitive',
  describe: 'The header that carries a key is not found when its name is written in capitals.',
  appliesTo: (contract) =>
    whereProtected(contract, ({ security }) =>
      security.some((names) =>
        Object.keys(names).some((name) => {
          const scheme = contract.securitySchemes[name]
          return scheme !== undefined && (scheme.kind !== 'apiKey' || scheme.in === 'header')
        }),
      ),
    ),
  plant: ({ contract }) => {
    const names = new Set(
      Object.values(contract.securitySchemes).flatMap((scheme) =>
        scheme.kind === 'apiKey'
          ? scheme.in === 'header'
            ? [scheme.parameter.toUpperCase()]
            : []
          : ['AUTHORIZATION'],
      ),
    )
    return {
      admit: (decision, call) =>
        decision.kind === 'granted' && call.request.rawHeaders.some((name) => names.has(name))
          ? { kind: 'refused', reason: 'missing' }
          : decision,
    }
  },
}
