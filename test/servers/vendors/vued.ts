import { randomUUID } from 'node:crypto'
import { futureTimeOrNumber, instantOf, text, texts } from '../fields.ts'
import type { Answer, Body, Call, KeyRecord, Route, Shape } from '../shape.ts'

const read = 'api_keys:read'
const write = 'api_keys:write'
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const answer = (status: number, message: string): Answer => ({ status, body: { message } })

/** Vued: keys of an organization, which the path names; scopes; a revoked key stays listed with revokedAt. */
export const vued: Shape = {
  base: '/v1',
  schemes: [{ name: 'bearerAuth', header: 'authorization', kind: 'bearer', holds: 'key' }],
  soft: true,
  prefix: 'vued_live_',
  invalid: { syntax: 400, schema: 400 },
  secretAt: ['secret'],
  typedAt: ['token', 'createdAt'],
  secretMember: 'secret',
  maskMember: 'keyPrefix',
  newId: randomUUID,
  secretFor: (_, random) => `vued_live_${random}`,
  names: (record, parameter) => record.id === parameter,
  item: (record) => ({
    id: record.id,
    name: record.name,
    keyPrefix: record.secret.slice(0, 'vued_live_'.length + 4),
    scopes: record.scopes,
    createdAt: record.createdAt,
    lastUsedAt: record.lastUsedAt,
    expiresAt: record.expiresAt,
    revokedAt: record.revokedAt,
  }),
  error: (_, message) => ({ message }),
  guard,
  routes: [
    {
      method: 'POST',
      path: '/orgs/{org_id}/api-keys',
      role: 'create',
      fields: { name: text({ required: false }), expires_at: futureTimeOrNumber, scopes: texts },
      handle: create,
    },
    {
      method: 'GET',
      path: '/orgs/{org_id}/api-keys',
      role: 'list',
      handle: ({ store, tenant, show }) => ({ status: 200, body: { tokens: store.list(tenant).map(show) } }),
    },
    {
      method: 'DELETE',
      path: '/orgs/{org_id}/api-keys/{key_id}',
      role: 'revoke',
      handle: ({ store, params, find, show }) => {
        const record = find()
        if (record === undefined) {
          return uuid.test(params['key_id']!)
            ? answer(404, 'There is no such key.')
            : answer(400, 'The key id has to be a UUID.')
        }
        store.revoke(record)
        return { status: 200, body: { token: show(record) } }
      },
    },
  ],
}

/** What a key may do that was made with these scopes: all, when it was made with none. */
function granted(record: KeyRecord): readonly string[] {
  return record.scopes.length === 0 ? [read, write] : record.scopes
}

function guard({ caller, params, has }: Call, route: Route): Answer | { readonly tenant: string } {
  const org = params['org_id']!
  if (!uuid.test(org)) return answer(400, 'The organization id has to be a UUID.')
  const foreign = org !== caller.tenant && !has('foreign-org-accepted')
  if (foreign) return answer(403, 'This key does not allow it.')
  const needed = route.role === 'list' ? read : write
  if (granted(caller).includes(needed) || has('scope-not-enforced')) return { tenant: org }
  return {
    ...answer(403, 'This key does not allow it.'),
    headers: { 'WWW-Authenticate': `Bearer realm="vued", error="insufficient_scope", scope="${needed}"` },
  }
}

function create({ caller, store, tenant, body, has, show }: Call): Answer {
  const asked = (body['scopes'] as readonly string[] | undefined) ?? []
  const narrow = caller.scopes.length > 0 && !has('scope-escalates')
  if (narrow && !asked.every((scope) => caller.scopes.includes(scope))) {
    return answer(403, 'A key cannot give what it does not have.')
  }
  const record = store.create(tenant, {
    name: nameOf(body, has),
    expiresAt: expiryOf(body['expires_at']),
    scopes: narrow && asked.length === 0 ? caller.scopes : asked,
  })
  return { status: 200, body: { token: show(record), secret: record.secret } }
}

function nameOf(body: Body, has: Call['has']): string {
  const name = body['name']
  if (typeof name === 'string') return name
  return has('default-not-applied') ? '' : 'Public API key'
}

function expiryOf(value: unknown): number | null {
  if (typeof value === 'string') return instantOf(value)
  return typeof value === 'number' ? value : null
}
