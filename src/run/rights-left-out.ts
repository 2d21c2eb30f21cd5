import { endsWith, words } from '../contract/keys/words.ts'
import { bodyMedia } from '../contract/lookup.ts'
import { parseJson, pointerTo, valueAt } from '../contract/pointer.ts'
import { membersOf } from '../contract/schema-parts.ts'
import { createOf } from './create-of.ts'
import type { IssuedKey, Stage } from './scenario.ts'

const rights = /^(?:capability|permission|scope|privilege|entitlement|grant|role|right|access)$/
/** What such a word is about beside the rights of a key. */
const others = /^(?:rotation|retention|password|rate|limit|expiry|network|ip|public|last|copy|data|audit)$/

/** Whether a member is called like one by which a key gets its rights, whatever form they have. */
export function isOfRights(name: string): boolean {
  const list = words(name)
  return (
    !list.some((word) => others.test(word)) &&
    (rights.test(list.at(-1) ?? '') || endsWith(list, ['access', 'level']))
  )
}

/** Names of the members by which the request for a key could have asked for rights, and did not. */
export function rightsLeftOut(stage: Stage, { exchange: { request } }: IssuedKey): readonly string[] {
  const create = createOf(stage)
  // One that a rotation gave has the rights that it was made with.
  if (request.operation !== create.key) return []
  const schema = bodyMedia(create)?.schema
  const sent = request.body === undefined ? undefined : parseJson(request.body)
  if (schema === undefined) return []
  return [...membersOf(stage.contract.resolve(schema, 'request')).keys()].filter(
    (name) => isOfRights(name) && valueAt(sent, pointerTo('', name)) === undefined,
  )
}
