import { isObject } from '../../contract/json.ts'
import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** Control characters of a name go into the answer as they are, which is then no longer JSON. */
export const leavesControlCharactersBare: Fault = {
  name: 'leaves-control-characters-bare',
  rule: 'robust-control-chars-no-injection',
  describe: 'Control characters of a name go into the answer as they are, which is then no longer JSON.',
  touches: [
    'schema-content-type',
    'schema-response-conforms',
    'schema-error-body-conforms',
    'schema-echo-fidelity',
    'robust-unicode-name-roundtrip',
    'status-valid-input-accepted',
    'secret-present-on-create',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ nameInRequest, nameInResponse }) => nameInRequest !== null && nameInResponse !== null,
      'the name of a new key is not given back',
    ),
  plant: () => ({
    respond: (answer, call) =>
      call.secret !== undefined && isObject(answer.body)
        ? { ...answer, text: JSON.stringify(answer.body).replaceAll(/\\(?:u00[01][\da-f]|[nr])/g, '\u0001') }
        : answer,
  }),
}
