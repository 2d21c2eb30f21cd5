import { isObject } from '../../contract/json.ts'
import { roleOf } from '../../contract/lookup.ts'
import { pointerTokens } from '../../contract/pointer.ts'
import type { JsonObject } from '../../contract/types.ts'
import type { Fault } from '../fault.ts'
import { without } from '../fault-decisions.ts'
import { operationOf, whereResource } from '../fault-places.ts'

/** A secret that the caller puts into the request becomes the secret of the key. */
export const takesSecretFromCaller: Fault = {
  name: 'takes-secret-from-caller',
  rule: 'lifecycle-mass-assignment-ignored',
  describe: 'A secret that the caller puts into the request becomes the secret of the key.',
  touches: ['status-invalid-input-rejected', 'secret-present-on-create', 'secret-unique-across-creates'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) => operationOf(contract, resource, 'create')?.requestBody !== undefined,
      'a key is made without a body',
    ),
  plant: ({ contract }) => ({
    judge: (judgement) =>
      without(
        judgement,
        ({ part, violation }) => part === 'body' && violation.keyword === 'additionalProperties',
      ),
    secret(secret, call) {
      const { pointer } = roleOf(contract, call.operation)!.resource.secret
      const names = [pointerTokens(pointer).at(-1)!, 'secret', 'key', 'token', 'api_key']
      const chosen = isObject(call.body)
        ? names
            .map((name) => (call.body as JsonObject)[name])
            .find((value) => typeof value === 'string' && value !== '')
        : undefined
      return typeof chosen === 'string' ? chosen : secret
    },
  }),
}
