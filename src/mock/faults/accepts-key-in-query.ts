import type { Fault } from '../fault.ts'
import { alsoReading } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** A key in the query string is accepted beside the declared carrier. */
export const acceptsKeyInQuery: Fault = {
  name: 'accepts-key-in-query',
  rule: 'auth-undeclared-carrier-rejected',
  describe: 'A key in the query string is accepted beside the declared carrier.',
  appliesTo: (contract) => whereProtected(contract),
  plant: (bed) => ({
    admit: (decision, call) =>
      alsoReading(bed, decision, call, (scheme) =>
        [
          'api_key',
          'access_token',
          'token',
          'key',
          ...(scheme.kind === 'apiKey' ? [scheme.parameter] : []),
        ].map((name) => call.query().get(name) ?? undefined),
      ),
  }),
}
