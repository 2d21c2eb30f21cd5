import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** A secret is the encoded description of its key. */
export const makesReadableSecrets: Fault = {
  name: 'makes-readable-secrets',
  rule: 'secret-entropy-floor',
  describe: 'A secret is the encoded description of its key.',
  touches: [
    'secret-documented-format',
    'schema-response-conforms',
    'redacted-form-matches-secret',
    'lifecycle-deleted-key-gone',
  ],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: ({ contract }) => ({
    secret(secret, call) {
      const prefix = roleOf(contract, call.operation)?.resource.secret.format.prefix ?? ''
      const told = JSON.stringify({ nonce: secret.slice(-24) })
      return `${prefix}${Buffer.from(told).toString('base64url')}`
    },
  }),
}
