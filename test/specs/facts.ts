import { expect } from 'vitest'
import type { vendors } from './overlaid.ts'

type Vendor = (typeof vendors)[number]

/** JSON Pointer of each create operation. */
export const create: Record<Vendor, string> = {
  videodb: '/paths/~1user~1api_key/post',
  autocalls: '/paths/~1user~1api-keys/post',
  lumino: '/paths/~1v1~1api-keys/post',
  vued: '/paths/~1orgs~1{org_id}~1api-keys/post',
  avido: '/paths/~1v0~1api-keys/post',
}
const json = '/content/application~1json/schema'
const uuidPattern =
  '^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}' +
  '|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$'
const numberOrNull = ['number', 'null']
const message = { message: { type: 'string' } }

/** Facts of the create pages: JSON Pointer into openapi.yaml, and what is there. `@` stands for the create operation. */
export const facts: Record<Vendor, readonly (readonly [pointer: string, value: unknown])[]> = {
  videodb: [
    ['/openapi', '3.0.3'],
    ['/info/title', 'VideoDB Server API'],
    ['/info/version', '1.0.0'],
    ['/info/contact', { name: 'VideoDB Support', url: 'https://videodb.io' }],
    ['/info/license', { name: 'MIT', url: 'https://opensource.org/licenses/MIT' }],
    ['/servers/0/url', 'https://api.videodb.io'],
    ['/servers/1/url', 'https://staging-api.videodb.io'],
    ['/servers/2', undefined],
    ['/tags/0/name', 'Authentication'],
    ['/tags/14/name', 'Assets'],
    ['/tags/15', undefined],
    ['/security', [{ ApiKeyAuth: [] }]],
    ['@/security', [{ ApiKeyAuth: [] }]],
    ['@/requestBody', undefined],
    ['@/parameters', undefined],
    ['@/operationId', undefined],
    [
      `@/responses/200${json}`,
      {
        type: 'object',
        properties: {
          success: { type: 'boolean', example: true },
          data: { type: 'object', properties: { api_key: { type: 'string', example: 'sk-xxx' } } },
        },
      },
    ],
    ['/components/securitySchemes/ApiKeyAuth/type', 'apiKey'],
    ['/components/securitySchemes/ApiKeyAuth/in', 'header'],
    ['/components/securitySchemes/ApiKeyAuth/name', 'x-access-token'],
    ['/components/schemas', undefined],
  ],
  autocalls: [
    ['/openapi', '3.1.0'],
    [
      '/servers',
      [{ url: 'https://app.autocalls.ai/api', description: expect.stringContaining('Example only') }],
    ],
    ['@/requestBody/required', true],
    [`@/requestBody${json}/required`, ['name']],
    [`@/requestBody${json}/properties/name/type`, 'string'],
    [`@/responses/201${json}/required`, undefined],
    [`@/responses/201${json}/properties/message/type`, 'string'],
    [`@/responses/201${json}/properties/api_key/required`, undefined],
    [`@/responses/201${json}/properties/api_key/properties/name/type`, 'string'],
    [`@/responses/201${json}/properties/api_key/properties/token/type`, 'string'],
    [`@/responses/201${json}/properties/api_key/properties/created_at/type`, 'string'],
    [`@/responses/201${json}/properties/api_key/properties/id`, undefined],
    ['@/responses/201/description', expect.stringContaining('example only')],
    ['@/responses/422/description', expect.stringContaining('example only')],
    ['/components/securitySchemes/bearerAuth/type', 'http'],
    ['/components/securitySchemes/bearerAuth/scheme', 'bearer'],
    ['/paths/~1user~1api-keys/get/responses', undefined],
    ['/paths/~1user~1api-keys~1{id}/delete/parameters/0/schema', {}],
  ],
  lumino: [
    ['/openapi', '3.0.0'],
    ['/info/title', 'API Keys Management API'],
    ['/info/version', '1.0.0'],
    ['/servers', []],
    ['/security', []],
    ['@/security', [{ ApiKeyAuth: [] }]],
    ['@/operationId', undefined],
    ['@/requestBody/required', true],
    [`@/requestBody${json}`, { $ref: '#/components/schemas/ApiKeyCreate' }],
    [`@/responses/201${json}`, { $ref: '#/components/schemas/ApiKeyWithSecretResponse' }],
    ['@/responses/400', { $ref: '#/components/responses/BadRequest' }],
    ['@/responses/401', { $ref: '#/components/responses/Unauthorized' }],
    ['/components/schemas/ApiKeyCreate/required', ['name', 'expires_at']],
    ['/components/schemas/ApiKeyCreate/properties/name/type', 'string'],
    ['/components/schemas/ApiKeyCreate/properties/expires_at/format', 'date-time'],
    ['/components/schemas/ApiKeyCreate/additionalProperties', undefined],
    ['/components/schemas/ApiKeyWithSecretResponse/allOf/0', { $ref: '#/components/schemas/ApiKeyResponse' }],
    ['/components/schemas/ApiKeyWithSecretResponse/allOf/1/properties/secret/type', 'string'],
    [
      '/components/schemas/ApiKeyResponse',
      {
        type: 'object',
        properties: {
          id: { type: 'string', format: 'uuid' },
          created_at: { type: 'string', format: 'date-time' },
          last_used_at: { type: 'string', format: 'date-time' },
          expires_at: { type: 'string', format: 'date-time' },
          status: { type: 'string', enum: ['ACTIVE', 'EXPIRED', 'REVOKED'] },
          name: { type: 'string' },
          prefix: { type: 'string' },
        },
      },
    ],
    [
      '/components/schemas/ErrorResponse',
      { type: 'object', properties: { status: { type: 'integer' }, ...message } },
    ],
    [`/components/responses/BadRequest${json}`, { $ref: '#/components/schemas/ErrorResponse' }],
    [`/components/responses/Unauthorized${json}`, { $ref: '#/components/schemas/ErrorResponse' }],
    ['/components/securitySchemes/ApiKeyAuth', { type: 'apiKey', in: 'header', name: 'x-api-key' }],
  ],
  vued: [
    ['/openapi', '3.1.0'],
    ['/info/title', 'Vued Public API'],
    ['/info/version', '0.1.0'],
    ['/servers', [{ url: 'https://vued-office-api-dev.onrender.com/v1' }]],
    ['/security', [{ bearerAuth: [] }]],
    ['/tags/6', { name: 'Webhooks' }],
    ['@/security', undefined],
    ['@/operationId', 'createApiKey'],
    ['@/parameters', [{ $ref: '#/components/parameters/OrgId' }]],
    ['@/requestBody/required', true],
    ['/components/parameters/OrgId/in', 'path'],
    ['/components/parameters/OrgId/schema', { type: 'string', format: 'uuid' }],
    [
      '/components/schemas/ApiKeyCreate',
      {
        type: 'object',
        properties: {
          name: { type: 'string', default: 'Public API key' },
          expires_at: { type: ['string', 'integer', 'number', 'null'] },
          scopes: { type: 'array', items: { type: 'string' } },
        },
      },
    ],
    ['/components/schemas/CreatedPublicApiKey/required', undefined],
    [
      '/components/schemas/CreatedPublicApiKey/properties/token',
      { $ref: '#/components/schemas/PublicApiKey' },
    ],
    ['/components/schemas/CreatedPublicApiKey/properties/secret/type', 'string'],
    [
      '/components/schemas/PublicApiKey',
      {
        type: 'object',
        properties: {
          id: { type: 'string', format: 'uuid' },
          name: { type: 'string' },
          keyPrefix: { type: 'string' },
          scopes: { type: 'array', items: { type: 'string' } },
          createdAt: { type: 'number' },
          lastUsedAt: { type: numberOrNull },
          expiresAt: { type: numberOrNull },
          revokedAt: { type: numberOrNull },
        },
      },
    ],
    ['/components/securitySchemes', { bearerAuth: { type: 'http', scheme: 'bearer' } }],
  ],
  avido: [
    ['/openapi', '3.1.1'],
    ['/info/title', 'Avido API'],
    ['/info/version', '0.1.0'],
    ['/info/contact/email', 'support@avidoai.com'],
    ['/servers', [{ url: 'https://api.avidoai.com', description: 'Production API' }]],
    ['/security', [{ ApiKey: [], ApplicationId: [] }]],
    ['@/security', undefined],
    ['@/operationId', 'createApplicationApiKey'],
    ['@/requestBody/required', true],
    ['@/responses/409/description', 'An API key with this name already exists'],
    [`@/responses/422${json}`, { $ref: '#/components/schemas/ValidationErrorResponse' }],
    ['/components/schemas/CreateApiKeyRequest/required', ['name']],
    ['/components/schemas/CreateApiKeyRequest/properties/name/minLength', 1],
    ['/components/schemas/CreateApiKeyRequest/properties/name/maxLength', 256],
    ['/components/schemas/CreateApiKeyResponse/required', ['data']],
    ['/components/schemas/CreatedApiKeyOutput/required', ['id', 'key', 'name']],
    ['/components/schemas/CreatedApiKeyOutput/properties/id/format', 'uuid'],
    ['/components/schemas/CreatedApiKeyOutput/properties/id/pattern', uuidPattern],
    ['/components/schemas/CreatedApiKeyOutput/properties/key/minLength', 1],
    ['/components/schemas/ErrorResponse/required', ['message']],
    ['/components/schemas/ValidationErrorResponse/required', ['message', 'issues']],
    [
      '/components/schemas/ValidationErrorResponse/properties/issues/items/required',
      ['code', 'message', 'path'],
    ],
    ['/components/securitySchemes/ApiKey/name', 'x-api-key'],
    ['/components/securitySchemes/ApplicationId/name', 'x-application-id'],
  ],
}

