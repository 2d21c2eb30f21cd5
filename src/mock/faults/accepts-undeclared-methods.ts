import type { Fault } from '../fault.ts'

/** A method that the document does not list is taken for one that it lists. */
export const acceptsUndeclaredMethods: Fault = {
  name: 'accepts-undeclared-methods',
  rule: 'status-method-semantics',
  describe: 'A method that the document does not list is taken for one that it lists.',
  touches: ['auth-missing-rejected', 'auth-no-method-or-path-bypass', 'credential-not-echoed-in-errors'],
  appliesTo: () => true,
  plant: () => ({
    method: (method, allowed) =>
      allowed.includes(method) || method === 'OPTIONS'
        ? method
        : (allowed.find((name) => name === 'GET') ?? allowed[0]!),
  }),
}
