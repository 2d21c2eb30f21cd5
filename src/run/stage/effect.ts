import { withWaysToUpdate } from '../../contract/lookup.ts'
import { valueAt } from '../../contract/pointer.ts'
import type { Operation } from '../../contract/types.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { CallOptions } from '../scenario.ts'
import type { Session } from '../session.ts'
import { textOf } from '../text-of.ts'
import { isProbe } from './call-kind.ts'

/** Takes a key off the register when a revoke operation did its work, notes when it did not, and follows one that was renamed. */
export function noteEffect(
  { contract, keys, revocations }: Session,
  operation: Operation,
  input: NonNullable<CallOptions['input']>,
  exchange: Exchange,
  call: CallOptions,
): void {
  const isDone = exchange.response.status < 300
  const { as } = call
  for (const { roles, idIsName, nameInRequest } of withWaysToUpdate(contract)) {
    const update = roles.update
    if (
      isDone &&
      idIsName &&
      nameInRequest !== null &&
      update?.operation === operation.key &&
      update.idParameter !== undefined &&
      input.body !== undefined &&
      'value' in input.body
    ) {
      const [from, to] = [
        textOf(input.path[update.idParameter]),
        textOf(valueAt(input.body.value, nameInRequest)),
      ]
      if (from !== null && to !== null) keys.renamed(from, to)
    }
    const binding = roles.revoke
    if (binding?.operation !== operation.key || binding.idParameter === undefined) continue
    const { idIn = 'path', idParameter } = binding
    const id =
      idIn === 'body'
        ? input.body !== undefined && 'value' in input.body
          ? valueAt(input.body.value, idParameter)
          : undefined
        : input[idIn][idParameter]
    const named = textOf(id)
    if (named === null) continue
    // A success that another account gets for somebody's key may well be one without effect, and so may one for an id of nobody.
    const secret = keys.secretOf(named)
    const owned = secret !== null && keys.standing().some((key) => key.secret === secret && key.as === as)
    if (!isDone) {
      if (owned && !isProbe(call)) revocations.refused(operation.key, named, exchange)
      continue
    }
    if (as !== undefined && !owned) continue
    if (owned) revocations.worked(operation.key)
    keys.revokedId(named)
  }
}
