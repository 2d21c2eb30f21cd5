import { isObject } from '../../contract/json.ts'
import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { shownMember, whereRole } from '../fault-places.ts'

/** The list shows every key but for its last eight characters. */
export const showsMostOfSecret: Fault = {
  name: 'shows-most-of-secret',
  rule: 'secret-fragment-budget',
  describe: 'The list shows every key but for its last eight characters.',
  touches: [
    'schema-no-undocumented-properties',
    'schema-response-conforms',
    'redacted-form-matches-secret',
    'spec-secret-schema-not-shared',
    'secret-absent-from-reads',
  ],
  appliesTo: (contract) => whereRole(contract, 'list'),
  plant: ({ contract, secretOf }) => ({
    item(item, record, call) {
      const secret = secretOf(record)
      const { resource } = roleOf(contract, call.operation)!
      return secret === undefined || !isObject(item)
        ? item
        : { ...item, [shownMember(resource)]: secret.slice(0, -8) }
    },
  }),
}
