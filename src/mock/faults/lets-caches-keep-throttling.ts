import type { Fault } from '../fault.ts'
import { tooMany, withHeader } from '../fault-answers.ts'
import { roleOfCall, whereProtectedCreate } from '../fault-places.ts'

/** Whoever asks for a key without a credential is told to wait, in an answer that caches may keep for everyone. */
export const letsCachesKeepThrottling: Fault = {
  name: 'lets-caches-keep-throttling',
  rule: 'auth-throttling-signalled',
  describe:
    'Whoever asks for a key without a credential is told to wait, in an answer that caches may keep for everyone.',
  touches: ['status-documented'],
  appliesTo: (contract) => whereProtectedCreate(contract),
  plant: ({ contract }) => {
    let asked = 0
    return {
      respond: (answer, call) =>
        answer.status === 401 &&
        call.presented.length === 0 &&
        roleOfCall(contract, call) === 'create' &&
        asked++ % 2 === 0
          ? withHeader(tooMany, 'cache-control', 'public, max-age=60')
          : answer,
    }
  },
}
