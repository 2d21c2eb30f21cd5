import { ANONYMOUS } from '../security.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { whereProtected } from '../fault-places.ts'

/** The words null and undefined, which a careless client sends, count as a credential. */
export const acceptsWordsForNothing: Fault = {
  name: 'accepts-words-for-nothing',
  rule: 'auth-blank-rejected',
  describe: 'The words null and undefined, which a careless client sends, count as a credential.',
  touches: ['auth-invalid-rejected'],
  appliesTo: (contract) => whereProtected(contract),
  plant: (bed) => ({
    admit: (decision, call) =>
      leniently(bed, decision, call, (_scheme, reading) =>
        reading.state === 'value' && /^(?:null|undefined)$/.test(reading.value) ? ANONYMOUS : undefined,
      ),
  }),
}
