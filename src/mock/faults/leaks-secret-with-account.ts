import type { Fault } from '../fault.ts'
import { withMember } from '../fault-answers.ts'
import { roleOfCall, whereResource } from '../fault-places.ts'

/** A read that has nothing to do with keys shows the caller the latest key. */
export const leaksSecretWithAccount: Fault = {
  name: 'leaks-secret-with-account',
  rule: 'secret-never-reappears',
  describe: 'A read that has nothing to do with keys shows the caller the latest key.',
  touches: [
    'redacted-form-matches-secret',
    'secret-fragment-budget',
    'secret-no-derived-value',
    'schema-no-undocumented-properties',
    'schema-response-conforms',
    'spec-secret-schema-not-shared',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ canaries, roles }) =>
        canaries.some((key) => !Object.values(roles).some(({ operation }) => operation === key)),
      'there is no read beside the keys themselves',
    ),
  plant: ({ contract, issued }) => ({
    respond(answer, call) {
      const latest = issued().at(-1)
      return latest === undefined || answer.status >= 300 || roleOfCall(contract, call) !== 'canary'
        ? answer
        : withMember(answer, null, 'api_key', latest.secret)
    },
  }),
}
