import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** There is a letter beyond ASCII in every secret, which no header carries safely. */
export const putsUmlautsIntoSecrets: Fault = {
  name: 'puts-umlauts-into-secrets',
  rule: 'secret-transport-safe',
  describe: 'There is a letter beyond ASCII in every secret, which no header carries safely.',
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
        return scheme !== undefined && (scheme.kind !== 'apiKey' || scheme.in === 'header')
      },
      'no key is sent in a header',
    ),
  plant: () => ({ secret: (secret) => `${secret.slice(0, -4)}\u00FC${secret.slice(-4)}` }),
}
