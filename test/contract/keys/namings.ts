import type { DecoyCase } from './decoys.ts'
import type { ShapeCase } from './shapes.ts'

/** Ways of naming and arranging the operations around a key. */
export const NAMINGS: readonly ShapeCase[] = [
  {
    title: 'a JSON:API document',
    document: {
      paths: {
        'POST /access_tokens': {
          status: '201',
          request: { data: { type: 'string', attributes: { name: 'string' } } },
          response: {
            data: {
              id: 'string',
              type: 'string',
              attributes: { name: 'string', token: 'string', created_at: 'time' },
              links: { self: 'string' },
            },
          },
        },
        'GET /access_tokens': {
          response: {
            data: [{ id: 'string', type: 'string', attributes: { name: 'string', created_at: 'time' } }],
            links: { next: 'string' },
          },
        },
        'DELETE /access_tokens/{access_token_id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /access_tokens',
        secret: '/data/attributes/token',
        id: '/data/id',
        list: 'GET /access_tokens',
        revoke: 'DELETE /access_tokens/{access_token_id}',
      },
    ],
  },
  {
    title: 'custom methods after a colon',
    document: {
      paths: {
        'POST /v1/apiKeys': {
          request: { displayName: 'string' },
          response: {
            name: 'string',
            uid: 'string',
            displayName: 'string',
            keyString: 'string',
            createTime: 'time',
          },
        },
        'GET /v1/apiKeys': {
          response: {
            apiKeys: [{ name: 'string', uid: 'string', displayName: 'string', createTime: 'time' }],
            nextPageToken: 'string',
          },
        },
        'GET /v1/apiKeys/{uid}': { response: { name: 'string', uid: 'string', displayName: 'string' } },
        'POST /v1/apiKeys/{uid}:rotate': { response: { name: 'string', uid: 'string', keyString: 'string' } },
        'POST /v1/apiKeys/{uid}:revoke': { response: { name: 'string', uid: 'string' } },
      },
    },
    expected: [
      {
        create: 'POST /v1/apiKeys',
        secret: '/keyString',
        id: '/uid',
        list: 'GET /v1/apiKeys',
        get: 'GET /v1/apiKeys/{uid}',
        revoke: 'POST /v1/apiKeys/{uid}:revoke',
        rotate: 'POST /v1/apiKeys/{uid}:rotate',
      },
    ],
  },
  {
    title: 'actions in the fragment of one path',
    document: {
      paths: {
        'POST /#Action=CreateAccessKey': {
          id: 'POST_CreateAccessKey',
          form: true,
          request: { UserName: 'string' },
          response: {
            AccessKey: {
              UserName: 'string',
              AccessKeyId: 'string',
              Status: 'string',
              SecretAccessKey: 'string',
              CreateDate: 'time',
            },
          },
        },
        'POST /#Action=ListAccessKeys': {
          id: 'POST_ListAccessKeys',
          form: true,
          request: { UserName: 'string', Marker: 'string' },
          response: {
            AccessKeyMetadata: [{ UserName: 'string', AccessKeyId: 'string', Status: 'string' }],
            IsTruncated: 'boolean',
          },
        },
        'POST /#Action=DeleteAccessKey': {
          id: 'POST_DeleteAccessKey',
          form: true,
          request: { UserName: 'string', AccessKeyId: 'string' },
        },
        'POST /#Action=CreateUser': {
          id: 'POST_CreateUser',
          form: true,
          request: { UserName: 'string' },
          response: { User: { UserId: 'string', UserName: 'string' } },
        },
      },
    },
    expected: [
      {
        create: 'POST /#Action=CreateAccessKey',
        secret: '/AccessKey/SecretAccessKey',
        id: '/AccessKey/AccessKeyId',
        list: 'POST /#Action=ListAccessKeys',
        revoke: 'POST /#Action=DeleteAccessKey',
      },
    ],
  },
  {
    title: 'targets in the fragment of one path',
    document: {
      paths: {
        'POST /#X-Amz-Target=Gate_20200101.CreateApiToken': {
          id: 'CreateApiToken',
          request: { Name: 'string' },
          response: { TokenId: 'string', Token: 'string' },
        },
        'POST /#X-Amz-Target=Gate_20200101.ListApiTokens': {
          id: 'ListApiTokens',
          request: { NextToken: 'string' },
          response: { Tokens: [{ TokenId: 'string', Name: 'string' }], NextToken: 'string' },
        },
        'POST /#X-Amz-Target=Gate_20200101.DeleteApiToken': {
          id: 'DeleteApiToken',
          request: { TokenId: 'string' },
          required: ['TokenId'],
        },
      },
    },
    expected: [
      {
        create: 'POST /#X-Amz-Target=Gate_20200101.CreateApiToken',
        secret: '/Token',
        id: '/TokenId',
        list: 'POST /#X-Amz-Target=Gate_20200101.ListApiTokens',
        revoke: 'POST /#X-Amz-Target=Gate_20200101.DeleteApiToken',
      },
    ],
  },
  {
    title: 'embedded resources with links',
    document: {
      paths: {
        'POST /credentials': {
          status: '201',
          request: { label: 'string' },
          response: { id: 'string', label: 'string', secret: 'string', _links: { self: { href: 'string' } } },
        },
        'GET /credentials': {
          response: {
            _embedded: {
              credentials: [{ id: 'string', label: 'string', _links: { self: { href: 'string' } } }],
            },
            page: { size: 'integer' },
          },
        },
        'DELETE /credentials/{id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /credentials',
        secret: '/secret',
        id: '/id',
        list: 'GET /credentials',
        revoke: 'DELETE /credentials/{id}',
      },
    ],
  },
  {
    title: 'names in PascalCase',
    document: {
      paths: {
        'POST /Api/Tokens': {
          request: { Name: 'string' },
          response: { TokenId: 'string', TokenValue: 'string', Name: 'string' },
        },
        'GET /Api/Tokens': { response: { Items: [{ TokenId: 'string', Name: 'string' }], Count: 'integer' } },
        'DELETE /Api/Tokens/{TokenId}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /Api/Tokens',
        secret: '/TokenValue',
        id: '/TokenId',
        list: 'GET /Api/Tokens',
        revoke: 'DELETE /Api/Tokens/{TokenId}',
      },
    ],
  },
  {
    title: 'names in kebab-case',
    document: {
      paths: {
        'POST /access-keys': {
          request: { 'display-name': 'string' },
          response: { 'access-key-id': 'string', 'secret-access-key': 'string', 'display-name': 'string' },
        },
        'GET /access-keys': {
          response: { 'access-keys': [{ 'access-key-id': 'string', 'display-name': 'string' }] },
        },
        'DELETE /access-keys/{access-key-id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /access-keys',
        secret: '/secret-access-key',
        id: '/access-key-id',
        list: 'GET /access-keys',
        revoke: 'DELETE /access-keys/{access-key-id}',
      },
    ],
  },
  {
    title: 'names in Spanish',
    document: {
      paths: {
        'POST /claves-api': {
          summary: 'Crear una clave de API',
          status: '201',
          request: { nombre: 'string' },
          response: {
            id: 'string',
            nombre: 'string',
            clave: { schema: { type: 'string', description: 'La clave. Solo se muestra una vez.' } },
          },
        },
        'GET /claves-api': {
          summary: 'Listar claves',
          response: { datos: [{ id: 'string', nombre: 'string' }] },
        },
        'DELETE /claves-api/{id}': { summary: 'Eliminar una clave', status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /claves-api',
        secret: '/clave',
        id: '/id',
        list: 'GET /claves-api',
        revoke: 'DELETE /claves-api/{id}',
      },
    ],
  },
  {
    title: 'names in German',
    document: {
      paths: {
        'POST /zugangsschluessel': {
          summary: 'API-Schlüssel anlegen',
          status: '201',
          request: { bezeichnung: 'string' },
          response: {
            id: 'string',
            bezeichnung: 'string',
            schluessel: {
              schema: { type: 'string', description: 'Der Schlüssel, wird nur einmal angezeigt.' },
            },
          },
        },
        'GET /zugangsschluessel': {
          summary: 'API-Schlüssel auflisten',
          response: [{ id: 'string', bezeichnung: 'string' }],
        },
        'DELETE /zugangsschluessel/{id}': { summary: 'API-Schlüssel löschen', status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /zugangsschluessel',
        secret: '/schluessel',
        id: '/id',
        list: 'GET /zugangsschluessel',
        revoke: 'DELETE /zugangsschluessel/{id}',
      },
    ],
  },
  {
    title: 'names in Portuguese',
    document: {
      paths: {
        'POST /chaves': {
          summary: 'Criar chave de API',
          status: '201',
          request: { nome: 'string' },
          response: {
            id: 'string',
            nome: 'string',
            chave: { schema: { type: 'string', description: 'A chave, exibida apenas uma vez' } },
          },
        },
        'GET /chaves': {
          summary: 'Listar chaves de API',
          response: { dados: [{ id: 'string', nome: 'string' }] },
        },
        'DELETE /chaves/{id}': { summary: 'Revogar chave de API', status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /chaves',
        secret: '/chave',
        id: '/id',
        list: 'GET /chaves',
        revoke: 'DELETE /chaves/{id}',
      },
    ],
  },
  {
    title: 'names in French',
    document: {
      paths: {
        'POST /jetons': {
          summary: "Créer un jeton d'accès",
          status: '201',
          request: { nom: 'string' },
          response: {
            identifiant: 'string',
            nom: 'string',
            jeton: { schema: { type: 'string', description: 'Le jeton, affiché une seule fois.' } },
          },
        },
        'GET /jetons': { summary: 'Lister les jetons', response: [{ identifiant: 'string', nom: 'string' }] },
        'DELETE /jetons/{identifiant}': { summary: 'Supprimer un jeton', status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /jetons',
        secret: '/jeton',
        id: '/identifiant',
        list: 'GET /jetons',
        revoke: 'DELETE /jetons/{identifiant}',
      },
    ],
  },
  {
    title: 'calls named noun first',
    document: {
      paths: {
        'POST /rpc/apiKeyCreate': {
          request: { name: 'string' },
          response: { result: { apiKey: { id: 'string', name: 'string' }, secret: 'string' } },
        },
        'POST /rpc/apiKeyList': {
          request: { cursor: 'string' },
          response: { result: [{ id: 'string', name: 'string' }] },
        },
        'POST /rpc/apiKeyRevoke': {
          request: { id: 'string' },
          required: ['id'],
          response: { result: 'boolean' },
        },
        'POST /rpc/userCreate': {
          request: { email: 'string' },
          response: { result: { id: 'string', email: 'string' } },
        },
      },
    },
    expected: [
      {
        create: 'POST /rpc/apiKeyCreate',
        secret: '/result/secret',
        id: '/result/apiKey/id',
        list: 'POST /rpc/apiKeyList',
        revoke: 'POST /rpc/apiKeyRevoke',
      },
    ],
  },
  {
    title: 'calls with dots',
    document: {
      paths: {
        'POST /v1/auth.tokens.create': {
          request: { name: 'string' },
          response: { ok: 'boolean', token: 'string', token_id: 'string' },
        },
        'POST /v1/auth.tokens.list': {
          response: { ok: 'boolean', tokens: [{ token_id: 'string', name: 'string' }] },
        },
        'POST /v1/auth.tokens.revoke': {
          request: { token_id: 'string' },
          required: ['token_id'],
          response: { ok: 'boolean' },
        },
        'POST /v1/chat.postMessage': {
          request: { text: 'string' },
          response: { ok: 'boolean', ts: 'string' },
        },
      },
    },
    expected: [
      {
        create: 'POST /v1/auth.tokens.create',
        secret: '/token',
        id: '/token_id',
        list: 'POST /v1/auth.tokens.list',
        revoke: 'POST /v1/auth.tokens.revoke',
      },
    ],
  },
  {
    title: 'services with methods',
    document: {
      paths: {
        'POST /acme.v1.TokenService/CreateToken': {
          request: { displayName: 'string' },
          response: { token: { id: 'string', displayName: 'string' }, secret: 'string' },
        },
        'POST /acme.v1.TokenService/ListTokens': {
          request: { pageSize: 'integer' },
          response: { tokens: [{ id: 'string', displayName: 'string' }], nextPageToken: 'string' },
        },
        'POST /acme.v1.TokenService/DeleteToken': { request: { id: 'string' }, response: {} },
        'POST /acme.v1.UserService/CreateUser': {
          request: { email: 'string' },
          response: { user: { id: 'string' } },
        },
      },
    },
    expected: [
      {
        create: 'POST /acme.v1.TokenService/CreateToken',
        secret: '/secret',
        id: '/token/id',
        list: 'POST /acme.v1.TokenService/ListTokens',
        revoke: 'POST /acme.v1.TokenService/DeleteToken',
      },
    ],
  },
  {
    title: 'plain text beside the metadata',
    document: {
      paths: {
        'POST /user/tokens': {
          status: '201',
          request: { name: 'string', abilities: ['string'] },
          response: {
            accessToken: { id: 'integer', name: 'string', abilities: ['string'] },
            plainTextToken: 'string',
          },
        },
        'GET /user/tokens': { response: { data: [{ id: 'integer', name: 'string' }] } },
        'DELETE /user/tokens/{token}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /user/tokens',
        secret: '/plainTextToken',
        id: '/accessToken/id',
        list: 'GET /user/tokens',
        revoke: 'DELETE /user/tokens/{token}',
      },
    ],
  },
  {
    title: 'verbs as segments, an envelope in an envelope',
    document: {
      paths: {
        'POST /api/v1/apikey/add': {
          request: { title: 'string' },
          response: {
            success: 'boolean',
            payload: { token: { id: 'integer', title: 'string', value: 'string' } },
          },
        },
        'GET /api/v1/apikey/all': {
          response: { success: 'boolean', payload: { tokens: [{ id: 'integer', title: 'string' }] } },
        },
        'DELETE /api/v1/apikey/delete/{id}': { response: { success: 'boolean' } },
      },
    },
    expected: [
      {
        create: 'POST /api/v1/apikey/add',
        secret: '/payload/token/value',
        id: '/payload/token/id',
        list: 'GET /api/v1/apikey/all',
        revoke: 'DELETE /api/v1/apikey/delete/{id}',
      },
    ],
  },
  {
    title: 'an optional id in the query',
    document: {
      paths: {
        'POST /api_keys': {
          status: '201',
          request: { name: 'string' },
          response: { id: 'string', api_key: 'string' },
        },
        'GET /api_keys': { response: { keys: [{ id: 'string', name: 'string' }] } },
        'DELETE /api_keys': { query: ['id'], status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /api_keys',
        secret: '/api_key',
        id: '/id',
        list: 'GET /api_keys',
        revoke: 'DELETE /api_keys',
      },
    ],
  },
  {
    title: 'deactivate and regenerate',
    document: {
      paths: {
        'POST /apikeys': {
          status: '201',
          request: { label: 'string' },
          response: { id: 'string', label: 'string', apiKeySecret: 'string' },
        },
        'GET /apikeys': { response: { results: [{ id: 'string', label: 'string' }] } },
        'POST /apikeys/{id}/deactivate': { response: { id: 'string' } },
        'PUT /apikeys/{id}/regenerate': { response: { id: 'string', apiKeySecret: 'string' } },
      },
    },
    expected: [
      {
        create: 'POST /apikeys',
        secret: '/apiKeySecret',
        id: '/id',
        list: 'GET /apikeys',
        revoke: 'POST /apikeys/{id}/deactivate',
        rotate: 'PUT /apikeys/{id}/regenerate',
      },
    ],
  },
  {
    title: 'verbs in front of nouns, the item behind',
    document: {
      paths: {
        'POST /createApiKey': {
          request: { name: 'string' },
          response: { apiKey: 'string', apiKeyId: 'string' },
        },
        'GET /listApiKeys': { response: [{ apiKeyId: 'string', name: 'string' }] },
        'DELETE /deleteApiKey/{apiKeyId}': { response: { ok: 'boolean' } },
      },
    },
    expected: [
      {
        create: 'POST /createApiKey',
        secret: '/apiKey',
        id: '/apiKeyId',
        list: 'GET /listApiKeys',
        revoke: 'DELETE /deleteApiKey/{apiKeyId}',
      },
    ],
  },
  {
    title: 'a search at a shorter path for a list',
    document: {
      paths: {
        'POST /v2/users/{userId}/pats': {
          status: '201',
          summary: 'Add personal access token',
          request: { expirationDate: 'time' },
          response: { tokenId: 'string', token: 'string', creationDate: 'time' },
        },
        'POST /v2/users/pats/search': {
          summary: 'List personal access tokens',
          request: { offset: 'integer' },
          response: { result: [{ id: 'string', creationDate: 'time' }] },
        },
        'DELETE /v2/users/{userId}/pats/{tokenId}': { status: '200' },
      },
    },
    expected: [
      {
        create: 'POST /v2/users/{userId}/pats',
        secret: '/token',
        id: '/tokenId',
        list: 'POST /v2/users/pats/search',
        revoke: 'DELETE /v2/users/{userId}/pats/{tokenId}',
      },
    ],
  },
  {
    title: 'a primary and a secondary key',
    document: {
      paths: {
        'POST /subscriptions/{sid}/access-keys': {
          status: '201',
          request: { name: 'string' },
          response: { id: 'string', name: 'string', primaryKey: 'string', secondaryKey: 'string' },
        },
        'GET /subscriptions/{sid}/access-keys': { response: { value: [{ id: 'string', name: 'string' }] } },
        'DELETE /subscriptions/{sid}/access-keys/{id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /subscriptions/{sid}/access-keys',
        secret: '/primaryKey',
        id: '/id',
        list: 'GET /subscriptions/{sid}/access-keys',
        revoke: 'DELETE /subscriptions/{sid}/access-keys/{id}',
      },
    ],
  },
  {
    title: 'ids in the body of the delete',
    document: {
      paths: {
        'POST /_security/api_key': {
          request: { name: 'string', expiration: 'string' },
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
    title: 'a secret called value',
    document: {
      paths: {
        'POST /auth/keys': {
          status: '201',
          request: { name: 'string' },
          response: { id: 'string', value: 'string', expiresAt: 'time' },
        },
        'GET /auth/keys': { response: { keys: [{ id: 'string', name: 'string' }] } },
        'DELETE /auth/keys/{id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /auth/keys',
        secret: '/value',
        id: '/id',
        list: 'GET /auth/keys',
        revoke: 'DELETE /auth/keys/{id}',
      },
    ],
  },
]

/** Things that go by the same names and are none. */
export const NAMESAKES: readonly DecoyCase[] = [
  {
    title: 'keys of translations',
    document: {
      paths: {
        'POST /translations/keys': {
          request: { key: 'string', text: 'string' },
          response: { id: 'string', key: 'string' },
        },
        'GET /translations/keys': { response: [{ id: 'string', key: 'string' }] },
        'DELETE /translations/keys/{id}': { status: '204' },
      },
    },
  },
  {
    title: 'a key for idempotency and a page token',
    document: {
      paths: {
        'POST /payments': {
          request: { amount: 'integer', idempotency_key: 'string' },
          response: { id: 'string', idempotency_key: 'string', client_secret: 'string' },
        },
        'GET /payments': { response: { data: [{ id: 'string' }], next_page_token: 'string' } },
        'GET /payments/{id}': { response: { id: 'string' } },
      },
    },
  },
  {
    title: 'tokens for a meeting',
    document: {
      paths: {
        'POST /rooms/{room}/tokens': {
          summary: 'Create a meeting token for a participant',
          request: { user: 'string', exp: 'integer' },
          response: { token: 'string' },
        },
        'POST /rooms': { request: { name: 'string' }, response: { id: 'string', name: 'string' } },
        'GET /rooms': { response: [{ id: 'string' }] },
        'DELETE /rooms/{room}': { status: '204' },
      },
    },
  },
  {
    title: 'keys that sign mail',
    document: {
      paths: {
        'POST /domains/{id}/dkim-keys': {
          request: { selector: 'string' },
          response: { id: 'string', selector: 'string', public_key: 'string', private_key: 'string' },
        },
        'GET /domains/{id}/dkim-keys': { response: [{ id: 'string' }] },
        'DELETE /domains/{id}/dkim-keys/{kid}': { status: '204' },
      },
    },
  },
  {
    title: 'tokens on a chain',
    document: {
      paths: {
        'POST /tokens': {
          summary: 'Mint a token on the chain',
          request: { symbol: 'string', supply: 'integer' },
          response: { id: 'string', symbol: 'string', contract_address: 'string' },
        },
        'GET /tokens': { response: [{ id: 'string', symbol: 'string' }] },
        'DELETE /tokens/{id}': { status: '204' },
      },
    },
  },
  {
    title: 'keys of live streams',
    document: {
      paths: {
        'POST /live-streams': {
          request: { name: 'string' },
          response: { id: 'string', name: 'string', stream_key: 'string', playback_id: 'string' },
        },
        'GET /live-streams': { response: { data: [{ id: 'string' }] } },
        'DELETE /live-streams/{id}': { status: '204' },
      },
    },
  },
  {
    title: 'links to share',
    document: {
      paths: {
        'POST /documents/{id}/shares': {
          request: { email: 'string' },
          response: { id: 'string', token: 'string', url: 'string' },
        },
        'GET /documents/{id}/shares': { response: [{ id: 'string' }] },
        'DELETE /documents/{id}/shares/{sid}': { status: '204' },
      },
    },
  },
  {
    title: 'users of a database',
    document: {
      paths: {
        'POST /databases/{db}/users': {
          request: { name: 'string' },
          response: { name: 'string', password: 'string' },
        },
        'GET /databases/{db}/users': { response: { users: [{ name: 'string' }] } },
        'DELETE /databases/{db}/users/{name}': { status: '204' },
      },
    },
  },
  {
    title: 'registration of runners',
    document: {
      paths: {
        'POST /repos/{r}/actions/runners/registration-token': {
          status: '201',
          response: { token: 'string', expires_at: 'time' },
        },
        'GET /repos/{r}/actions/runners': { response: { runners: [{ id: 'integer' }] } },
        'DELETE /repos/{r}/actions/runners/{id}': { status: '204' },
      },
    },
  },
  {
    title: 'wallets with public keys',
    document: {
      paths: {
        'POST /wallets': {
          request: { name: 'string' },
          response: { id: 'string', address: 'string', public_key: 'string' },
        },
        'GET /wallets': { response: [{ id: 'string' }] },
        'DELETE /wallets/{id}': { status: '204' },
      },
    },
  },
]
