import type { IncomingMessage } from 'node:http'
import type { Has, KeyRecord, Scheme, Shape } from './shape.ts'
import { sameText, touch } from './store.ts'
import type { Store } from './store.ts'

/** Who calls, or why not. */
export type Caller =
  | { readonly caller: KeyRecord; readonly tenant: string }
  | { readonly refused: string; readonly sent: string | null }

type Presented =
  | { readonly state: 'absent' }
  | { readonly state: 'malformed'; readonly sent: string }
  | { readonly state: 'value'; readonly value: string }

const absent: Presented = { state: 'absent' }
const queryNames = ['api_key', 'apikey', 'access_token', 'token', 'key']

/** Decides by the value of every declared credential; looks at nothing else of the request. */
export function authenticate(request: IncomingMessage, shape: Shape, store: Store, has: Has): Caller {
  const presented = shape.schemes.map((scheme) => ({ scheme, found: read(request, scheme, has) }))
  const sentFor = presented.map(({ found }) => textOf(found)).filter((text) => text !== null)
  const refuse = (refused: string): Caller => ({ refused, sent: sentFor.at(0) ?? null })
  const first = store.tenants[0]!

  if (has('missing-auth-accepted') && sentFor.length === 0) return as(first.root, first.id)
  const path = (request.url ?? '').split('?')[0]!
  if (has('trailing-slash-skips-auth') && path.endsWith('/')) return as(first.root, first.id)

  const key = presented.find(({ scheme }) => scheme.holds === 'key')!
  const tenantMember = presented.find(({ scheme }) => scheme.holds === 'tenant')
  const named = tenantMember === undefined ? null : tenantOf(tenantMember.found, store, has)
  if (named === undefined && !has('api-key-alone-accepted') && !lenient(tenantMember?.found, has)) {
    keyOf(key.found, first.root, store, has)
    return refuse('not valid')
  }
  if (key.found.state === 'absent' && has('application-id-alone-accepted') && typeof named === 'string') {
    return as(rootOf(store, named), named)
  }

  const record = keyOf(key.found, typeof named === 'string' ? rootOf(store, named) : first.root, store, has)
  if (record === undefined) return refuse('not valid')
  if (!store.isLive(record)) return refuse(record.revokedAt === null ? 'expired' : 'revoked')
  if (typeof named === 'string' && named !== record.tenant && !has('members-not-bound'))
    return refuse('not valid')
  touch(record)
  return as(record, typeof named === 'string' ? named : record.tenant)
}

function as(caller: KeyRecord, tenant: string): Caller {
  return { caller, tenant }
}

function rootOf(store: Store, tenant: string): KeyRecord {
  return store.tenants.find(({ id }) => id === tenant)!.root
}

/** The tenant a credential names; undefined when there is none such. */
function tenantOf(found: Presented, store: Store, has: Has): string | undefined {
  if (found.state !== 'value') return undefined
  const known = store.tenants.find(({ id }) => sameText(id, found.value))?.id
  return known ?? (has('invalid-auth-accepted') ? store.tenants[0]!.id : undefined)
}

function keyOf(found: Presented, root: KeyRecord, store: Store, has: Has): KeyRecord | undefined {
  const record = store.bySecret(found.state === 'value' ? found.value : '')
  if (found.state === 'value' && record === undefined) {
    return has('invalid-auth-accepted') || has('any-nonempty-accepted-on-one-scheme') ? root : undefined
  }
  if (lenient(found, has)) return root
  return found.state === 'value' ? record : undefined
}

function lenient(found: Presented | undefined, has: Has): boolean {
  return found?.state === 'malformed' && found.sent.trim().length <= 'Bearer'.length && has('blank-accepted')
}

function textOf(found: Presented): string | null {
  if (found.state === 'absent') return null
  return found.state === 'value' ? found.value : found.sent
}

function read(request: IncomingMessage, scheme: Scheme, has: Has): Presented {
  const lines = linesOf(request, scheme.header, has)
  const [line] = lines
  if (line === undefined) return elsewhere(request, scheme, has)
  if (lines.length > 1 && !has('first-of-two-credentials-counts'))
    return { state: 'malformed', sent: lines.join() }
  if (scheme.kind === 'apiKey')
    return line === '' ? { state: 'malformed', sent: line } : { state: 'value', value: line }
  const bearer = has('scheme-case-sensitive') ? /^Bearer +(\S+)$/ : /^bearer +(\S+)$/i
  const value =
    bearer.exec(line)?.[1] ?? (has('other-scheme-accepted') ? /^token +(\S+)$/i.exec(line)?.[1] : undefined)
  if (value !== undefined) return { state: 'value', value }
  if (/^bearer\b/i.test(line) || line === '') return { state: 'malformed', sent: line }
  return elsewhere(request, scheme, has)
}

/** All values of a header, one for each line it stands on. */
function linesOf(request: IncomingMessage, header: string, has: Has): readonly string[] {
  const spellings = new Set([header, header.replace(/^a/, 'A')])
  return request.rawHeaders.flatMap((name, index, raw) => {
    if (index % 2 === 1 || name.toLowerCase() !== header) return []
    if (has('header-name-case-sensitive') && !spellings.has(name)) return []
    return [raw[index + 1]!]
  })
}

/** Credentials where the document declares none: nothing, unless a defect looks there. */
function elsewhere(request: IncomingMessage, scheme: Scheme, has: Has): Presented {
  const pick = (value: string | null | undefined): Presented =>
    value === null || value === undefined || value === '' ? absent : { state: 'value', value }
  if (has('query-carrier-accepted')) {
    const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '')
    const names = scheme.holds === 'key' ? [scheme.header, ...queryNames] : [scheme.header]
    return pick(names.map((name) => query.get(name)).find((value) => value !== null))
  }
  if (scheme.holds !== 'key') return absent
  if (has('cookie-accepted')) {
    const pairs = (request.headers.cookie ?? '').split(/; */).map((pair) => pair.split(/=(.*)/s))
    const names = new Set([scheme.header, ...queryNames])
    return pick(pairs.find(([name]) => names.has(name?.toLowerCase() ?? ''))?.[1])
  }
  if (has('other-header-accepted')) {
    const other = scheme.kind === 'bearer' ? request.headers['x-api-key'] : request.headers.authorization
    return pick(typeof other === 'string' ? other.replace(/^bearer +/i, '') : undefined)
  }
  if (has('basic-accepted')) {
    const encoded = /^basic +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const parts = Buffer.from(encoded ?? '', 'base64')
      .toString()
      .split(':')
    return pick(parts.toSorted((left, right) => right.length - left.length)[0])
  }
  return absent
}
