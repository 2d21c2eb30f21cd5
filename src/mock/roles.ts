import { isObject } from '../contract/json.ts'
import { valueAt, withValueAt } from '../contract/pointer.ts'
import type { JsonObject, JsonValue, KeyResource, Role } from '../contract/types.ts'
import type { Answer, Call } from './call.ts'
import { standingOf } from './facts.ts'
import { onKey } from './finding.ts'
import type { Handler, RoleContext } from './finding.ts'
import type { Host } from './host.ts'
import { idempotency } from './idempotency.ts'
import { wishReader } from './issue.ts'
import type { Wishes } from './issue.ts'
import { bodyOf } from './judge.ts'
import { carried } from './keyring.ts'
import type { KeyRecord } from './ledger.ts'
import { listView } from './listing.ts'
import type { RolePlan, ServedResource } from './resource.ts'
import { membersOf } from '../contract/schema-parts.ts'
import { inheritScopes } from './scopes.ts'
import { contentType, presenter } from './showing.ts'
import { statelessHandler } from './stateless.ts'

const handlers: Readonly<Record<Role, (plan: RolePlan, context: RoleContext) => Handler>> = {
  create: createKey,
  list: listKeys,
  get: getKey,
  update: updateKey,
  revoke: revokeKey,
  rotate: rotateKey,
}

/** Prepares the handler of a role; undefined where the mock cannot play it. */
export function roleHandler(role: Role, context: RoleContext): Handler | undefined {
  const plan = context.served.roles[role]
  if (plan === undefined) return undefined
  const update = context.served.roles.update
  return role === 'create' && update?.operation.key === plan.operation.key
    ? createOrUpdate(plan, update, context)
    : handlers[role](plan, context)
}

/** One operation for both: a call that names a key changes it, any other makes one. */
function createOrUpdate(plan: RolePlan, update: RolePlan, context: RoleContext): Handler {
  const { host, served } = context
  const [create, change] = [createKey(plan, context), updateKey(update, context)]
  const { idParameter, idIn } = update.binding
  return (call) => {
    const named = idIn === 'path' && idParameter !== undefined ? call.pathValues[idParameter] : undefined
    const known = named === undefined ? undefined : host.ledger.byId(served.key, named)
    return known === undefined ? create(call) : change(call)
  }
}

function createKey(plan: RolePlan, { host, served, refuse }: RoleContext): Handler {
  const wishes = wishReader(served.resource, served.requestSchema('create'), true)
  const show = presenter(plan, served, 'issue')
  const conflict = conflictStatuses(host)
  const requests = idempotency(plan, host, served)
  return (call) => {
    const { ledger, hooks } = host
    // The secret was shown and is not kept, so there is no first answer to give again.
    if (hooks?.spent?.(requests.spent(call), call) ?? requests.spent(call))
      return refuse([409, 422, 400], { message: 'This idempotency key was used before.' })
    const wanted = wishes(bodyOf(call))
    if (nameTaken(host, served, wanted.name, undefined, call))
      return refuse(conflict, { message: 'A key of this name exists already.' })
    const inherited = inheritScopes(host.contract, call.principal.record, wanted.members)
    const members = hooks?.inherit === undefined ? inherited : hooks.inherit(inherited, wanted.members, call)
    if (members === undefined)
      return refuse([403, 404], { message: 'A key gives no scope that it does not have.' })
    const now = host.clock.now()
    const id = freshId(host, served, call)
    const made = served.secret.make(host.secrets, id)
    const secret = hooks?.secret?.(made, call) ?? made
    const { digest, head, tail } = fragments(host, served, secret)
    const draft: KeyRecord = {
      serial: ledger.nextSerial(),
      resource: served.key,
      account: call.principal.account,
      tenant: call.tenant,
      scheme: served.carrier,
      id,
      digest,
      name: wanted.name ?? null,
      head,
      tail,
      members,
      createdAt: now,
      updatedAt: now,
      expiresAt: endOf(wanted, now),
      expiryText: wanted.expiry?.text ?? null,
      revokedAt: null,
      lastUsedAt: null,
    }
    const fresh = paired(host, served, draft, show({ record: draft, secret, now }), secret)
    const record = hooks?.keep?.(fresh, call) ?? fresh
    ledger.add(record)
    requests.spend(call, record.id)
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
    const shown = show(
      records,
      call,
      host.clock.now(),
      hooks?.item === undefined ? undefined : (item, key) => hooks.item!(item, key, call),
    )
    return { status: plan.status, headers: contentType(plan), ...shown }
  }
}

