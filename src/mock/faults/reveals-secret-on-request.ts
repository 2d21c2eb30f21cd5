import { isObject } from '../../contract/json.ts'
import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { shownMember, whereRole } from '../fault-places.ts'

/** The list shows every key in full to whoever asks with reveal=true. */
export const revealsSecretOnRequest: Fault = {
  name: 'reveals-secret-on-request',
  rule: 'secret-not-revealed-on-request',
  describe: 'The list shows every key in full to whoever asks with reveal=true.',
  touches: [
    'schema-no-undocumented-properties',
    'schema-response-conforms',
    'redacted-form-matches-secret',
    'spec-secret-schema-not-shared',
    'secret-never-reappears',
  ],
  appliesTo: (contract) => whereRole(contract, 'list'),
  plant: ({ contract, secretOf }) => ({
    item(item, record, call) {
      const secret = secretOf(record)
      const { resource } = roleOf(contract, call.operation)!
      return secret === undefined || !isObject(item) || call.query().get('reveal') !== 'true'
        ? item
        : { ...item, [shownMember(resource)]: secret }
    },
  }),
}
