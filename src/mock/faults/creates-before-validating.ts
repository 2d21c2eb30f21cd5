import type { Answer, Call } from '../call.ts'
import type { Fault } from '../fault.ts'
import { roleOfCall, whereCreateTakesJson, whereRole } from '../fault-places.ts'

/** A request for a key is refused for what is wrong with it after the key was made. */
export const createsBeforeValidating: Fault = {
  name: 'creates-before-validating',
  rule: 'lifecycle-rejected-create-no-effect',
  describe: 'A request for a key is refused for what is wrong with it after the key was made.',
  touches: [
    'lifecycle-mass-assignment-ignored',
    'lifecycle-created-key-listed-once',
    'schema-response-conforms',
    'status-duplicate-name-409',
    'status-valid-input-accepted',
  ],
  appliesTo: (contract) =>
    whereRole(contract, 'list') === true ? whereCreateTakesJson(contract) : whereRole(contract, 'list'),
  plant: ({ contract }) => {
    const refusals = new WeakMap<Call, Answer>()
    const made = new WeakSet<Call>()
    return {
      beforeAuth(call, { judge, refuse }) {
        if (roleOfCall(contract, call) !== 'create') return undefined
        const judgement = judge()
        const refusal = judgement.kind === 'invalid' ? refuse(judgement) : undefined
        if (refusal !== undefined) refusals.set(call, refusal)
        return undefined
      },
      judge(judgement, call) {
        if (!refusals.has(call)) return judgement
        made.add(call)
        return { kind: 'sound' }
      },
      respond: (answer, call) => (made.has(call) ? refusals.get(call)! : answer),
    }
  },
}
