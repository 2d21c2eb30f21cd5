import type { Answer, Call } from '../call.ts'
import type { Fault } from '../fault.ts'
import { idempotencyHeader } from '../../contract/idempotency.ts'
import { roleOfCall, whereIdempotent } from '../fault-places.ts'

/** A request that is repeated with its idempotency key is answered with the secret again. */
export const replaysSecret: Fault = {
  name: 'replays-secret',
  rule: 'lifecycle-idempotency-key-replay',
  describe: 'A request that is repeated with its idempotency key is answered with the secret again.',
  touches: [
    'secret-never-reappears',
    'secret-unique-across-creates',
    'schema-id-unique-and-opaque',
    'secret-present-on-create',
  ],
  appliesTo: (contract) => whereIdempotent(contract),
  plant: ({ contract }) => {
    const answers = new Map<string, Answer>()
    const idOf = ({ operation, request: { headers } }: Call): string | undefined => {
      const value = headers[idempotencyHeader(operation)?.toLowerCase() ?? '']
      return typeof value === 'string' ? value : undefined
    }
    return {
      handle: (call) => (roleOfCall(contract, call) === 'create' ? answers.get(idOf(call) ?? '') : undefined),
      respond(answer, call) {
        const id = call.secret === undefined ? undefined : idOf(call)
        if (id !== undefined) answers.set(id, answer)
        return answer
      },
    }
  },
}
