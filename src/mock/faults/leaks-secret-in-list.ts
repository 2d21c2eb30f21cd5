import { isObject } from '../../contract/json.ts'
import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { shownMember, whereRole } from '../fault-places.ts'

/** The list shows every key in full. */
export const leaksSecretInList: Fault = {
  name: 'leaks-secret-in-list',
  rule: 'secret-absent-from-reads',
  describe: 'The list shows every key in full.',
  touches: [
    'redacted-form-matches-secret',
    'secret-fragment-budget',
    'secret-no-derived-value',
    'schema-no-undocumented-properties',
    'schema-response-conforms',
    'secret-never-reappears',
    'spec-secret-schema-not-shared',
  ],
  appliesTo: (contract) => whereRole(contract, 'list'),
  plant: ({ contract, secretOf }) => ({
    item(item, record, call) {
      const secret = secretOf(record)
      const { resource } = roleOf(contract, call.operation)!
      return secret === undefined || !isObject(item) ? item : { ...item, [shownMember(resource)]: secret }
    },
  }),
}
