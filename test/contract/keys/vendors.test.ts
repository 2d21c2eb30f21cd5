import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { loadContract } from '../../../src/contract/load.ts'

const SPECS = join(import.meta.dirname, '../../../specs')

describe('the key resource of each vendor, overlay applied', () => {
  it.each(
    Object.entries({
      avido: {
        roles: { create: { operation: 'POST /v0/api-keys' } },
        secret: { pointer: '/data/key', reveal: 'once', carrier: 'ApiKey', format: { prefix: 'avido_' } },
        id: { pointer: '/data/id' },
        tenant: 'header.x-application-id',
      },
      autocalls: {
        roles: {
          create: { operation: 'POST /user/api-keys' },
          list: { operation: 'GET /user/api-keys' },
          revoke: { operation: 'DELETE /user/api-keys/{id}', idParameter: 'id' },
        },
        secret: { pointer: '/api_key/token', reveal: 'once', carrier: 'bearerAuth' },
        id: { fromList: true, match: ['/name', '/created_at'] },
        list: { items: '/api_keys', id: '/id' },
      },
      lumino: {
        roles: {
          create: { operation: 'POST /v1/api-keys' },
          revoke: { operation: 'DELETE /v1/api-keys/{key_name}', idParameter: 'key_name' },
        },
        secret: { pointer: '/secret', reveal: 'once', carrier: 'ApiKeyAuth' },
        id: { pointer: '/name' },
        idIsName: true,
        masked: ['/prefix'],
        softDelete: { pointer: '/status', revoked: 'REVOKED' },
        expiry: { inRequest: '/expires_at', unit: 'iso8601' },
      },
      videodb: {
        roles: {
          create: { operation: 'POST /user/api_key' },
          revoke: { operation: 'DELETE /user/api_key/{api_key}', idParameter: 'api_key' },
        },
        secret: {
          pointer: '/data/api_key',
          reveal: 'unstated',
          carrier: 'ApiKeyAuth',
          format: { prefix: 'sk-' },
        },
        id: { pointer: '/data/api_key' },
        idIsSecret: true,
        list: { items: '/data', id: '/key' },
      },
      vued: {
        roles: { create: { operation: 'POST /orgs/{org_id}/api-keys' } },
        secret: { pointer: '/secret', reveal: 'once', carrier: 'bearerAuth' },
        id: { pointer: '/token/id' },
        masked: ['/token/keyPrefix'],
        scopes: '/scopes',
        tenant: 'path.org_id',
        softDelete: { pointer: '/revokedAt', revoked: { not: null } },
      },
    }),
  )('%s', async (vendor, expected) => {
    const { keyResources } = await loadContract(join(SPECS, vendor, 'openapi.yaml'))
    expect(keyResources).toHaveLength(1)
    expect(keyResources[0]).toMatchObject(expected)
  })
})
