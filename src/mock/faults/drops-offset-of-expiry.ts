import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** An expiry with an offset from UTC is taken for one in UTC. */
export const dropsOffsetOfExpiry: Fault = {
  name: 'drops-offset-of-expiry',
  rule: 'lifecycle-expiry-boundaries',
  describe: 'An expiry with an offset from UTC is taken for one in UTC.',
  touches: ['schema-echo-fidelity', 'lifecycle-expired-key-rejected'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ expiry }) => expiry !== null && expiry.inResponse !== null && expiry.unit === 'iso8601',
      'no expiry is given back as text',
    ),
  plant: () => ({
    keep(record) {
      const text = record.expiryText?.replace(/[+-]\d\d:\d\d$/, 'Z')
      return text === undefined || text === record.expiryText
        ? record
        : { ...record, expiryText: text, expiresAt: Date.parse(text) }
    },
  }),
}
