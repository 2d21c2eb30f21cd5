import { mediaFor } from '../contract/lookup.ts'
import { parseJson, pointerTo, valueAt } from '../contract/pointer.ts'
import { membersOf } from '../contract/schema-parts.ts'
import { createOf } from './create-of.ts'
import type { IssuedKey, Stage } from './scenario.ts'

/** Members by which a key gets its rights, whatever form they have. */
const ofRights =
  /(?:capabilit|permission|scope|privilege|polic|entitlement|grant)(?:y|ies|s)?$|(?:^|[a-z_-])(?:roles?|rights?|accesses|access)$/i

/** Whether a member is called like one by which a key gets its rights. */
export function isOfRights(name: string): boolean {
  return ofRights.test(name)
}

/** Names of the members by which the request for a key could have asked for rights, and did not. */
export function rightsLeftOut(stage: Stage, { exchange: { request } }: IssuedKey): readonly string[] {
  const schema = mediaFor(createOf(stage).requestBody?.content ?? {}, 'application/json')?.schema
  const sent = request.body === undefined ? undefined : parseJson(request.body)
  if (schema === undefined) return []
  return [...membersOf(stage.contract.resolve(schema, 'request')).keys()].filter(
    (name) => isOfRights(name) && valueAt(sent, pointerTo('', name)) === undefined,
  )
}
