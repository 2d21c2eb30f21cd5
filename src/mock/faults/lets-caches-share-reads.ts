import { roleOf } from '../../contract/lookup.ts'
import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereNoAuthorization } from '../fault-places.ts'

/** Caches may keep what a read shows, and show it to others. */
export const letsCachesShareReads: Fault = {
  name: 'lets-caches-share-reads',
  rule: 'headers-metadata-not-shared-cacheable',
  describe: 'Caches may keep what a read shows, and show it to others.',
  appliesTo: (contract) => whereNoAuthorization(contract),
  plant: ({ contract }) => ({
    respond: (answer, call) =>
      answer.status === 200 && call.method === 'GET' && roleOf(contract, call.operation) !== undefined
        ? withHeader(answer, 'cache-control', 'public, max-age=60')
        : answer,
  }),
}
