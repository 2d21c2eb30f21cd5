import { ofMadeUp } from '../references.ts'
import { operationByKey } from '../../contract/lookup.ts'
import { offSwitchOf } from '../../contract/off-switch.ts'
import { parseJson, valueAt } from '../../contract/pointer.ts'
import { madeUnder } from '../made-under.ts'
import { requestFor } from '../request.ts'
import type { InputBody } from '../../generate/types.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { Stage } from '../scenario.ts'
import { sharedKeys } from '../shared-keys.ts'
import { mayWantItOff, turnOffBy } from '../turn-off.ts'
import { Unjudgeable } from '../signals.ts'
import type { Backstage } from './backstage.ts'
import { createOperation } from './ground.ts'
import { idOf, nameOf } from './key-id.ts'

/** What a stage does to make keys and with those it has. */
export function keysOf({
  session,
  subject,
  ground,
  inputs,
  send,
  stage,
  keys: allowed,
}: Backstage): Pick<Stage, 'createKey' | 'issuedBy' | 'onKey' | 'use' | 'sharedKeys'> {
  const { contract } = session
  const { resource } = subject
  let made = 0
  const turnsItOff = ({ body }: { readonly body?: InputBody | undefined }): boolean => {
    const found = resource === null ? null : offSwitchOf(contract, resource)
    return (
      found !== null &&
      body !== undefined &&
      'value' in body &&
      valueAt(body.value, found.pointer) === found.off
    )
  }
  return {
    async createKey(input) {
      const create = createOperation(session, resource)
      if (made >= allowed) throw new Unjudgeable('The run may not create more keys (--max-keys).')
      made += 1
      const given = inputs.freshened(create, input ?? inputs.forId(create))
      const exchange = await send(requestFor(session, session, create, given), false)
      const key = await stage().issuedBy(exchange)
      if (key === null)
        throw new Unjudgeable(
          `No key could be created: ${create.key} answered ${exchange.response.status}.${ofMadeUp(stage().madeUpIn(given))}`,
        )
      return key
    },

    async issuedBy(exchange, as) {
      const { issued } = exchange.facts
      if (issued === null || resource === null) return null
      const body = parseJson(exchange.response.body)
      const name = nameOf(resource, exchange, body)
      const isOthers = (listed: string): boolean => {
        const holder = session.keys.secretOf(listed)
        return holder !== null && holder !== issued
      }
      const id = await idOf(stage(), resource, issued, name, body, isOthers, as)
      if (id !== null) session.keys.identified(issued, id)
      return { secret: issued, id, name, exchange }
    },

    async onKey(role, key, call = {}) {
      const binding = resource?.roles[role]
      const target = binding === undefined ? undefined : operationByKey(contract, binding.operation)
      if (target === undefined || key.id === null) return null
      if (call.input !== undefined) {
        const answer = await stage().call(call, target)
        const isOff = role === 'update' && answer.response.status < 300 && turnsItOff(call.input)
        if (isOff) session.keys.turnedOff(key.id)
        return answer
      }
      const create = operationByKey(contract, resource?.roles.create?.operation ?? '')
      // The other account looks for it in its own places.
      const within = create === undefined || call.as === 'other' ? {} : madeUnder(create, key.exchange)
      const { id } = key
      const send = (): Promise<Exchange> =>
        stage().call({ ...call, input: inputs.forId(target, id, call.as, within) }, target)
      const answer = await send()
      if (
        role !== 'revoke' ||
        call.probe === true ||
        call.credentials !== undefined ||
        !mayWantItOff(answer.response.status)
      )
        return answer
      const off = turnOffBy(
        contract,
        resource!,
        (operation, more) => inputs.forId(operation, id, call.as, { ...within, ...more }),
        id,
      )
      if (off === null) return answer
      const done = await stage().call({ ...call, input: off.input, unjudged: true }, off.operation)
      if (done.response.status >= 300) return answer
      session.keys.turnedOff(id)
      return send()
    },

    async use(key, target = ground.canary ?? undefined, call = {}) {
      const carrier = resource?.secret.carrier ?? null
      if (
        carrier === null ||
        target === undefined ||
        !target.security.some((requirement) => carrier in requirement)
      )
        return null
      return stage().call({ ...call, credentials: { [carrier]: key.secret } }, target)
    },

    sharedKeys: () => sharedKeys(session, createOperation(session, resource).key),
  }
}
