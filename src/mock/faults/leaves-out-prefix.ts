import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** Secrets lack the beginning that the document gives them. */
export const leavesOutPrefix: Fault = {
  name: 'leaves-out-prefix',
  rule: 'secret-documented-format',
  describe: 'Secrets lack the beginning that the document gives them.',
  touches: ['redacted-form-matches-secret', 'schema-response-conforms', 'secret-fragment-budget'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ secret }) => secret.format.prefix !== undefined,
      'the document does not tell how a secret begins',
    ),
  plant: ({ contract }) => ({
    secret(secret, call) {
      const prefix = roleOf(contract, call.operation)?.resource.secret.format.prefix ?? ''
      return secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
    },
  }),
}
