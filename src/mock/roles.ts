import { isObject } from '../contract/json.ts'
import { valueAt, withValueAt } from '../contract/pointer.ts'
import type { JsonValue, Role } from '../contract/types.ts'
import type { Answer, Call } from './call.ts'
import type { Facts } from './facts.ts'
import { standingOf } from './facts.ts'
import type { Host } from './host.ts'
import { wishReader } from './issue.ts'
import type { Wishes } from './issue.ts'
import { bodyOf } from './judge.ts'
import { carried } from './keyring.ts'
import type { KeyRecord } from './ledger.ts'
import { listView } from './listing.ts'
import type { Refuser } from './refusals.ts'
import { documents } from './refusals.ts'
import type { RolePlan, ServedResource } from './resource.ts'
import type { View } from './view.ts'
import { exampleOf, membersOf, schemaAt } from './schemas.ts'
import { membersIn } from './members.ts'

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

/** Prepares the handler of a role; undefined where the mock cannot play it. */
export function roleHandler(role: Role, context: RoleContext): Handler | undefined {
  const plan = context.served.roles[role]
  if (plan === undefined) return undefined
  switch (role) {
    case 'create':
      return createKey(plan, context)
    case 'list':
      return listKeys(plan, context)
    case 'get':
      return getKey(plan, context)
    case 'update':
      return updateKey(plan, context)
    case 'revoke':
      return revokeKey(plan, context)
    case 'rotate':
      return rotateKey(plan, context)
  }
}

function createKey(plan: RolePlan, { host, served, refuse }: RoleContext): Handler {
  const wishes = wishReader(served.resource, served.requestSchema('create'), true)
  const show = presenter(plan, served, 'issue')
  const conflict = conflictStatuses(host)
  return (call) => {
    const { ledger, hooks } = host
    const wanted = wishes(bodyOf(call))
    if (nameTaken(host, served, wanted.name, undefined, call))
      return refuse(conflict, { message: 'A key of this name exists already.' })
    const now = host.clock.now()
    const id = freshId(host, served, call)
    const made = served.secret.make(host.secrets, id)
    const secret = hooks?.secret?.(made, call) ?? made
    const fresh: KeyRecord = {
      serial: ledger.nextSerial(),
      resource: served.key,
      account: call.principal.account,
      tenant: call.tenant,
      scheme: served.carrier,
      id,
      ...fragments(host, served, secret),
      name: wanted.name ?? null,
      members: wanted.members,
      createdAt: now,
      updatedAt: now,
      expiresAt: wanted.expiry?.time ?? null,
      expiryText: wanted.expiry?.text ?? null,
      revokedAt: null,
      lastUsedAt: null,
    }
    const record = hooks?.keep?.(fresh, call) ?? fresh
    ledger.add(record)
    if (hooks !== undefined) host.issued(record, secret)
    call.record = record
    call.secret = secret
    return show({ record, secret, now })
  }
}

function listKeys(plan: RolePlan, { host, served, spans }: RoleContext): Handler {
  const show = listView(plan, served)
  return (call) => {
    const { ledger, hooks } = host
    const { record, account } = call.principal
    const within = [...(spans ? ledger.all() : ledger.inTenant(served.key, call.tenant))]
    const visible = within.filter(
      (key) =>
        key.account === account &&
        key.resource === served.key &&
        (!spans || record === null || record.tenant === key.tenant),
    )
    const records = hooks?.listed?.(visible, call) ?? visible
    return {
      status: plan.status,
      headers: contentType(plan),
      ...show(
        records,
        call,
        host.clock.now(),
        hooks?.item === undefined ? undefined : (item, key) => hooks.item!(item, key, call),
      ),
    }
  }
}

function getKey(plan: RolePlan, context: RoleContext): Handler {
  const show = presenter(plan, context.served, 'read')
  return onKey(plan, context, (_call, record) =>
    show({ record, secret: null, now: context.host.clock.now() }),
  )
}

function updateKey(plan: RolePlan, context: RoleContext): Handler {
  const { host, served, refuse } = context
  const schema = served.requestSchema('update')
  const wishes = wishReader(served.resource, schema, false)
  const declared = new Set(membersOf(schema).keys())
  const show = presenter(plan, served, 'read')
  const conflict = conflictStatuses(host)
  return onKey(plan, context, (call, record) => {
    const now = host.clock.now()
    const wanted = wishes(onlyDeclared(bodyOf(call), declared))
    const standing = standingOf(record, now)
    if (standing === 'revoked' || (standing === 'expired' && wanted.expiry !== undefined))
      return refuse([409, 400, 422], { message: 'A key that has ended cannot be changed.' })
    if (nameTaken(host, served, wanted.name, record, call))
      return refuse(conflict, { message: 'A key of this name exists already.' })
    const changed = changedBy(record, wanted, now)
    host.ledger.replace(record, changed)
    call.record = changed
    return show({ record: changed, secret: null, now })
  })
}

function revokeKey(plan: RolePlan, context: RoleContext): Handler {
  const { host, served } = context
  const show = presenter(plan, served, 'read')
  return onKey(plan, context, (call, record) => {
    const now = host.clock.now()
    const revoked: KeyRecord =
      record.revokedAt === null ? { ...record, revokedAt: now, updatedAt: now } : record
    if (host.hooks?.spare?.(false, record, call) !== true) {
      if (served.resource.softDelete === null) host.ledger.remove(record)
      else if (revoked !== record) host.ledger.replace(record, revoked)
    }
    return show({ record: revoked, secret: null, now })
  })
}

