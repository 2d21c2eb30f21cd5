import { isObject } from '../../contract/json.ts'
import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** The list holds every key in base64, in a member of another name. */
export const leaksEncodedSecretInList: Fault = {
  name: 'leaks-encoded-secret-in-list',
  rule: 'secret-absent-from-reads',
  describe: 'The list holds every key in base64, in a member of another name.',
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
  plant: ({ secretOf }) => ({
    item(item, record) {
      const secret = secretOf(record)
      return secret === undefined || !isObject(item)
        ? item
        : { ...item, reference: Buffer.from(secret).toString('base64') }
    },
  }),
}