/** Every operation of openapi.yaml with its documented statuses: nothing else is on the create page. */
export const published: Record<Vendor, readonly string[]> = {
  videodb: ['POST /user/api_key 200'],
  autocalls: ['POST /user/api-keys 201 422', 'GET /user/api-keys', 'DELETE /user/api-keys/{id}'],
  lumino: ['POST /v1/api-keys 201 400 401'],
  vued: ['POST /orgs/{org_id}/api-keys 200'],
  avido: ['POST /v0/api-keys 201 400 401 403 404 409 422 500'],
}

/** The same with the overlay. */
export const extended: Record<Vendor, readonly string[]> = {
  videodb: [
    'POST /user/api_key 200',
    'GET /user/api_key 200 401',
    'DELETE /user/api_key/{api_key} 200 401 404',
    'GET /user 200 401',
  ],
  autocalls: [
    'POST /user/api-keys 201 422',
    'GET /user/api-keys 200 401',
    'DELETE /user/api-keys/{id} 200 401 404',
    'GET /user/me 200 401',
  ],
  lumino: [
    'POST /v1/api-keys 201 400 401',
    'GET /v1/api-keys 200 400 401',
    'GET /v1/api-keys/{key_name} 200 401 404',
    'PATCH /v1/api-keys/{key_name} 200 400 401 404',
    'DELETE /v1/api-keys/{key_name} 200 401 404',
    'GET /v1/users/me 200 401',
  ],
  vued: [
    'POST /orgs/{org_id}/api-keys 200',
    'GET /orgs/{org_id}/api-keys 200 401 403',
    'DELETE /orgs/{org_id}/api-keys/{key_id} 200 400 401 403 404',
  ],
  avido: [
    'POST /v0/api-keys 201 400 401 403 404 409 422 500',
    'GET /v0/api-keys 200 401 403',
    'GET /v0/applications/{id}/api-keys 200 401 403 404',
    'DELETE /v0/api-keys/{keyId} 204 400 401 403',
  ],
}

/** The sentences a finding quotes: where they stand, and the words that must be in them. */
export const promises: readonly (readonly [vendor: Vendor, pointer: string, words: RegExp])[] = [
  ['videodb', '@/description', /can be used immediately for authentication/],
  ['videodb', '@/description', /full access/],
  ['videodb', '@/description', /several keys, for different applications or environments/],
  ['videodb', '/components/securitySchemes/ApiKeyAuth/description', /sk-xxx format/],
  ['autocalls', '@/description', /only returned once/],
  ['autocalls', '@/description', /existing API key or a session token may be used/],
  [
    'autocalls',
    `@/responses/201${json}/properties/api_key/properties/token/description`,
    /will only be shown once/,
  ],
  [
    'lumino',
    '/components/schemas/ApiKeyWithSecretResponse/allOf/1/properties/secret/description',
    /only returned on creation/,
  ],
  ['vued', '@/description', /returns the secret once/],
  ['vued', '@/responses/200/description', /one-time secret/],
  ['vued', '/components/schemas/CreatedPublicApiKey/properties/secret/description', /Returned only once/],
  ['avido', '@/description', /plaintext key is returned only once/],
  ['avido', '/components/schemas/CreatedApiKeyOutput/properties/key/description', /shown only once/],
]
