import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { whereRole } from '../fault-places.ts'

/** Whatever origin asks may read the answers, with the credentials of its visitor. */
export const reflectsOrigin: Fault = {
  name: 'reflects-origin',
  rule: 'headers-cors-not-permissive',
  describe: 'Whatever origin asks may read the answers, with the credentials of its visitor.',
  appliesTo: (contract) => whereRole(contract, 'list', 'create'),
  plant: () => ({
    respond(answer, call) {
      const { origin } = call.request.headers
      if (origin === undefined) return answer
      return withHeader(
        withHeader(answer, 'access-control-allow-origin', origin),
        'access-control-allow-credentials',
        'true',
      )
    },
  }),
}
