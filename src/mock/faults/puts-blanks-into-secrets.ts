import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** There is a blank in every secret, which a bearer header cannot carry. */
export const putsBlanksIntoSecrets: Fault = {
  name: 'puts-blanks-into-secrets',
  rule: 'secret-transport-safe',
  describe: 'There is a blank in every secret, which a bearer header cannot carry.',
  touches: [
    'secret-documented-format',
    'lifecycle-new-key-works',
    'schema-response-conforms',
    'redacted-form-matches-secret',
    'secret-entropy-floor',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ secret: { carrier } }) => {
        const scheme = contract.securitySchemes[carrier ?? '']
        return scheme?.kind === 'http' && scheme.scheme.toLowerCase() === 'bearer'
      },
      'no key is sent as a bearer token',
    ),
  plant: () => ({ secret: (secret) => `${secret.slice(0, -4)} ${secret.slice(-4)}` }),
}