function getKey(plan: RolePlan, context: RoleContext): Handler {
  const show = presenter(plan, context.served, 'read')
  const found = onKey(plan, context, (_call, record) =>
    show({ record, secret: null, now: context.host.clock.now() }),
  )
  if (plan.binding.idParameter !== undefined) return found
  // It is about the caller's own key, and the first credential is none of those that were issued.
  const example = statelessHandler(context.host, plan.operation)
  return (call) => (call.principal.record === null ? example(call) : found(call))
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
    const asked = changedBy(served.resource, record, wanted, now)
    const changed = host.hooks?.updated?.(asked, record, call) ?? asked
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
    const turned: KeyRecord = {
      ...record,
      ...fragments(host, served, secret),
      updatedAt: now,
      lastUsedAt: null,
    }
    const draft = host.hooks?.rotated?.(turned, call) ?? turned
    const rotated = paired(host, served, draft, show({ record: draft, secret, now }), secret)
    host.ledger.replace(record, rotated)
    if (host.hooks !== undefined) host.issued(rotated, secret)
    call.record = rotated
    call.secret = secret
    return show({ record: rotated, secret, now })
  })
}

/** The key as it is used: with HTTP Basic, under the user name that the answer shows beside the secret. */
function paired(
  { keyring, contract }: Host,
  { carrier, resource }: ServedResource,
  record: KeyRecord,
  { body }: Answer,
  secret: string,
): KeyRecord {
  const pointer = resource.secret.user
  const user = pointer === undefined || body === undefined ? undefined : valueAt(body, pointer)
  if (typeof user !== 'string') return record
  return { ...record, digest: keyring.digest(carried(contract.securitySchemes[carrier], secret, user)) }
}

function fragments(
  { keyring, contract }: Host,
  { carrier, resource, secret: shape }: ServedResource,
  secret: string,
): Pick<KeyRecord, 'digest' | 'head' | 'tail'> {
  return {
    digest: keyring.digest(carried(contract.securitySchemes[carrier], secret, resource.secret.userName)),
    head: copied(secret.slice(0, Math.min(shape.prefix.length + 4, Math.floor(secret.length / 2)))),
    tail: secret.slice(-Math.min(4, Math.floor(secret.length / 4))),
  }
}

/** The same text in memory of its own: a slice of some length keeps the string alive that it was cut from, here a secret. */
function copied(slice: string): string {
  return Buffer.from(slice).toString()
}

function freshId({ ids, ledger, hooks }: Host, served: ServedResource, call: Call): string | number {
  let id = served.makeId(ids)
  // A long one is never drawn twice.
  if (typeof id === 'number' || id.length < 20)
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

function endOf({ expiry }: Wishes, now: number): number | null {
  return expiry?.after === undefined ? (expiry?.time ?? null) : now + expiry.after
}

function conflictStatuses({ contract }: Host): readonly number[] {
  const errors = contract.annotations['errors'] as { readonly duplicateName?: unknown } | undefined
  const stated = typeof errors?.duplicateName === 'number' ? [errors.duplicateName] : []
  return [...stated, 409, 400]
}

function changedBy(
  { nameInRequest }: KeyResource,
  record: KeyRecord,
  wanted: Wishes,
  now: number,
): KeyRecord {
  // What a request is silent about stays as it is, within an envelope too.
  const envelope = (nameInRequest ?? '').replace(/\/[^/]*$/, '')
  const [had, has] = [record.members, wanted.members].map((members) => valueAt(members, envelope))
  const members = { ...record.members, ...wanted.members }
  return {
    ...record,
    name: wanted.name ?? record.name,
    ...(wanted.expiry === undefined ? {} : { expiresAt: endOf(wanted, now), expiryText: wanted.expiry.text }),
    members: (isObject(had) && isObject(has)
      ? withValueAt(members, envelope, { ...had, ...has })
      : members) as JsonObject,
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
