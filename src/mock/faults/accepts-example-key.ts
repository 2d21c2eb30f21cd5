import { ANONYMOUS } from '../security.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { whereResource } from '../fault-places.ts'

/** The key that the document shows as an example opens the door. */
export const acceptsExampleKey: Fault = {
  name: 'accepts-example-key',
  rule: 'spec-examples-valid-and-fake',
  describe: 'The key that the document shows as an example opens the door.',
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ secret }) => secret.examples.length > 0,
      'the document gives no example of a secret',
    ),
  plant: (bed) => {
    const examples = new Set(bed.contract.keyResources.flatMap(({ secret }) => secret.examples))
    return {
      admit: (decision, call) =>
        leniently(bed, decision, call, (_scheme, reading) =>
          reading.state === 'value' && examples.has(reading.value) ? ANONYMOUS : undefined,
        ),
    }
  },
}
