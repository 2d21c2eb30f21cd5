import { randomUUID } from 'node:crypto'
import { futureTime, instantOf, text } from '../fields.ts'
import type { Answer, Body, Call, KeyRecord, Shape } from '../shape.ts'
import { isExpired } from '../store.ts'

const bad = (message: string): Answer => ({ status: 400, body: { status: 400, message } })
const missing: Answer = { status: 404, body: { status: 404, message: 'There is no such key.' } }

/** Lumino: a key is addressed by its name, and stays listed as REVOKED. */
export const lumino: Shape = {
  base: '',
  schemes: [{ name: 'ApiKeyAuth', header: 'x-api-key', kind: 'apiKey', holds: 'key' }],
  soft: true,
  prefix: 'lm_',
  invalid: { syntax: 400, schema: 400 },
  secretAt: ['secret'],
  typedAt: ['created_at'],
  secretMember: 'secret',
  maskMember: 'prefix',
  newId: randomUUID,
  secretFor: (_, random) => `lm_${random}`,
  names: (record, parameter) => record.name === parameter,
  item,
  error: (status, message) => ({ status, message }),
  routes: [
    {
      method: 'POST',
      path: '/v1/api-keys',
      role: 'create',
      fields: { name: text({ required: true }), expires_at: futureTime(true) },
      handle: (call) => {
        const name = (call.body['name'] as string | undefined) ?? ''
        if (call.store.byName(call.tenant, name) !== undefined) return bad('The name is taken.')
        const expiresText = call.body['expires_at'] as string
        const record = call.store.create(call.tenant, {
          name,
          expiresText,
          expiresAt: instantOf(expiresText),
        })
        return { status: 201, body: { ...call.show(record), secret: record.secret } }
      },
    },
    {
      method: 'GET',
      path: '/v1/api-keys',
      role: 'list',
      handle: (call) => page(call),
    },
    {
      method: 'GET',
      path: '/v1/api-keys/{key_name}',
      role: 'get',
      handle: ({ find, show }) => {
        const record = find()
        return record === undefined ? missing : { status: 200, body: show(record) }
      },
    },
    {
      method: 'PATCH',
      path: '/v1/api-keys/{key_name}',
      role: 'update',
      fields: { name: text({ required: false }), expires_at: futureTime(false) },
      handle: update,
    },
    {
      method: 'DELETE',
      path: '/v1/api-keys/{key_name}',
      role: 'revoke',
      handle: ({ store, find, show }) => {
        const record = find()
        if (record === undefined) return missing
        store.revoke(record)
        return { status: 200, body: show(record) }
      },
    },
    {
      method: 'GET',
      path: '/v1/users/me',
      role: 'canary',
      handle: ({ tenant }) => ({ status: 200, body: { id: tenant } }),
    },
  ],
}

function item(record: KeyRecord): Body {
  return {
    id: record.id,
    created_at: new Date(record.createdAt).toISOString(),
    ...(record.lastUsedAt === null ? {} : { last_used_at: new Date(record.lastUsedAt).toISOString() }),
    expires_at: record.expiresText,
    status: record.revokedAt !== null ? 'REVOKED' : isExpired(record) ? 'EXPIRED' : 'ACTIVE',
    name: record.name,
    prefix: record.secret.slice(0, 8),
  }
}

function page({ store, tenant, query, show }: Call): Answer {
  const current = positive(query.get('page') ?? '1')
  const size = positive(query.get('items_per_page') ?? '10')
  if (current === null || size === null) return bad('page and items_per_page have to be positive integers.')
  const all = store.list(tenant)
  return {
    status: 200,
    body: {
      data: all.slice((current - 1) * size, current * size).map(show),
      pagination: {
        total_pages: Math.max(1, Math.ceil(all.length / size)),
        current_page: current,
        items_per_page: size,
      },
    },
  }
}

function positive(text: string): number | null {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null
}

function update({ caller, store, tenant, body, has, find, show }: Call): Answer {
  const record = find()
  if (record === undefined) return missing
  const name = body['name'] as string | undefined
  const expiresText = body['expires_at'] as string | undefined
  const expiresAt = expiresText === undefined ? record.expiresAt : instantOf(expiresText)
  if (has('revoked-key-revived')) record.revokedAt = null
  if (record.revokedAt !== null || isExpired(record))
    return bad('A key that is revoked or expired stays as it is.')
  const taken = name === undefined ? undefined : store.byName(tenant, name)
  if (taken !== undefined && taken !== record) return bad('The name is taken.')
  if (caller === record && (expiresAt ?? 0) > (record.expiresAt ?? 0))
    return bad('A key cannot prolong itself.')
  if (has('update-without-effect')) return { status: 200, body: show(record) }
  record.name = name ?? record.name
  record.expiresAt = expiresAt
  record.expiresText = expiresText ?? record.expiresText
  return { status: 200, body: show(record) }
}
