import type { Fault } from '../fault.ts'
import { failure, wantedName, whereRequestSays, whereResource } from '../fault-tools.ts'

/** A name of more than 200 characters ends in 500. */
export const failsOnLongName: Fault = {
  name: 'fails-on-long-name',
  rule: 'status-no-5xx',
  describe: 'A name of more than 200 characters ends in 500.',
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
  appliesTo: (contract) =>
    whereResource(contract, (resource) => resource.nameInRequest !== null, 'a new key is given no name') ===
    true
      ? whereRequestSays(contract, 'maxLength')
      : 'no request names a longest name',
  plant: ({ contract }) => ({
    handle: (call) => ((wantedName(contract, call) ?? '').length > 200 ? failure : undefined),
  }),
}
