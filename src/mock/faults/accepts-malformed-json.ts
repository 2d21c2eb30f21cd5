import { isJson } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'

/** A body that is no JSON is taken for an empty object. */
export const acceptsMalformedJson: Fault = {
  name: 'accepts-malformed-json',
  rule: 'status-invalid-input-rejected',
  describe: 'A body that is no JSON is taken for an empty object.',
  touches: [
    'lifecycle-rejected-create-no-effect',
    'lifecycle-mass-assignment-ignored',
    'schema-response-conforms',
    'schema-echo-fidelity',
  ],
  appliesTo: (contract) =>
    contract.operations.some(({ requestBody }) => Object.keys(requestBody?.content ?? {}).some(isJson)) ||
    'no operation takes JSON',
  plant: () => ({
    judge(judgement, call) {
      if (judgement.kind !== 'malformed') return judgement
      call.body = {}
      return { kind: 'sound' }
    },
  }),
}
