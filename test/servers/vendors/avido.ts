import { randomUUID } from 'node:crypto'
import { text } from '../fields.ts'
import type { Shape } from '../shape.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Avido: two headers that belong together, closed schemas, unique names, idempotent deletion. */
export const avido: Shape = {
  base: '',
  schemes: [
    { name: 'ApiKey', header: 'x-api-key', kind: 'apiKey', holds: 'key' },
    { name: 'ApplicationId', header: 'x-application-id', kind: 'apiKey', holds: 'tenant' },
  ],
  soft: false,
  prefix: 'avido_prod_',
  invalid: { syntax: 400, schema: 422 },
  secretAt: ['data', 'key'],
  typedAt: ['data', 'name'],
  secretMember: 'key',
  newId: randomUUID,
  secretFor: (_, random) => `avido_prod_${random}`,
  names: (record, parameter) => record.id === parameter,
  item: (record) => ({
    id: record.id,
    name: record.name,
    createdAt: new Date(record.createdAt).toISOString(),
  }),
  error: (status, message, issues) => (status === 422 ? { message, issues } : { message }),
  routes: [
    {
      method: 'POST',
      path: '/v0/api-keys',
      role: 'create',
      fields: { name: text({ required: true, min: 1, max: 256 }) },
      closed: true,
      handle: ({ store, tenant, body, has }) => {
        const name = (body['name'] as string | undefined) ?? 'unnamed'
        if (store.byName(tenant, name) !== undefined && !has('duplicate-name-accepted')) {
          return { status: 409, body: { message: 'There is a key of this name already.' } }
        }
        const record = store.create(tenant, { name })
        return { status: 201, body: { data: { id: record.id, key: record.secret, name: record.name } } }
      },
    },
    {
      method: 'GET',
      path: '/v0/api-keys',
      role: 'list',
      handle: ({ store, tenant, show }) => ({ status: 200, body: { data: store.list(tenant).map(show) } }),
    },
    {
      method: 'DELETE',
      path: '/v0/api-keys/{keyId}',
      role: 'revoke',
      handle: ({ store, params, find }) => {
        if (!uuid.test(params['keyId']!))
          return { status: 400, body: { message: 'The key id has to be a UUID.' } }
        const record = find()
        if (record !== undefined) store.revoke(record)
        return { status: 204 }
      },
    },
  ],
}
