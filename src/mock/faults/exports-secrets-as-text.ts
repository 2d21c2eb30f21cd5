import type { Fault } from '../fault.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'

/** The list is a table of all keys in full to whoever asks for text/csv. */
export const exportsSecretsAsText: Fault = {
  name: 'exports-secrets-as-text',
  rule: 'secret-not-revealed-on-request',
  describe: 'The list is a table of all keys in full to whoever asks for text/csv.',
  touches: [
    'schema-no-undocumented-properties',
    'schema-response-conforms',
    'redacted-form-matches-secret',
    'spec-secret-schema-not-shared',
    'secret-never-reappears',
    'status-content-negotiation',
    'schema-content-type',
  ],
  appliesTo: (contract) => whereRole(contract, 'list'),
  plant: ({ contract, issued }) => ({
    respond(answer, call) {
      const asked = call.request.headers.accept?.includes('text/csv') === true
      if (!asked || answer.status === 401 || roleOfCall(contract, call) !== 'list') return answer
      const text = issued()
        .map(({ record, secret }) => `${record.id},${secret}`)
        .join('\n')
      return { status: 200, headers: { 'content-type': 'text/csv' }, text }
    },
  }),
}
