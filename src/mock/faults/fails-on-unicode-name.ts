import type { Fault } from '../fault.ts'
import { failure } from '../fault-answers.ts'
import { wantedName, whereNamed } from '../fault-places.ts'

/** A name with a character beyond the basic plane ends in 500. */
export const failsOnUnicodeName: Fault = {
  name: 'fails-on-unicode-name',
  rule: 'status-no-5xx',
  describe: 'A name with a character beyond the basic plane ends in 500.',
  touches: [
    'status-valid-input-accepted',
    'status-documented',
    'schema-error-body-conforms',
    'schema-content-type',
    'lifecycle-created-key-listed-once',
    'robust-unicode-name-roundtrip',
    'robust-hostile-json',
    'schema-length-code-points',
    'status-invalid-input-rejected',
  ],
  appliesTo: (contract) => whereNamed(contract),
  plant: ({ contract }) => ({
    handle: (call) =>
      /[\u{10000}-\u{10ffff}]/u.test(wantedName(contract, call) ?? '') ? failure : undefined,
  }),
}
