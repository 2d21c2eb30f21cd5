import type { Fault } from '../fault.ts'
import { longestName, refusing, wantedName, whereRequestSays, whereResource } from '../fault-tools.ts'

/** Lengths are counted in UTF-16 units, so that names of astral characters are refused too early. */
export const countsCodeUnits: Fault = {
  name: 'counts-code-units',
  rule: 'schema-length-code-points',
  describe: 'Lengths are counted in UTF-16 units, so that names of astral characters are refused too early.',
  touches: ['status-valid-input-accepted', 'robust-unicode-name-roundtrip'],
  appliesTo: (contract) =>
    whereResource(contract, (resource) => resource.nameInRequest !== null, 'a new key is given no name') ===
    true
      ? whereRequestSays(contract, 'maxLength')
      : 'no request names a longest name',
  plant: ({ contract }) => ({
    judge(judgement, call) {
      const longest = longestName(contract, call)
      return longest !== undefined && (wantedName(contract, call) ?? '').length > longest
        ? refusing(judgement, 'maxLength')
        : judgement
    },
  }),
}
