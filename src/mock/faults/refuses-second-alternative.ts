import type { Fault } from '../fault.ts'

/** Of several ways to authenticate only the first one works. */
export const refusesSecondAlternative: Fault = {
  name: 'refuses-second-alternative',
  rule: 'auth-or-each-accepted',
  describe: 'Of several ways to authenticate only the first one works.',
  touches: ['auth-anonymous-where-declared'],
  appliesTo: (contract) =>
    contract.operations.some(
      ({ security }) => security.filter((names) => Object.keys(names).length > 0).length > 1,
    ) || 'no operation offers two ways to authenticate',
  plant: () => ({
    admit: (decision) =>
      decision.kind === 'granted' && decision.alternative > 0 ? { kind: 'refused', reason: 'bad' } : decision,
  }),
}
