import { valueAt } from '../contract/pointer.ts'
import type { Role } from '../contract/types.ts'
import type { Answer, Call } from './call.ts'
import type { Host } from './host.ts'
import { bodyOf } from './judge.ts'
import type { KeyRecord } from './ledger.ts'
import { documents } from './refusals.ts'
import type { Refuser } from './refusals.ts'
import type { RolePlan, ServedResource } from './resource.ts'

/** Answers a sound, authenticated call. */
export type Handler = (call: Call) => Answer

/** What the operations of a resource share in one mock. */
export interface RoleContext {
  readonly host: Host
  readonly served: ServedResource
  readonly refuse: Refuser
  /** Keys are kept apart by a parameter that this operation lacks: it spans all tenants of its caller. */
  readonly spans: boolean
}

/** Finds the key a call names before anything is done with it. */
export function onKey(
  plan: RolePlan,
  context: RoleContext,
  act: (call: Call, record: KeyRecord) => Answer,
): Handler {
  const unknown = unknownKey(plan, context)
  const find = keyFinder(plan, context)
  return (call) => {
    const record = find(call)
    if (record === undefined) return unknown(call)
    call.record = record
    return act(call, record)
  }
}

/** Looks up the key that a call names, among those its caller may see. */
export function keyFinder(
  plan: RolePlan,
  { host, served, spans }: RoleContext,
): (call: Call) => KeyRecord | undefined {
  const { resource } = served
  const { binding } = plan
  const visible = (call: Call, record: KeyRecord): boolean => {
    if (record.resource !== served.key || record.account !== call.principal.account) return false
    if (!spans) return record.tenant === call.tenant
    return call.principal.record === null || call.principal.record.tenant === record.tenant
  }
  const lookUp = (call: Call, wanted: string): KeyRecord | undefined => {
    const { ledger, keyring } = host
    if (resource.idIsSecret) return ledger.byDigest(keyring.digest(wanted))
    if (resource.idIsName) return ledger.byName(served.key, call.tenant, wanted)
    return ledger.byId(served.key, wanted)
  }
  return (call) => {
    // Without an id the operation is about the caller's own key.
    if (binding.idParameter === undefined) return call.principal.record ?? undefined
    const wanted = wantedId(call, binding.idParameter, binding.idIn)
    const found = wanted === undefined ? undefined : lookUp(call, wanted)
    const record = found !== undefined && visible(call, found) ? found : undefined
    return host.hooks?.find === undefined ? record : host.hooks.find(record, wanted ?? '', call)
  }
}

function wantedId(
  call: Call,
  name: string,
  place: 'path' | 'query' | 'header' | 'body' | undefined,
): string | undefined {
  if (place === 'query') return call.query().get(name) ?? undefined
  if (place === 'header') return String(call.request.headers[name.toLowerCase()] ?? '')
  if (place === 'body') {
    const value = valueAt(bodyOf(call), name)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
  return call.pathValues[name]
}

/**
 * Whether a call that changes or revokes a key names none in its body: the document that lets it do so is kept, and
 * nothing is changed.
 */
export function mayLeaveOutId({ roles }: ServedResource, role: Role): (call: Call) => boolean {
  const binding = role === 'update' || role === 'revoke' ? roles[role]?.binding : undefined
  const { idParameter, idIn } = binding ?? {}
  if (idParameter === undefined || idIn !== 'body') return () => false
  return (call) => wantedId(call, idParameter, idIn) === undefined
}

/** 404 as documented; where only an empty success is, revoking what does not exist is that success. */
export function unknownKey(plan: RolePlan, { served, refuse }: RoleContext): Handler {
  const idempotent =
    plan === served.roles.revoke && plan.shape === undefined && !documents(plan.operation, [404, 410])
  return () =>
    idempotent
      ? { status: plan.status, headers: {} }
      : refuse([404, 410, 404], { message: 'There is no such key.' })
}
