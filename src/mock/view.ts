import { pointerTokens, valueAt, withValueAt } from '../contract/pointer.ts'
import type { JsonObject, JsonValue } from '../contract/types.ts'
import { copyJson } from './call.ts'
import type { Facts, Writer } from './facts.ts'
import type { Knowledge, Places, Scene } from './fields.ts'
import { writersFor } from './fields.ts'
import type { KeyRecord } from './ledger.ts'
import { membersIn } from './members.ts'

/** Shows a key in a body of documented form. */
export type View = (facts: Facts) => JsonValue

interface Setter {
  readonly tokens: readonly string[]
  readonly pointer: string
  readonly write: Writer
}

/** What a view is prepared from. */
export interface ViewPlan {
  readonly scene: Scene
  readonly model: JsonValue
  /** True for a body the document allows. */
  readonly isValid: (body: JsonValue) => boolean
  readonly places: Places
  readonly knowledge: Knowledge
  /** An id as the resource gives them out. */
  readonly sampleId: string | number
  readonly sampleSecret: string
}

/**
 * Prepares a view: each member of the model that concerns the key gets the first way of writing it under
 * which the body stays valid for a fresh, a used and a revoked key alike.
 */
export function createView(plan: ViewPlan): View {
  const { model, isValid, scene, places, knowledge } = plan
  const samples = sampleFacts(plan)
  const sound = isValid(model)
  const setters: Setter[] = []
  for (const member of membersIn(model, { intoArrays: false })) {
    const writers = writersFor(member, scene, places, knowledge)
    if (writers === undefined) continue
    const tokens = pointerTokens(member.pointer)
    const setter = (write: Writer): Setter => ({ tokens, pointer: member.pointer, write })
    const works = (write: Writer): boolean =>
      samples.every((facts) => isValid(apply(model, [...setters, setter(write)], facts)))
    // Where the model is not valid itself, nothing can be told by trying.
    const chosen = sound ? writers.find(works) : writers[0]
    if (chosen !== undefined) setters.push(setter(chosen))
  }
  return (facts) => {
    const body = apply(model, setters, facts)
    if (isValid(body) || !sound) return body
    // What the request allowed and the response does not is taken back; the secret stays.
    return mended(model, setters, facts, isValid)
  }
}

function mended(
  model: JsonValue,
  setters: readonly Setter[],
  facts: Facts,
  isValid: (body: JsonValue) => boolean,
): JsonValue {
  let body = model
  for (const setter of setters) {
    const next = apply(body, [setter], facts)
    const stays = isValid(next) || (facts.secret !== null && withValue(next, setter) === facts.secret)
    if (stays) body = next
  }
  return body
}

function withValue(body: JsonValue, setter: Setter): JsonValue | undefined {
  return valueAt(body, setter.pointer)
}

function apply(model: JsonValue, setters: readonly Setter[], facts: Facts): JsonValue {
  let body = copyJson(model)
  for (const { tokens, pointer, write } of setters) {
    const written = write(facts)
    // What is kept of the key is not to change when a member within it is written.
    const value = typeof written === 'object' && written !== null ? copyJson(written) : written
    const last = tokens.at(-1)
    let parent: JsonValue | undefined = body
    for (let index = 0; index < tokens.length - 1; index++)
      parent = (parent as JsonObject | undefined | null)?.[tokens[index]!]
    // What stands in a member that was left out is left out with it.
    if (parent === undefined && tokens.length > 1) continue
    if (typeof parent !== 'object' || parent === null || last === undefined || last === '__proto__')
      body = withValueAt(body, pointer, value)
    else if (value === undefined) delete (parent as Record<string, JsonValue>)[last]
    else (parent as Record<string, JsonValue>)[last] = value
  }
  return body
}

function sampleFacts({ sampleId, sampleSecret, knowledge }: ViewPlan): Facts[] {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
  const base: KeyRecord = {
    serial: 1,
    resource: '',
    account: 'tenant-1',
    tenant: '123e4567-e89b-42d3-a456-426614174000',
    scheme: '',
    id: sampleId,
    digest: '',
    name: 'Production',
    head: sampleSecret.slice(0, 8),
    tail: sampleSecret.slice(-4),
    members: {},
    createdAt: now,
    updatedAt: now,
    expiresAt: null,
    expiryText: null,
    revokedAt: null,
    lastUsedAt: null,
  }
  const expires = now + 86_400_000
  const sent = knowledge.resource.expiry?.unit === 'iso8601' ? new Date(expires).toISOString() : null
  return [
    base,
    { ...base, lastUsedAt: now, expiresAt: expires, expiryText: sent },
    { ...base, lastUsedAt: now, expiresAt: now - 1, revokedAt: null },
    { ...base, revokedAt: now },
    { ...base, name: null },
  ].map((record) => ({ record, secret: sampleSecret, now }))
}
