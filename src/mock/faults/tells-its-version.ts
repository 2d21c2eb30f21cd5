import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'

/** Every answer tells the version of the server. */
export const tellsItsVersion: Fault = {
  name: 'tells-its-version',
  rule: 'headers-baseline',
  describe: 'Every answer tells the version of the server.',
  appliesTo: () => true,
  plant: () => ({ respond: (answer) => withHeader(answer, 'server', 'nginx/1.18.0') }),
}
