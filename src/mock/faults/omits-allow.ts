import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'

/** A 405 does not list the methods that work. */
export const omitsAllow: Fault = {
  name: 'omits-allow',
  rule: 'status-method-semantics',
  describe: 'A 405 does not list the methods that work.',
  appliesTo: () => true,
  plant: () => ({
    respondOutside: (answer) => (answer.status === 405 ? withHeader(answer, 'allow', undefined) : answer),
  }),
}
