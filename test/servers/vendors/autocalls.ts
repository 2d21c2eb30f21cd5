import { randomInt } from 'node:crypto'
import { text } from '../fields.ts'
import type { Shape } from '../shape.ts'

/** Autocalls: bearer tokens of the form `id|random`; the id is found in the list alone. */
export const autocalls: Shape = {
  base: '/api',
  schemes: [{ name: 'bearerAuth', header: 'authorization', kind: 'bearer', holds: 'key' }],
  soft: false,
  prefix: '',
  invalid: { syntax: 422, schema: 422 },
  secretAt: ['api_key', 'token'],
  typedAt: ['api_key', 'created_at'],
  secretMember: 'token',
  newId: () => String(randomInt(1, 2 ** 31)),
  secretFor: (id, random) => `${id}|${random}`,
  names: (record, parameter) => record.id === parameter,
  item: (record) => ({
    id: Number(record.id),
    name: record.name,
    last_used_at: record.lastUsedAt === null ? null : micros(record.lastUsedAt),
    created_at: micros(record.createdAt),
  }),
  error: (status, message, issues) =>
    status === 422
      ? {
          message,
          errors: Object.fromEntries(issues.map((issue) => [issue.path[0] ?? 'body', [issue.message]])),
        }
      : { message },
  routes: [
    {
      method: 'POST',
      path: '/user/api-keys',
      role: 'create',
      fields: { name: text({ required: true }) },
      handle: ({ store, tenant, body }) => {
        const record = store.create(tenant, { name: nameOf(body['name']) })
        return {
          status: 201,
          body: {
            message: 'The key was created.',
            api_key: { name: record.name, token: record.secret, created_at: micros(record.createdAt) },
          },
        }
      },
    },
    {
      method: 'GET',
      path: '/user/api-keys',
      role: 'list',
      handle: ({ store, tenant, show }) => ({
        status: 200,
        body: { api_keys: store.list(tenant).map(show) },
      }),
    },
    {
      method: 'DELETE',
      path: '/user/api-keys/{id}',
      role: 'revoke',
      handle: ({ store, find }) => {
        const record = find()
        if (record === undefined) return { status: 404, body: { message: 'There is no such key.' } }
        store.revoke(record)
        return { status: 200, body: { message: 'The key was deleted.' } }
      },
    },
    {
      method: 'GET',
      path: '/user/me',
      role: 'canary',
      handle: ({ tenant }) => ({ status: 200, body: { id: tenant } }),
    },
  ],
}

function micros(time: number): string {
  return new Date(time).toISOString().replace('Z', '000Z')
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
