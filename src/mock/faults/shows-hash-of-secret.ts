import { createHash } from 'node:crypto'
import { isObject } from '../../contract/json.ts'
import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** The list shows the SHA-256 of every key. */
export const showsHashOfSecret: Fault = {
  name: 'shows-hash-of-secret',
  rule: 'secret-no-derived-value',
  describe: 'The list shows the SHA-256 of every key.',
  touches: [
    'schema-no-undocumented-properties',
    'schema-response-conforms',
    'redacted-form-matches-secret',
    'spec-secret-schema-not-shared',
    'secret-absent-from-reads',
  ],
  appliesTo: (contract) => whereRole(contract, 'list'),
  plant: ({ secretOf }) => ({
    item(item, record) {
      const secret = secretOf(record)
      return secret === undefined || !isObject(item)
        ? item
        : { ...item, fingerprint: createHash('sha256').update(secret).digest('hex') }
    },
  }),
}
