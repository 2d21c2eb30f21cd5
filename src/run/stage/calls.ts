import { tokenAt } from '../../generate/credentials.ts'
import type { Stage } from '../scenario.ts'
import { requestFor } from '../request.ts'
import { Unjudgeable } from '../signals.ts'
import type { Backstage } from './backstage.ts'
import { isOneOfFew, referencesIn, withoutReferences, withReferencesOf } from '../references.ts'
import { looselySaid } from '../loosely-said.ts'
import { isProbe } from './call-kind.ts'
import { noteEffect } from './effect.ts'
import { idBindings } from './inputs.ts'
import { ofItsVersion } from './version.ts'

/** The calls of a stage, and what they are made of. */
export function callsOf(
  backstage: Backstage,
): Pick<
  Stage,
  | 'call'
  | 'input'
  | 'inputFor'
  | 'madeUp'
  | 'madeUpIn'
  | 'withoutMadeUp'
  | 'looselySaid'
  | 'credential'
  | 'unique'
  | 'avoids'
> {
  const { session, subject, inputs, send, sessionOf } = backstage
  const { operation } = subject
  return {
    async call(call = {}, target = operation) {
      const given =
        call.input ??
        (call.as === undefined ? await inputs.ordinary(target) : inputs.forId(target, undefined, call.as))
      const { input, done } = await ofItsVersion(backstage, target, inputs.freshened(target, given), call.as)
      try {
        const request = requestFor(session, sessionOf(call.as), target, input, call)
        const exchange = await send(request, isProbe(call), call)
        noteEffect(session, target, input, exchange, call)
        return exchange
      } finally {
        done()
      }
    },

    input: (target = operation) => inputs.ordinary(target),

    inputFor: (key, target = operation) => Promise.resolve(inputs.forId(target, key.id ?? undefined)),

    madeUp: (target = operation) =>
      target.parameters
        .filter(
          ({ in: place, name, schema }) =>
            place === 'path' &&
            session.told[name] === undefined &&
            idBindings(session.contract).get(target.key)?.parameter !== name &&
            !isOneOfFew(schema === undefined ? true : session.contract.resolve(schema, 'request')),
        )
        .map(({ name }) => name),

    madeUpIn: (input) => referencesIn(subject, session.given.parameters, input),

    withoutMadeUp(input) {
      const { parameters: told } = session.given
      return withReferencesOf(subject, told, withoutReferences(subject, told, input), inputs.forId(operation))
    },

    looselySaid: (input) => looselySaid(subject, input),

    credential(scheme) {
      const token = tokenAt(session.tokens, scheme)
      if (token === undefined)
        throw new Unjudgeable(`No credential was given for ${scheme} (--credential ${scheme}=...).`)
      return token
    },

    unique: inputs.unique,

    avoids: (kind) => session.target.avoid[kind] ?? null,
  }
}
