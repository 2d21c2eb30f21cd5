import { type ShortDocument, schema, text } from './documents.ts'

/** What must be found in a document: operations by role, and the places in the create response. */
export interface Expected {
  readonly create: string
  readonly secret: string
  /** A pointer, `from list`, or null where there is none. */
  readonly id: string | null
  readonly list?: string
  readonly get?: string
  readonly update?: string
  readonly revoke?: string
  readonly rotate?: string
}

export interface ShapeCase {
  readonly title: string
  readonly document: ShortDocument
  readonly expected: readonly Expected[]
}

const KEY = { id: 'string', name: 'string', created_at: 'time' }

/** Ways in which APIs hand out keys. */
export const SHAPES: readonly ShapeCase[] = [
  {
    title: 'a plain collection',
    document: {
      paths: {
        'POST /v1/api-keys': {
          request: { name: 'string' },
          status: '201',
          response: { ...KEY, key: 'string' },
        },
        'GET /v1/api-keys': { response: { data: [KEY] } },
        'GET /v1/api-keys/{id}': { response: KEY },
        'PATCH /v1/api-keys/{id}': { request: { name: 'string' }, response: KEY },
        'DELETE /v1/api-keys/{id}': { status: '204' },
        'POST /v1/api-keys/{id}/rotate': { response: { ...KEY, key: 'string' } },
      },
    },
    expected: [
      {
        create: 'POST /v1/api-keys',
        secret: '/key',
        id: '/id',
        list: 'GET /v1/api-keys',
        get: 'GET /v1/api-keys/{id}',
        update: 'PATCH /v1/api-keys/{id}',
        revoke: 'DELETE /v1/api-keys/{id}',
        rotate: 'POST /v1/api-keys/{id}/rotate',
      },
    ],
  },
  {
    title: 'metadata called token beside the secret',
    document: {
      paths: {
        'POST /teams/{team}/keys': {
          request: { name: 'string' },
          response: { token: KEY, secret: 'string' },
        },
        'DELETE /teams/{team}/keys/{key_id}': {},
      },
    },
    expected: [
      {
        create: 'POST /teams/{team}/keys',
        secret: '/secret',
        id: '/token/id',
        revoke: 'DELETE /teams/{team}/keys/{key_id}',
      },
    ],
  },
  {
    title: 'metadata called api_key around the token, the id only in the list',
    document: {
      paths: {
        'POST /user/api-keys': {
          request: { name: 'string' },
          response: { message: 'string', api_key: { name: 'string', token: 'string', created_at: 'time' } },
        },
        'GET /user/api-keys': { response: { api_keys: [KEY] } },
        'DELETE /user/api-keys/{id}': {},
      },
    },
    expected: [
      {
        create: 'POST /user/api-keys',
        secret: '/api_key/token',
        id: 'from list',
        list: 'GET /user/api-keys',
        revoke: 'DELETE /user/api-keys/{id}',
      },
    ],
  },
  {
    title: 'the key is its own id',
    document: {
      paths: {
        'POST /account/api_key': { response: { ok: 'boolean', data: { api_key: 'string' } } },
        'DELETE /account/api_key/{api_key}': {},
      },
    },
    expected: [
      {
        create: 'POST /account/api_key',
        secret: '/data/api_key',
        id: '/data/api_key',
        revoke: 'DELETE /account/api_key/{api_key}',
      },
    ],
  },
  {
    title: 'addressed by name, the id notwithstanding',
    document: {
      paths: {
        'POST /v2/api-keys': { request: { name: 'string' }, response: { ...KEY, secret: 'string' } },
        'GET /v2/api-keys/{key_name}': { response: KEY },
        'DELETE /v2/api-keys/{key_name}': {},
      },
    },
    expected: [
      {
        create: 'POST /v2/api-keys',
        secret: '/secret',
        id: '/name',
        get: 'GET /v2/api-keys/{key_name}',
        revoke: 'DELETE /v2/api-keys/{key_name}',
      },
    ],
  },
  {
    title: 'addressed by prefix, slashes at the end',
    document: {
      paths: {
        'POST /groups/{gid}/api-keys/': {
          request: { name: 'string' },
          response: { id: 'string', prefix: 'string', key: 'string' },
        },
        'GET /groups/{gid}/api-keys/': { response: { results: [{ id: 'string', prefix: 'string' }] } },
        'DELETE /groups/{gid}/api-keys/{prefix}/': {},
      },
    },
    expected: [
      {
        create: 'POST /groups/{gid}/api-keys/',
        secret: '/key',
        id: '/prefix',
        list: 'GET /groups/{gid}/api-keys/',
        revoke: 'DELETE /groups/{gid}/api-keys/{prefix}/',
      },
    ],
  },
  {
    title: 'updates by POST to the item, paths that end in .json, a form',
    document: {
      paths: {
        'POST /2012/Accounts/{Account}/Keys.json': {
          form: true,
          request: { Label: 'string' },
          response: { sid: 'string', label: 'string', secret: 'string' },
        },
        'GET /2012/Accounts/{Account}/Keys.json': {
          response: { keys: [{ sid: 'string', label: 'string' }] },
        },
        'GET /2012/Accounts/{Account}/Keys/{Sid}.json': { response: { sid: 'string', label: 'string' } },
        'POST /2012/Accounts/{Account}/Keys/{Sid}.json': {
          form: true,
          request: { Label: 'string' },
          response: { sid: 'string', label: 'string' },
        },
        'DELETE /2012/Accounts/{Account}/Keys/{Sid}.json': {},
      },
    },
    expected: [
      {
        create: 'POST /2012/Accounts/{Account}/Keys.json',
        secret: '/secret',
        id: '/sid',
        list: 'GET /2012/Accounts/{Account}/Keys.json',
        get: 'GET /2012/Accounts/{Account}/Keys/{Sid}.json',
        update: 'POST /2012/Accounts/{Account}/Keys/{Sid}.json',
        revoke: 'DELETE /2012/Accounts/{Account}/Keys/{Sid}.json',
      },
    ],
  },
  {
    title: 'remote calls with the id in the body',
    document: {
      paths: {
        'POST /rpc/keys.createKey': {
          request: { name: 'string' },
          response: { data: { keyId: 'string', key: 'string' } },
        },
        'POST /rpc/keys.getKey': {
          request: { keyId: 'string' },
          required: ['keyId'],
          response: { data: { keyId: 'string', limits: [{ id: 'string', name: 'string' }] } },
        },
        'POST /rpc/keys.deleteKey': { request: { keyId: 'string' }, required: ['keyId'], response: {} },
        'POST /rpc/keys.verifyKey': { request: { key: 'string' }, response: { data: { valid: 'boolean' } } },
        'POST /rpc/spaces.listKeys': {
          request: { spaceId: 'string' },
          response: { data: [{ keyId: 'string', start: 'string' }] },
        },
      },
    },
    expected: [
      {
        create: 'POST /rpc/keys.createKey',
        secret: '/data/key',
        id: '/data/keyId',
        list: 'POST /rpc/spaces.listKeys',
        get: 'POST /rpc/keys.getKey',
        revoke: 'POST /rpc/keys.deleteKey',
      },
    ],
  },
  {
    title: 'remote calls with a dot and a bare verb',
    document: {
      paths: {
        'POST /apiKeys.create': {
          request: { name: 'string' },
          response: { data: { id: 'string', name: 'string', value: 'string' } },
        },
        'POST /apiKeys.list': { response: { data: [{ id: 'string', name: 'string', last4: 'string' }] } },
        'POST /apiKeys.delete': {
          request: { id: 'string' },
          required: ['id'],
          response: { success: 'boolean' },
        },
      },
    },
    expected: [
      {
        create: 'POST /apiKeys.create',
        secret: '/data/value',
        id: '/data/id',
        list: 'POST /apiKeys.list',
        revoke: 'POST /apiKeys.delete',
      },
    ],
  },
  {
    title: 'verbs as the last segment, revoked by the name in a form',
    document: {
      paths: {
        'POST /api/user_tokens/generate': {
          form: true,
          request: { name: 'string' },
          required: ['name'],
          response: { login: 'string', name: 'string', token: 'string' },
        },
        'GET /api/user_tokens/search': { response: { userTokens: [{ name: 'string', createdAt: 'time' }] } },
        'POST /api/user_tokens/revoke': {
          form: true,
          request: { name: 'string' },
          required: ['name'],
          status: '204',
        },
      },
    },
    expected: [
      {
        create: 'POST /api/user_tokens/generate',
        secret: '/token',
        id: '/name',
        list: 'GET /api/user_tokens/search',
        revoke: 'POST /api/user_tokens/revoke',
      },
    ],
  },
  {
    title: 'the answer is the secret alone, with a name of its own',
    document: {
      paths: {
        'POST /v1/service-accounts/{account}/api-keys': {
          request: { name: 'string' },
          response: { 'xq-api-key': 'string' },
        },
        'GET /v1/service-accounts/{account}/api-keys': {
          response: { 'api-keys': [{ key_id: 'string', name: 'string', hint: 'string' }] },
        },
        'DELETE /v1/service-accounts/{account}/api-keys/{api_key_id}': {},
      },
    },
    expected: [
      {
        create: 'POST /v1/service-accounts/{account}/api-keys',
        secret: '/xq-api-key',
        id: 'from list',
        list: 'GET /v1/service-accounts/{account}/api-keys',
        revoke: 'DELETE /v1/service-accounts/{account}/api-keys/{api_key_id}',
      },
    ],
  },
  {
    title: 'two secrets, of which one is named like the resource',
    document: {
      paths: {
        'POST /companies/{companyId}/apiCredentials': {
          response: {
            id: 'string',
            username: 'string',
            password: 'string',
            apiKey: 'string',
            clientKey: 'string',
          },
        },
        'GET /companies/{companyId}/apiCredentials': {
          response: { data: [{ id: 'string', username: 'string' }] },
        },
        'POST /companies/{companyId}/apiCredentials/{apiCredentialId}/generateApiKey': {
          response: { apiKey: 'string' },
        },
      },
    },
    expected: [
      {
        create: 'POST /companies/{companyId}/apiCredentials',
        secret: '/apiKey',
        id: '/id',
        list: 'GET /companies/{companyId}/apiCredentials',
        rotate: 'POST /companies/{companyId}/apiCredentials/{apiCredentialId}/generateApiKey',
      },
    ],
  },
  {
    title: 'an access key id beside a secret, the id called key',
    document: {
      paths: {
        'POST /api-key': {
          request: { name: 'string' },
          response: {
            name: 'string',
            key: text('API key'),
            secret: text('API key secret'),
            'role-id': 'string',
          },
        },
        'GET /api-key': {
          response: { 'api-keys': [{ name: 'string', key: 'string', 'role-id': 'string' }] },
        },
        'DELETE /api-key/{id}': {},
      },
    },
    expected: [
      {
        create: 'POST /api-key',
        secret: '/secret',
        id: '/key',
        list: 'GET /api-key',
        revoke: 'DELETE /api-key/{id}',
      },
    ],
  },
  {
    title: 'an access key addressed by its public half',
    document: {
      paths: {
        'POST /iam/api-keys': {
          request: { description: 'string' },
          response: {
            access_key: 'string',
            secret_key: schema({ type: ['string', 'null'] }),
            user_id: 'string',
          },
        },
        'GET /iam/api-keys': {
          response: { api_keys: [{ access_key: 'string', description: 'string' }], total_count: 'integer' },
        },
        'DELETE /iam/api-keys/{access_key}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /iam/api-keys',
        secret: '/secret_key',
        id: '/access_key',
        list: 'GET /iam/api-keys',
        revoke: 'DELETE /iam/api-keys/{access_key}',
      },
    ],
  },
  {
    title: 'created by a POST to the item, listed under the plural',
    document: {
      paths: {
        'POST /acl/token/{tokenAccessor}': {
          request: { Name: 'string' },
          response: { AccessorID: 'string', SecretID: 'string', Roles: [{ ID: 'string', Name: 'string' }] },
        },
        'GET /acl/token/{tokenAccessor}': { response: { AccessorID: 'string' } },
        'GET /acl/token': { response: { AccessorID: 'string', Roles: [{ ID: 'string', Name: 'string' }] } },
        'GET /acl/tokens': { response: [{ AccessorID: 'string', Name: 'string' }] },
        'DELETE /acl/token/{tokenAccessor}': {},
      },
    },
    expected: [
      {
        create: 'POST /acl/token/{tokenAccessor}',
        secret: '/SecretID',
        id: '/AccessorID',
        list: 'GET /acl/tokens',
        get: 'GET /acl/token/{tokenAccessor}',
        update: 'POST /acl/token/{tokenAccessor}',
        revoke: 'DELETE /acl/token/{tokenAccessor}',
      },
    ],
  },
  {
    title: 'created under a service account, managed under the project',
    document: {
      paths: {
        'POST /projects/{pid}/service_accounts/{sid}/api_keys': {
          summary: 'Creates an API key for a service account',
          response: { id: 'string', value: 'string', name: 'string' },
        },
        'GET /projects/{pid}/api_keys': {
          response: { data: [{ id: 'string', name: 'string', redacted_value: 'string' }] },
        },
        'DELETE /projects/{pid}/api_keys/{api_key_id}': {},
      },
    },
    expected: [
      {
        create: 'POST /projects/{pid}/service_accounts/{sid}/api_keys',
        secret: '/value',
        id: '/id',
        list: 'GET /projects/{pid}/api_keys',
        revoke: 'DELETE /projects/{pid}/api_keys/{api_key_id}',
      },
    ],
  },
  {
    title: 'created for a user, managed at the top',
    document: {
      paths: {
        'POST /users/{user_id}/personal_access_tokens': {
          request: { name: 'string', scopes: ['string'] },
          response: { id: 'integer', name: 'string', token: 'string', user_id: 'integer' },
        },
        'GET /personal_access_tokens': { response: [{ id: 'integer', name: 'string', user_id: 'integer' }] },
        'GET /personal_access_tokens/{id}': { response: { id: 'integer', name: 'string' } },
        'DELETE /personal_access_tokens/{id}': { status: '204' },
        'POST /personal_access_tokens/{id}/rotate': { response: { id: 'integer', token: 'string' } },
      },
    },
    expected: [
      {
        create: 'POST /users/{user_id}/personal_access_tokens',
        secret: '/token',
        id: '/id',
        list: 'GET /personal_access_tokens',
        get: 'GET /personal_access_tokens/{id}',
        revoke: 'DELETE /personal_access_tokens/{id}',
        rotate: 'POST /personal_access_tokens/{id}/rotate',
      },
    ],
  },
  {
    title: 'listed inside its owner',
    document: {
      paths: {
        'POST /account/{name}/token': { request: { expiresIn: 'integer' }, response: { token: 'string' } },
        'GET /account/{name}': {
          response: { name: 'string', enabled: 'boolean', tokens: [{ id: 'string', issuedAt: 'integer' }] },
        },
        'DELETE /account/{name}/token/{id}': {},
      },
    },
    expected: [
      {
        create: 'POST /account/{name}/token',
        secret: '/token',
        id: 'from list',
        list: 'GET /account/{name}',
        revoke: 'DELETE /account/{name}/token/{id}',
      },
    ],
  },
  {
    title: 'robots with a secret',
    document: {
      paths: {
        'POST /robots': {
          summary: 'Create a robot account',
          request: { name: 'string' },
          status: '201',
          response: { id: 'integer', name: 'string', secret: 'string', creation_time: 'time' },
        },
        'GET /robots': { response: [{ id: 'integer', name: 'string' }] },
        'GET /robots/{robot_id}': { response: { id: 'integer', name: 'string' } },
        'DELETE /robots/{robot_id}': {},
      },
    },
    expected: [
      {
        create: 'POST /robots',
        secret: '/secret',
        id: '/id',
        list: 'GET /robots',
        get: 'GET /robots/{robot_id}',
        revoke: 'DELETE /robots/{robot_id}',
      },
    ],
  },
  {
    title: 'setup keys, and personal tokens beside them',
    document: {
      paths: {
        'POST /api/setup-keys': {
          request: { name: 'string', expires_in: 'integer' },
          response: { id: 'string', key: 'string', name: 'string', state: 'string', usage_limit: 'integer' },
        },
        'GET /api/setup-keys': {
          response: [{ id: 'string', key: text('The key, masked but for its start'), name: 'string' }],
        },
        'DELETE /api/setup-keys/{keyId}': {},
        'POST /api/users/{userId}/tokens': {
          request: { name: 'string' },
          response: {
            plain_token: text('Plain text of the token'),
            personal_access_token: { ...KEY, created_by: 'string' },
          },
        },
        'GET /api/users/{userId}/tokens': { response: [KEY] },
        'DELETE /api/users/{userId}/tokens/{tokenId}': {},
      },
    },
    expected: [
      {
        create: 'POST /api/setup-keys',
        secret: '/key',
        id: '/id',
        list: 'GET /api/setup-keys',
        revoke: 'DELETE /api/setup-keys/{keyId}',
      },
      {
        create: 'POST /api/users/{userId}/tokens',
        secret: '/plain_token',
        id: '/personal_access_token/id',
        list: 'GET /api/users/{userId}/tokens',
        revoke: 'DELETE /api/users/{userId}/tokens/{tokenId}',
      },
    ],
  },
  {
    title: 'clients that are born with a secret',
    document: {
      paths: {
        'POST /m2m/clients': {
          response: {
            request_id: 'string',
            m2m_client: { client_id: 'string', client_secret: 'string', client_name: 'string' },
          },
        },
        'GET /m2m/clients': { response: { clients: [{ client_id: 'string', client_name: 'string' }] } },
        'DELETE /m2m/clients/{client_id}': { response: { client_id: 'string' } },
        'POST /m2m/clients/{client_id}/secrets/rotate': {
          response: { m2m_client: { client_id: 'string', next_client_secret: 'string' } },
        },
      },
    },
    expected: [
      {
        create: 'POST /m2m/clients',
        secret: '/m2m_client/client_secret',
        id: '/m2m_client/client_id',
        list: 'GET /m2m/clients',
        revoke: 'DELETE /m2m/clients/{client_id}',
        rotate: 'POST /m2m/clients/{client_id}/secrets/rotate',
      },
    ],
  },
  {
    title: 'client secrets with their data beside them, revoked by an action',
    document: {
      paths: {
        'POST /identities/{identityId}/client-secrets': {
          response: {
            clientSecret: 'string',
            clientSecretData: { id: 'string', description: 'string', clientSecretPrefix: 'string' },
          },
        },
        'GET /identities/{identityId}/client-secrets': {
          response: { clientSecretData: [{ id: 'string', clientSecretPrefix: 'string' }] },
        },
        'POST /identities/{identityId}/client-secrets/{clientSecretId}/revoke': {
          response: { clientSecretData: { id: 'string' } },
        },
      },
    },
    expected: [
      {
        create: 'POST /identities/{identityId}/client-secrets',
        secret: '/clientSecret',
        id: '/clientSecretData/id',
        list: 'GET /identities/{identityId}/client-secrets',
        revoke: 'POST /identities/{identityId}/client-secrets/{clientSecretId}/revoke',
      },
    ],
  },
  {
    title: 'signing keys that sign in',
    document: {
      paths: {
        'POST /SigningKeys': {
          summary: 'Create a signing key',
          response: {
            sid: 'string',
            secret: text(
              'The secret that authenticates requests; only returned when the key is first created',
            ),
          },
        },
        'DELETE /SigningKeys/{Sid}': {},
      },
    },
    expected: [
      { create: 'POST /SigningKeys', secret: '/secret', id: '/sid', revoke: 'DELETE /SigningKeys/{Sid}' },
    ],
  },
  {
    title: 'a hash as the id, the key outside the envelope',
    document: {
      paths: {
        'POST /keys': {
          request: { name: 'string', limit: 'number' },
          response: { data: { hash: 'string', name: 'string', label: 'string' }, key: 'string' },
        },
        'GET /keys': { response: { data: [{ hash: 'string', name: 'string' }] } },
        'DELETE /keys/{hash}': {},
      },
    },
    expected: [
      {
        create: 'POST /keys',
        secret: '/key',
        id: '/data/hash',
        list: 'GET /keys',
        revoke: 'DELETE /keys/{hash}',
      },
    ],
  },
  {
    title: 'schemas behind references, allOf and a nullable union',
    document: {
      paths: {
        'POST /access-tokens': { response: '#/components/schemas/Created' },
        'GET /access-tokens': { response: { items: ['#/components/schemas/AccessToken'] } },
        'DELETE /access-tokens/{uuid}': {},
      },
      components: {
        schemas: {
          AccessToken: {
            type: 'object',
            properties: { uuid: { type: 'string', format: 'uuid' }, token_label: { type: 'string' } },
          },
          Created: {
            allOf: [
              { $ref: '#/components/schemas/AccessToken' },
              {
                type: 'object',
                properties: {
                  token: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                  parent: { $ref: '#/components/schemas/Created' },
                },
              },
            ],
          },
        },
      },
    },
    expected: [
      {
        create: 'POST /access-tokens',
        secret: '/token',
        id: '/uuid',
        list: 'GET /access-tokens',
        revoke: 'DELETE /access-tokens/{uuid}',
      },
    ],
  },
  {
    title: 'only examples, no schema',
    document: {
      paths: {
        'POST /api_keys': {
          extra: {
            responses: {
              '201': {
                description: 'Created',
                content: {
                  'application/json': {
                    example: { api_key: { id: 12, name: 'ci', secret: 'zz_live_0123456789abcdef0123' } },
                  },
                },
              },
            },
          },
        },
        'DELETE /api_keys/{id}': {},
      },
    },
    expected: [
      {
        create: 'POST /api_keys',
        secret: '/api_key/secret',
        id: '/api_key/id',
        revoke: 'DELETE /api_keys/{id}',
      },
    ],
  },
  {
    title: 'an old twin and a new one',
    document: {
      paths: {
        'POST /v1/tokens': { deprecated: true, response: { id: 'string', token: 'string' } },
        'DELETE /v1/tokens/{id}': { deprecated: true },
        'POST /v2/tokens': { response: { id: 'string', token: 'string' } },
        'DELETE /v2/tokens/{id}': {},
      },
    },
    expected: [{ create: 'POST /v2/tokens', secret: '/token', id: '/id', revoke: 'DELETE /v2/tokens/{id}' }],
  },
  {
    title: 'an old operation with no twin',
    document: {
      paths: {
        'POST /v1/tokens': { deprecated: true, response: { id: 'string', token: 'string' } },
        'DELETE /v1/tokens/{id}': { deprecated: true },
      },
    },
    expected: [{ create: 'POST /v1/tokens', secret: '/token', id: '/id', revoke: 'DELETE /v1/tokens/{id}' }],
  },
  {
    title: 'a link says what no name would',
    document: {
      paths: {
        'POST /v1/api-keys': {
          response: { handle: 'string', id: 'string', key: 'string' },
          links: { revoke: { operationId: 'endIt', parameters: { which: '$response.body#/handle' } } },
        },
        'PUT /v1/endings/{which}': { id: 'endIt' },
        'GET /v1/api-keys': { response: [{ id: 'string', handle: 'string' }] },
      },
    },
    expected: [
      {
        create: 'POST /v1/api-keys',
        secret: '/key',
        id: '/handle',
        list: 'GET /v1/api-keys',
        revoke: 'PUT /v1/endings/{which}',
      },
    ],
  },
  {
    title: 'a token with one id in the path and its owner beside it',
    document: {
      paths: {
        'POST /auth/tokens': {
          request: { scopes: ['string'] },
          response: { token: { _id: 'string', userId: 'string', name: 'string' }, bearerToken: 'string' },
        },
        'GET /auth/tokens': {
          response: { tokens: [{ _id: 'string', name: 'string' }], pagination: { count: 'integer' } },
        },
        'DELETE /auth/tokens/{tokenId}': {},
      },
    },
    expected: [
      {
        create: 'POST /auth/tokens',
        secret: '/bearerToken',
        id: '/token/_id',
        list: 'GET /auth/tokens',
        revoke: 'DELETE /auth/tokens/{tokenId}',
      },
    ],
  },
  {
    title: 'named for the same noun by operationId alone',
    document: {
      paths: {
        'POST /users/{user_id}/tokens': {
          id: 'CreateUserAccessToken',
          response: { id: 'string', token: 'string', user_id: 'string', description: 'string' },
        },
        'GET /users/{user_id}/tokens': {
          id: 'GetUserAccessTokens',
          response: [{ id: 'string', user_id: 'string' }],
        },
        'POST /users/tokens/revoke': {
          id: 'RevokeUserAccessToken',
          request: { token_id: 'string' },
          required: ['token_id'],
          response: { status: 'string' },
        },
      },
    },
    expected: [
      {
        create: 'POST /users/{user_id}/tokens',
        secret: '/token',
        id: '/id',
        list: 'GET /users/{user_id}/tokens',
        revoke: 'POST /users/tokens/revoke',
      },
    ],
  },
  {
    title: 'an envelope with attributes, relationships and included parts',
    document: {
      paths: {
        'POST /api/v2/api_keys': {
          response: {
            data: {
              id: 'string',
              type: 'string',
              attributes: { name: 'string', key: 'string', last4: 'string' },
              relationships: { created_by: { data: { id: 'string', type: 'string' } } },
            },
            included: [{ id: 'string', attributes: { email: 'string' } }],
          },
        },
        'GET /api/v2/api_keys': {
          response: {
            data: [{ id: 'string', attributes: { name: 'string', last4: 'string' } }],
            included: [{ id: 'string' }],
          },
        },
        'DELETE /api/v2/api_keys/{api_key_id}': {},
      },
    },
    expected: [
      {
        create: 'POST /api/v2/api_keys',
        secret: '/data/attributes/key',
        id: '/data/id',
        list: 'GET /api/v2/api_keys',
        revoke: 'DELETE /api/v2/api_keys/{api_key_id}',
      },
    ],
  },
  {
    title: 'robots created by a PUT to the name',
    document: {
      paths: {
        'PUT /organizations/{org}/robots/{robot}': {
          id: 'createRobot',
          response: { name: 'string', token: text('The token with which the robot authenticates') },
        },
        'GET /organizations/{org}/robots': { response: { robots: [{ name: 'string' }] } },
        'DELETE /organizations/{org}/robots/{robot}': {},
      },
    },
    expected: [
      {
        create: 'PUT /organizations/{org}/robots/{robot}',
        secret: '/token',
        id: '/name',
        list: 'GET /organizations/{org}/robots',
        update: 'PUT /organizations/{org}/robots/{robot}',
        revoke: 'DELETE /organizations/{org}/robots/{robot}',
      },
    ],
  },
  {
    title: 'tokens by PUT to the collection, with an accessor',
    document: {
      paths: {
        'PUT /acl/token': {
          response: {
            AccessorID: 'string',
            SecretID: 'string',
            Policies: [{ ID: 'string', Name: 'string' }],
          },
        },
        'PUT /acl/token/{AccessorID}': { response: { AccessorID: 'string' } },
        'GET /acl/tokens': { response: [{ AccessorID: 'string' }] },
        'DELETE /acl/token/{AccessorID}': {},
      },
    },
    expected: [
      {
        create: 'PUT /acl/token',
        secret: '/SecretID',
        id: '/AccessorID',
        list: 'GET /acl/tokens',
        update: 'PUT /acl/token/{AccessorID}',
        revoke: 'DELETE /acl/token/{AccessorID}',
      },
    ],
  },
  {
    title: 'a digest for a name, and an item called token that takes the id',
    document: {
      paths: {
        'POST /users/{username}/tokens': {
          summary: 'Create an access token',
          request: { name: 'string' },
          response: { id: 'integer', name: 'string', sha1: 'string', token_last_eight: 'string' },
        },
        'GET /users/{username}/tokens': {
          response: [{ id: 'integer', name: 'string', sha1: 'string', token_last_eight: 'string' }],
        },
        'DELETE /users/{username}/tokens/{token}': {},
      },
    },
    expected: [
      {
        create: 'POST /users/{username}/tokens',
        secret: '/sha1',
        id: '/id',
        list: 'GET /users/{username}/tokens',
        revoke: 'DELETE /users/{username}/tokens/{token}',
      },
    ],
  },
  {
    title: 'secrets of a client, issued one by one',
    document: {
      paths: {
        'POST /apps/{app_id}/credentials/secrets': {
          response: { id: 'string', client_secret: 'string', status: 'string', secret_hash: 'string' },
        },
        'GET /apps/{app_id}/credentials/secrets': { response: [{ id: 'string', status: 'string' }] },
        'DELETE /apps/{app_id}/credentials/secrets/{secretId}': {},
      },
    },
    expected: [
      {
        create: 'POST /apps/{app_id}/credentials/secrets',
        secret: '/client_secret',
        id: '/id',
        list: 'GET /apps/{app_id}/credentials/secrets',
        revoke: 'DELETE /apps/{app_id}/credentials/secrets/{secretId}',
      },
    ],
  },
  {
    title: 'deleted by a list of ids in the body of the collection',
    document: {
      paths: {
        'POST /_security/api_key': {
          request: { name: 'string' },
          response: { id: 'string', name: 'string', api_key: 'string', encoded: 'string' },
        },
        'PUT /_security/api_key': {
          request: { name: 'string' },
          response: { id: 'string', name: 'string', api_key: 'string', encoded: 'string' },
        },
        'GET /_security/api_key': { response: { api_keys: [{ id: 'string', name: 'string' }] } },
        'DELETE /_security/api_key': {
          request: { ids: ['string'] },
          response: { invalidated_api_keys: ['string'] },
        },
      },
    },
    expected: [
      {
        create: 'POST /_security/api_key',
        secret: '/api_key',
        id: '/id',
        list: 'GET /_security/api_key',
        revoke: 'DELETE /_security/api_key',
      },
    ],
  },
  {
    title: 'rolled by a PUT to the value',
    document: {
      paths: {
        'POST /user/tokens': {
          response: {
            success: 'boolean',
            result: { id: 'string', name: 'string', value: 'string' },
            messages: [{ code: 'integer', message: 'string' }],
          },
        },
        'GET /user/tokens': {
          response: {
            result: [{ id: 'string', name: 'string' }],
            messages: [{ code: 'integer', message: 'string' }],
          },
        },
        'GET /user/tokens/{token_id}': { response: { result: { id: 'string', name: 'string' } } },
        'PUT /user/tokens/{token_id}': { response: { result: { id: 'string', name: 'string' } } },
        'DELETE /user/tokens/{token_id}': {},
        'PUT /user/tokens/{token_id}/value': { response: { result: 'string' } },
        'GET /user/tokens/verify': { response: { result: { id: 'string', status: 'string' } } },
      },
    },
    expected: [
      {
        create: 'POST /user/tokens',
        secret: '/result/value',
        id: '/result/id',
        list: 'GET /user/tokens',
        get: 'GET /user/tokens/{token_id}',
        update: 'PUT /user/tokens/{token_id}',
        revoke: 'DELETE /user/tokens/{token_id}',
        rotate: 'PUT /user/tokens/{token_id}/value',
      },
    ],
  },
  {
    title: 'a key pair of user and password for the API',
    document: {
      paths: {
        'POST /orgs/{orgId}/apiKeys': {
          response: {
            id: 'string',
            desc: 'string',
            publicKey: 'string',
            privateKey: text('Private key of the API key, redacted in later answers'),
          },
        },
        'GET /orgs/{orgId}/apiKeys': {
          response: {
            results: [{ id: 'string', desc: 'string', publicKey: 'string', privateKey: 'string' }],
            totalCount: 'integer',
          },
        },
        'DELETE /orgs/{orgId}/apiKeys/{apiUserId}': {},
      },
    },
    expected: [
      {
        create: 'POST /orgs/{orgId}/apiKeys',
        secret: '/privateKey',
        id: '/id',
        list: 'GET /orgs/{orgId}/apiKeys',
        revoke: 'DELETE /orgs/{orgId}/apiKeys/{apiUserId}',
      },
    ],
  },
  {
    title: 'a raw key beside the description of it',
    document: {
      paths: {
        'POST /users/{id}/tokens': {
          request: { description: 'string' },
          response: {
            apiKey: { id: 'integer', description: 'string', digest: 'string', prefix: 'string' },
            rawAPIKey: 'string',
          },
        },
        'GET /users/{id}/tokens': { response: [{ id: 'integer', description: 'string', prefix: 'string' }] },
        'DELETE /users/{id}/tokens/{keyID}': {},
      },
    },
    expected: [
      {
        create: 'POST /users/{id}/tokens',
        secret: '/rawAPIKey',
        id: '/apiKey/id',
        list: 'GET /users/{id}/tokens',
        revoke: 'DELETE /users/{id}/tokens/{keyID}',
      },
    ],
  },
  {
    title: 'keys made in a zone that the path names, and addressed below it',
    document: {
      paths: {
        'POST /keys/{zone}': { request: { name: 'string' }, response: { ...KEY, secret: 'string' } },
        'GET /keys/{zone}': { response: [KEY] },
        'DELETE /keys/{zone}/{id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /keys/{zone}',
        secret: '/secret',
        id: '/id',
        list: 'GET /keys/{zone}',
        revoke: 'DELETE /keys/{zone}/{id}',
      },
    ],
  },
  {
    title: 'keys made in a zone that the path names, and listed there',
    document: {
      paths: {
        'POST /keys/{zone}': { request: { name: 'string' }, response: { ...KEY, secret: 'string' } },
        'GET /keys/{zone}': { response: { data: [KEY] } },
      },
    },
    expected: [{ create: 'POST /keys/{zone}', secret: '/secret', id: '/id', list: 'GET /keys/{zone}' }],
  },
  {
    title: 'names in Spanish',
    document: {
      paths: {
        'POST /claves-api': {
          request: { nombre: 'string' },
          response: { identificador: 'string', nombre: 'string', secreto: 'string' },
        },
        'GET /claves-api': { response: [{ identificador: 'string', nombre: 'string' }] },
        'DELETE /claves-api/{identificador}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /claves-api',
        secret: '/secreto',
        id: '/identificador',
        list: 'GET /claves-api',
        revoke: 'DELETE /claves-api/{identificador}',
      },
    ],
  },
  {
    title: 'acts in French at the end of the path',
    document: {
      paths: {
        'POST /jetons/créer': { request: { nom: 'string' }, response: { id: 'string', jeton: 'string' } },
        'GET /jetons': { response: { data: [{ id: 'string', nom: 'string' }] } },
        'POST /jetons/{id}/révoquer': {},
      },
    },
    expected: [
      {
        create: 'POST /jetons/créer',
        secret: '/jeton',
        id: '/id',
        list: 'GET /jetons',
        revoke: 'POST /jetons/{id}/révoquer',
      },
    ],
  },
]