function rotateKey(plan: RolePlan, context: RoleContext): Handler {
  const { host, served, refuse } = context
  const show = presenter(plan, served, 'issue')
  return onKey(plan, context, (call, record) => {
    const now = host.clock.now()
    if (standingOf(record, now) !== 'active')
      return refuse([409, 400, 422], { message: 'A key that has ended cannot be rotated.' })
    const made = served.secret.make(host.secrets, record.id)
    const secret = host.hooks?.secret?.(made, call) ?? made
    const rotated: KeyRecord = {
      ...record,
      ...fragments(host, served, secret),
      updatedAt: now,
      lastUsedAt: null,
    }
    host.ledger.replace(record, rotated)
    if (host.hooks !== undefined) host.issued(rotated, secret)
    call.record = rotated
    call.secret = secret
    return show({ record: rotated, secret, now })
  })
}

/** Finds the key a call names before anything is done with it. */
function onKey(
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

/** 404 as documented; where only an empty success is, revoking what does not exist is that success. */
export function unknownKey(plan: RolePlan, { served, refuse }: RoleContext): Handler {
  const idempotent =
    plan === served.roles.revoke && plan.shape === undefined && !documents(plan.operation, [404, 410])
  return () =>
    idempotent
      ? { status: plan.status, headers: {} }
      : refuse([404, 410, 404], { message: 'There is no such key.' })
}

function presenter(
  plan: RolePlan,
  served: ServedResource,
  scene: 'issue' | 'read',
): (facts: Facts) => Answer {
  const { shape, status } = plan
  if (shape === undefined) return () => ({ status, headers: {} })
  const isValid = (body: JsonValue): boolean => shape.violations(body).length === 0
  const view: View = served.view(scene, spoken(plan, served, isValid), isValid)
  const headers = contentType(plan)
  return (facts) => ({ status, headers, body: view(facts) })
}

/** The model of the answer, its message made up to fit where the document gives none. */
function spoken(
  { shape, operation }: RolePlan,
  served: ServedResource,
  isValid: (body: JsonValue) => boolean,
): JsonValue {
  const { model, schema } = shape!
  const member = membersIn(model, { intoArrays: false }).find(
    ({ name, value }) => /^(?:message|msg|detail)$/i.test(name) && typeof value === 'string',
  )
  if (member === undefined || shape!.exemplary || exampleOf(schemaAt(schema, member.pointer)) !== undefined)
    return model
  const done = {
    create: 'created',
    list: 'listed',
    get: 'found',
    update: 'updated',
    revoke: 'revoked',
    rotate: 'rotated',
  }
  const role = (Object.keys(done) as Role[]).find((name) => served.roles[name]?.operation === operation)
  const said = withValueAt(model, member.pointer, `API key ${role === undefined ? 'found' : done[role]}.`)
  return isValid(said) ? said : model
}

function contentType({ shape }: RolePlan): Answer['headers'] {
  return shape === undefined ? {} : { 'content-type': shape.mediaType }
}

function fragments(
  { keyring, contract }: Host,
  { carrier, secret: shape }: ServedResource,
  secret: string,
): Pick<KeyRecord, 'digest' | 'head' | 'tail'> {
  return {
    digest: keyring.digest(carried(contract.securitySchemes[carrier], secret)),
    head: secret.slice(0, Math.min(shape.prefix.length + 4, Math.floor(secret.length / 2))),
    tail: secret.slice(-Math.min(4, Math.floor(secret.length / 4))),
  }
}

function freshId({ ids, ledger, hooks }: Host, served: ServedResource, call: Call): string | number {
  let id = served.makeId(ids)
  for (let tries = 0; tries < 100 && ledger.byId(served.key, String(id)) !== undefined; tries++)
    id = served.makeId(ids)
  return hooks?.id?.(id, call) ?? id
}

function nameTaken(
  { ledger, hooks }: Host,
  served: ServedResource,
  name: string | undefined,
  self: KeyRecord | undefined,
  call: Call,
): boolean {
  if (!served.uniqueNames || name === undefined || name === self?.name) return false
  const holder = ledger.byName(served.key, call.tenant, name)
  // Where names are handles, a revoked key that is still shown keeps its own.
  const taken = holder !== undefined && (served.resource.idIsName || holder.revokedAt === null)
  return hooks?.taken?.(taken, call) ?? taken
}

function conflictStatuses({ contract }: Host): readonly number[] {
  const errors = contract.annotations['errors'] as { readonly duplicateName?: unknown } | undefined
  const stated = typeof errors?.duplicateName === 'number' ? [errors.duplicateName] : []
  return [...stated, 409, 400]
}

function changedBy(record: KeyRecord, wanted: Wishes, now: number): KeyRecord {
  return {
    ...record,
    name: wanted.name ?? record.name,
    ...(wanted.expiry === undefined ? {} : { expiresAt: wanted.expiry.time, expiryText: wanted.expiry.text }),
    members: { ...record.members, ...wanted.members },
    updatedAt: now,
  }
}

/** The body without the members that the request schema does not name: they must have no effect. */
function onlyDeclared(body: JsonValue, declared: ReadonlySet<string>): JsonValue {
  if (!isObject(body)) return body
  return Object.keys(body).reduce<JsonValue>(
    (rest, name) =>
      declared.has(name)
        ? rest
        : withValueAt(rest, `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, undefined),
    body,
  )
}
