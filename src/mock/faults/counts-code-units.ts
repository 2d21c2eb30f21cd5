import type { Fault } from '../fault.ts'
import { refusing } from '../fault-decisions.ts'
import { longestName, wantedName } from '../fault-places.ts'

/** Lengths are counted in UTF-16 units, so that names of astral characters are refused too early. */
export const countsCodeUnits: Fault = {
  name: 'counts-code-units',
  rule: 'schema-length-code-points',
  describe: 'Lengths are counted in UTF-16 units, so that names of astral characters are refused too early.',
  touches: ['status-valid-input-accepted', 'robust-unicode-name-roundtrip'],
  appliesTo: (contract) =>
    contract.operations.some((operation) => longestName(contract, operation) !== undefined) ||
    'no request names a longest name',
  plant: ({ contract }) => ({
    judge(judgement, call) {
      const longest = longestName(contract, call.operation)
      return longest !== undefined && (wantedName(contract, call) ?? '').length > longest
        ? refusing(judgement, 'maxLength')
        : judgement
    },
  }),
}
