import type { Fault } from '../fault.ts'
import { refusing } from '../fault-decisions.ts'
import { wantedName, whereNamed } from '../fault-places.ts'

/** A name of other characters than letters, digits, dash and underscore is refused, which the document does not say. */
export const refusesUnusualNames: Fault = {
  name: 'refuses-unusual-names',
  rule: 'status-valid-input-accepted',
  describe:
    'A name of other characters than letters, digits, dash and underscore is refused, which the document does not say.',
  touches: [
    'schema-length-code-points',
    'robust-unicode-name-roundtrip',
    'schema-echo-fidelity',
    'lifecycle-rejected-create-no-effect',
  ],
  appliesTo: (contract) => whereNamed(contract),
  plant: ({ contract }) => ({
    judge: (judgement, call) =>
      /[^\w-]/.test(wantedName(contract, call) ?? '') ? refusing(judgement, 'pattern') : judgement,
  }),
}
