import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** Only eight characters of a secret are random. */
export const makesGuessableSecrets: Fault = {
  name: 'makes-guessable-secrets',
  rule: 'secret-entropy-floor',
  describe: 'Only eight characters of a secret are random.',
  touches: [
    'secret-documented-format',
    'lifecycle-deleted-key-gone',
    'secret-unique-across-creates',
    'auth-near-miss-rejected',
    'secret-fragment-budget',
    'secret-no-derived-value',
    'redacted-form-matches-secret',
    'schema-response-conforms',
  ],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: ({ contract }) => ({
    secret(secret, call) {
      const prefix = roleOf(contract, call.operation)?.resource.secret.format.prefix ?? ''
      return `${prefix}${secret.slice(-8)}${'0'.repeat(Math.max(secret.length - prefix.length - 8, 0))}`
    },
  }),
}
