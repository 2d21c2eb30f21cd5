import { isJson } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { failure } from '../fault-answers.ts'

/** A body that is no JSON ends in 500. */
export const failsOnMalformedJson: Fault = {
  name: 'fails-on-malformed-json',
  rule: 'status-no-5xx',
  describe: 'A body that is no JSON ends in 500.',
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
    contract.operations.some(({ requestBody }) => Object.keys(requestBody?.content ?? {}).some(isJson)) ||
    'no operation takes JSON',
  plant: () => ({ respond: (answer, call) => (call.malformed ? failure : answer) }),
}
