import type { Fault } from '../fault.ts'
import { saying } from '../fault-answers.ts'
import { wantedName, whereNamesConflict } from '../fault-places.ts'

/** The refusal of a taken name names the key that has it. */
export const leaksSecretInConflict: Fault = {
  name: 'leaks-secret-in-conflict',
  rule: 'secret-never-reappears',
  describe: 'The refusal of a taken name names the key that has it.',
  touches: ['status-duplicate-name-409', 'schema-error-body-conforms'],
  appliesTo: whereNamesConflict,
  plant: ({ contract, issued }) => ({
    respond(answer, call) {
      const name = wantedName(contract, call)
      const holder = issued().findLast(({ record }) => record.name === name)
      return holder === undefined || name === undefined || answer.status < 400 || call.secret !== undefined
        ? answer
        : saying(answer, holder.secret)
    },
  }),
}
