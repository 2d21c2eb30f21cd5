import { randomUUID } from 'node:crypto'
import type { Shape } from '../shape.ts'
import { sameText } from '../store.ts'

/** VideoDB: no request body, no id; a key is revoked by itself. */
export const videodb: Shape = {
  base: '',
  schemes: [{ name: 'ApiKeyAuth', header: 'x-access-token', kind: 'apiKey', holds: 'key' }],
  soft: false,
  prefix: 'sk-',
  invalid: { syntax: 400, schema: 400 },
  secretAt: ['data', 'api_key'],
  typedAt: ['success'],
  secretMember: 'key',
  newId: randomUUID,
  secretFor: (_, random) => `sk-${random}`,
  names: (record, parameter) => sameText(record.secret, parameter),
  item: (record) => ({
    key: `sk-…${record.secret.slice(-4)}`,
    created_at: new Date(record.createdAt).toISOString(),
    last_used_at: record.lastUsedAt === null ? null : new Date(record.lastUsedAt).toISOString(),
  }),
  error: (_, message) => ({ success: false, message }),
  routes: [
    {
      method: 'POST',
      path: '/user/api_key',
      role: 'create',
      handle: ({ store, tenant }) => ({
        status: 200,
        body: { success: true, data: { api_key: store.create(tenant, { name: '' }).secret } },
      }),
    },
    {
      method: 'GET',
      path: '/user/api_key',
      role: 'list',
      handle: ({ store, tenant, show }) => ({
        status: 200,
        body: { success: true, data: store.list(tenant).map(show) },
      }),
    },
    {
      method: 'DELETE',
      path: '/user/api_key/{api_key}',
      role: 'revoke',
      handle: ({ store, find }) => {
        const record = find()
        if (record === undefined)
          return { status: 404, body: { success: false, message: 'There is no such key.' } }
        store.revoke(record)
        return { status: 200, body: { success: true, message: 'The key was deleted.' } }
      },
    },
    {
      method: 'GET',
      path: '/user',
      role: 'canary',
      handle: ({ tenant }) => ({ status: 200, body: { success: true, data: { user_id: tenant } } }),
    },
  ],
}
