import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** A header of the answer holds the new key in base64. */
export const putsEncodedSecretInHeader: Fault = {
  name: 'puts-encoded-secret-in-header',
  rule: 'secret-not-in-headers-or-urls',
  describe: 'A header of the answer holds the new key in base64.',
  touches: ['secret-never-reappears', 'headers-no-store-on-secret'],
  appliesTo: (contract) => whereRole(contract, 'create'),
  plant: () => ({
    respond: (answer, call) =>
      call.secret === undefined
        ? answer
        : withHeader(answer, 'x-request-id', Buffer.from(call.secret).toString('base64')),
  }),
}
