import { createHash, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Has, KeyRecord, Shape, Tenant } from './shape.ts'

/** What a new key is made of. */
export interface NewKey {
  readonly name: string
  readonly expiresAt?: number | null
  readonly expiresText?: string | null
  readonly scopes?: readonly string[]
}

/** The keys of a server, in memory. */
export interface Store {
  readonly tenants: readonly Tenant[]
  create(tenant: string, key: NewKey): KeyRecord
  /** What the list operation shows, oldest first. */
  list(tenant: string): readonly KeyRecord[]
  /** The key of the tenant that a path parameter names; any tenant's where none is given. */
  find(tenant: string | null, parameter: string): KeyRecord | undefined
  /** The key of the tenant that bears this name, revoked ones included. */
  byName(tenant: string, name: string): KeyRecord | undefined
  /** Whether the parameter names a key that has been revoked already. */
  wasRevoked(tenant: string, parameter: string): boolean
  revoke(record: KeyRecord): void
  /** The key with this secret, whatever has become of it. */
  bySecret(presented: string): KeyRecord | undefined
  isLive(record: KeyRecord): boolean
  /** Keys made through the API that are neither revoked nor expired. */
  count(): number
  /** Every secret there ever was, those the accounts start with included. */
  secrets(): readonly string[]
  /** The secret handed out last, for the defects that leak it. */
  lastSecret(): string | null
  /** The secret the next keys get, for the defects that let clients or races choose it. */
  force(secret: string | null): void
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const cacheMs = 60_000

/** SHA-256 of a text. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Compares two texts without telling by time how alike they are. */
export function sameText(left: string, right: string): boolean {
  return timingSafeEqual(digestOf(left), digestOf(right))
}

/** An empty store with two tenants. */
export function makeStore(shape: Shape, has: Has): Store {
  const records: KeyRecord[] = []
  let forced: string | null = null

  const made = (): KeyRecord[] => records.filter((record) => !record.root)
  const random = (): string =>
    has('low-entropy-secret')
      ? String(randomInt(1_000_000)).padStart(43, '0')
      : Array.from({ length: 43 }, () => letters[randomInt(letters.length)]).join('')

  const add = (tenant: string, key: NewKey, root: boolean): KeyRecord => {
    const before = made()
    const repeats = before.length % 2 === 1 ? before.at(-1) : undefined
    const id = has('ids-collide') && repeats !== undefined ? repeats.id : freshId()
    const whole = shape.secretFor(id, random())
    const fresh = has('prefix-left-out') ? whole.slice(shape.prefix.length) : whole
    const secret = root
      ? fresh
      : (forced ?? (has('same-secret-twice') && repeats !== undefined ? repeats.secret : fresh))
    const record: KeyRecord = {
      id,
      secret,
      digest: digestOf(secret),
      root,
      tenant,
      name: key.name,
      scopes: key.scopes ?? [],
      createdAt: Date.now() - (has('created-at-untrue') ? 86_400_000 : 0),
      expiresAt: key.expiresAt ?? null,
      expiresText: key.expiresText ?? null,
      revokedAt: null,
      lastUsedAt: null,
      cachedUntil: 0,
    }
    records.push(record)
    return record
  }

  const freshId = (): string => {
    const id = shape.newId()
    return records.some((record) => record.id === id) ? freshId() : id
  }

  const tenants = [randomUUID(), randomUUID()].map((id) => ({ id, root: add(id, { name: 'root' }, true) }))

  return {
    tenants,
    create: (tenant, key) => add(tenant, key, false),
    list: (tenant) => {
      const own = made()
        .filter((record) => has('foreign-keys-listed') || record.tenant === tenant)
        .filter((record) => shape.soft || has('deleted-key-still-listed') || record.revokedAt === null)
      const newest = own.at(-1)
      if (has('list-misses-new-key')) return own.slice(0, -1)
      return has('list-duplicates-key') && newest !== undefined ? [...own, newest] : own
    },
    find: (tenant, parameter) =>
      made().find(
        (record) =>
          (tenant === null || record.tenant === tenant || has('foreign-delete-accepted')) &&
          (shape.soft || record.revokedAt === null) &&
          (shape.names(record, parameter) ||
            (has('tampered-id-accepted') && parameter.split(/[^\da-z-]/)[0] === record.id)),
      ),
    byName: (tenant, name) =>
      made().find(
        (record) =>
          record.tenant === tenant && record.name === name && (shape.soft || record.revokedAt === null),
      ),
    wasRevoked: (tenant, parameter) =>
      made().some(
        (record) => record.tenant === tenant && record.revokedAt !== null && shape.names(record, parameter),
      ),
    revoke: (record) => {
      if (has('delete-does-nothing')) return
      record.revokedAt ??= Date.now()
      const other = made().find(({ revokedAt, tenant }) => revokedAt === null && tenant === record.tenant)
      if (has('delete-takes-another-key') && other !== undefined) other.revokedAt = Date.now()
    },
    bySecret: (presented) => matching(records, presented, has),
    isLive: (record) => isLive(record, has),
    count: () => made().filter((record) => record.revokedAt === null && !isExpired(record)).length,
    secrets: () => records.map((record) => record.secret),
    lastSecret: () => made().at(-1)?.secret ?? null,
    force: (secret) => {
      forced = secret
    },
  }
}

/** Marks a key as used now. */
export function touch(record: KeyRecord): void {
  record.lastUsedAt = Date.now()
  if (record.revokedAt === null) record.cachedUntil = Date.now() + cacheMs
}

/** Whether the key's time is over. */
export function isExpired(record: KeyRecord): boolean {
  return record.expiresAt !== null && record.expiresAt <= Date.now()
}

function matching(records: readonly KeyRecord[], presented: string, has: Has): KeyRecord | undefined {
  const digest = digestOf(presented)
  const exact = records.filter((record) => timingSafeEqual(record.digest, digest))
  if (exact.length > 0) return exact.find((record) => record.revokedAt === null) ?? exact[0]
  return records.find(
    ({ secret }) =>
      (has('truncated-key-accepted') &&
        presented.length >= secret.length / 2 &&
        secret.startsWith(presented)) ||
      (has('extended-key-accepted') && presented.startsWith(secret)) ||
      (has('case-folded-key-accepted') && presented.toLowerCase() === secret.toLowerCase()),
  )
}

function isLive(record: KeyRecord, has: Has): boolean {
  if (!record.root && has('new-key-does-not-work')) return false
  const neverLived = (record.expiresAt ?? Infinity) <= record.createdAt
  const tolerated = has('expired-key-accepted') || (has('past-expiry-works') && neverLived)
  if (isExpired(record) && !tolerated) return false
  if (record.revokedAt === null || has('revoked-key-still-works')) return true
  return has('revoked-key-works-from-cache') && record.cachedUntil > Date.now()
}
