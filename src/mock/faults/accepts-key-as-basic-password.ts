import { headerLines } from '../security.ts'
import type { Fault } from '../fault.ts'
import { alsoReading } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** A key is accepted as user or password of HTTP Basic. */
export const acceptsKeyAsBasicPassword: Fault = {
  name: 'accepts-key-as-basic-password',
  rule: 'auth-undeclared-carrier-rejected',
  describe: 'A key is accepted as user or password of HTTP Basic.',
  appliesTo: (contract) => whereProtected(contract),
  plant: (bed) => ({
    admit: (decision, call) =>
      alsoReading(bed, decision, call, () =>
        headerLines(call.request, 'authorization').flatMap((line) =>
          /^basic /i.test(line) ? Buffer.from(line.slice(6), 'base64').toString('utf8').split(':') : [],
        ),
      ),
  }),
}
