import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** Secrets do not match the pattern that the document gives them. */
export const makesSecretsOfOtherLetters: Fault = {
  name: 'makes-secrets-of-other-letters',
  rule: 'secret-documented-format',
  describe: 'Secrets do not match the pattern that the document gives them.',
  touches: [
    'redacted-form-matches-secret',
    'schema-response-conforms',
    'secret-transport-safe',
    'schema-echo-fidelity',
    'status-valid-input-accepted',
    'robust-unicode-name-roundtrip',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ secret }) =>
        secret.format.pattern !== undefined && !new RegExp(secret.format.pattern, 'u').test('~'),
      'the document has no pattern for a secret',
    ),
  plant: () => ({ secret: (secret) => `~${secret}~` }),
}
