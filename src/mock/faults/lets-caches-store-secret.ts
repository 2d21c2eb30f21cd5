import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** Caches are told to store the answer that holds the secret. */
export const letsCachesStoreSecret: Fault = {
  name: 'lets-caches-store-secret',
  rule: 'headers-no-store-on-secret',
  describe: 'Caches are told to store the answer that holds the secret.',
  touches: ['headers-metadata-not-shared-cacheable'],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: () => ({
    respond: (answer, call) =>
      call.secret === undefined ? answer : withHeader(answer, 'cache-control', 'public, max-age=3600'),
  }),
}
