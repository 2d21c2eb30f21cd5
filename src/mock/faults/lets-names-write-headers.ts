import type { Fault } from '../fault.ts'
import { withHeader } from '../fault-answers.ts'
import { wantedName, whereNamed } from '../fault-places.ts'

/** What follows a line break in a name becomes a header of the answer. */
export const letsNamesWriteHeaders: Fault = {
  name: 'lets-names-write-headers',
  rule: 'robust-control-chars-no-injection',
  describe: 'What follows a line break in a name becomes a header of the answer.',
  touches: ['headers-baseline'],
  appliesTo: (contract) => whereNamed(contract),
  plant: ({ contract }) => ({
    respond(answer, call) {
      const [, name, value] = /\r\n([\w-]+): (\w+)/.exec(wantedName(contract, call) ?? '') ?? []
      return name === undefined ? answer : withHeader(answer, name.toLowerCase(), value)
    },
  }),
}
