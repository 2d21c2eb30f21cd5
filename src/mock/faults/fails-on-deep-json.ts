import type { Fault } from '../fault.ts'
import { failure } from '../fault-answers.ts'
import { whereCreateTakesJson } from '../fault-places.ts'

/** JSON that is nested a hundred deep ends in 500. */
export const failsOnDeepJson: Fault = {
  name: 'fails-on-deep-json',
  rule: 'robust-hostile-json',
  describe: 'JSON that is nested a hundred deep ends in 500.',
  touches: ['status-no-5xx'],
  appliesTo: (contract) => whereCreateTakesJson(contract),
  plant: () => ({
    respond: (answer, call) =>
      /(?:[[{]\s*(?:"\w*":)?){100}/.test(call.bytes.toString('latin1')) ? failure : answer,
  }),
}
