import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereNoAuthorization } from '../fault-places.ts'

/** Nothing tells caches that a read is for its reader alone. */
export const leavesReadsToCaches: Fault = {
  name: 'leaves-reads-to-caches',
  rule: 'headers-metadata-not-shared-cacheable',
  describe: 'Nothing tells caches that a read is for its reader alone.',
  appliesTo: (contract) => whereNoAuthorization(contract),
  plant: ({ contract }) => ({
    respond: (answer, call) =>
      answer.status === 200 && call.method === 'GET' && roleOf(contract, call.operation) !== undefined
        ? withHeader(answer, 'cache-control', undefined)
        : answer,
  }),
}
