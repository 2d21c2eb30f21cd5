import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** Nothing forbids caches to store the answer that holds the secret. */
export const omitsNoStore: Fault = {
  name: 'omits-no-store',
  rule: 'headers-no-store-on-secret',
  describe: 'Nothing forbids caches to store the answer that holds the secret.',
  touches: ['headers-metadata-not-shared-cacheable'],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: () => ({
    respond: (answer, call) =>
      call.secret === undefined ? answer : withHeader(answer, 'cache-control', undefined),
  }),
}
