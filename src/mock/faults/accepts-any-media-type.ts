import { isJson } from '../../contract/lookup.ts'
import { parseStrictJson } from '../body.ts'
import type { Fault } from '../fault.ts'

/** A body is read as JSON whatever type it is sent as. */
export const acceptsAnyMediaType: Fault = {
  name: 'accepts-any-media-type',
  rule: 'status-content-negotiation',
  describe: 'A body is read as JSON whatever type it is sent as.',
  touches: ['status-invalid-input-rejected', 'robust-hostile-json', 'schema-response-conforms'],
  appliesTo: (contract) =>
    contract.operations.some(({ requestBody }) => Object.keys(requestBody?.content ?? {}).some(isJson)) ||
    'no operation takes JSON',
  plant: () => ({
    judge(judgement, call) {
      if (judgement.kind !== 'media type') return judgement
      const parsed = parseStrictJson(call.bytes)
      call.body = 'value' in parsed ? parsed.value : {}
      return { kind: 'sound' }
    },
  }),
}
