import type { Fault } from '../fault.ts'
import { failure } from '../fault-answers.ts'
import { longestName, wantedName } from '../fault-places.ts'

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
    contract.operations.some((operation) => (longestName(contract, operation) ?? 0) > 200) ||
    'no request names a longest name beyond 200',
  plant: ({ contract }) => ({
    handle: (call) => ((wantedName(contract, call) ?? '').length > 200 ? failure : undefined),
  }),
}
