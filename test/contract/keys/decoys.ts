import { type ShortDocument, text } from './documents.ts'

export interface DecoyCase {
  readonly title: string
  readonly document: ShortDocument
}

const REST = (collection: string, item: Record<string, string>): ShortDocument['paths'] => ({
  [`GET ${collection}`]: { response: [item] },
  [`GET ${collection}/{id}`]: { response: item },
  [`DELETE ${collection}/{id}`]: { status: '204' },
})

/** Things that look like keys to an API and are none. */
export const DECOYS: readonly DecoyCase[] = [
  {
    title: 'SSH keys that the caller hands in',
    document: {
      paths: {
        'POST /user/keys': {
          request: { title: 'string', key: 'string' },
          required: ['key'],
          response: { id: 'integer', title: 'string', key: 'string' },
        },
        ...REST('/user/keys', { id: 'integer', key: 'string' }),
      },
    },
  },
  {
    title: 'SSH keys by their name',
    document: {
      paths: {
        'POST /ssh-keys': {
          request: { name: 'string' },
          response: { id: 'string', key: 'string', fingerprint: 'string' },
        },
        ...REST('/ssh-keys', { id: 'string' }),
      },
    },
  },
  {
    title: 'GPG keys',
    document: {
      paths: {
        'POST /user/gpg_keys': {
          request: { armored: 'string' },
          response: { id: 'integer', key_id: 'string', raw_key: 'string' },
        },
        ...REST('/user/gpg_keys', { id: 'integer' }),
      },
    },
  },
  {
    title: 'deploy keys of which only the public part is shown',
    document: {
      paths: {
        'POST /deploy_keys': { response: { id: 'string', public_key: 'string', created_at: 'time' } },
        ...REST('/deploy_keys', { id: 'string', public_key: 'string' }),
      },
    },
  },
  {
    title: 'an OAuth token endpoint',
    document: {
      paths: {
        'POST /oauth/token': {
          form: true,
          request: { grant_type: 'string', code: 'string' },
          response: {
            access_token: 'string',
            token_type: 'string',
            expires_in: 'integer',
            refresh_token: 'string',
          },
        },
        'POST /oauth/revoke': { request: { token: 'string' } },
      },
    },
  },
  {
    title: 'a login that opens a session',
    document: {
      paths: {
        'POST /login': {
          request: { email: 'string', password: 'string' },
          response: { token: 'string', user: { id: 'string' } },
        },
        'POST /sessions': { response: { id: 'string', token: 'string' } },
        ...REST('/sessions', { id: 'string' }),
      },
    },
  },
  {
    title: 'an exchange for a short-lived token',
    document: {
      paths: {
        'POST /installations/{installation}/access_tokens': {
          summary: 'Create an access token',
          description: 'Tokens expire after one hour.',
          response: { token: 'string', expires_at: 'time' },
        },
        'GET /installations': { response: [{ id: 'string' }] },
        'GET /repos': { response: [{ id: 'string' }] },
        'GET /user': { response: { id: 'string' } },
      },
    },
  },
  {
    title: 'encryption keys',
    document: {
      paths: {
        'POST /encryption-keys': { request: { name: 'string' }, response: { id: 'string', key: 'string' } },
        ...REST('/encryption-keys', { id: 'string' }),
      },
    },
  },
  {
    title: 'signing key pairs with a certificate',
    document: {
      paths: {
        'POST /key/generate': {
          request: { algorithm: 'string' },
          response: {
            key: {
              id: 'string',
              kid: 'string',
              secret: 'string',
              privateKey: 'string',
              publicKey: 'string',
              certificate: 'string',
            },
          },
        },
        ...REST('/key', { id: 'string' }),
      },
    },
  },
  {
    title: 'JSON Web Keys',
    document: {
      paths: {
        'POST /jwks/{set}': {
          response: { keys: [{ kid: 'string', kty: 'string', k: 'string', x5c: 'string' }] },
        },
        'DELETE /jwks/{set}/{kid}': {},
      },
    },
  },
  {
    title: 'push tokens of devices',
    document: {
      paths: {
        'POST /devices/{device}/push-tokens': {
          request: { token: 'string' },
          required: ['token'],
          response: { id: 'string', token: 'string' },
        },
        'DELETE /devices/{device}/push-tokens/{id}': {},
      },
    },
  },
  {
    title: 'a store of keys and values',
    document: {
      paths: {
        'POST /kv/{namespace}/values': {
          request: { key: 'string', value: 'string' },
          required: ['key', 'value'],
          response: { key: 'string', value: 'string' },
        },
        'GET /kv/{namespace}/values': { response: [{ key: 'string', value: 'string' }] },
        'DELETE /kv/{namespace}/values/{key}': {},
      },
    },
  },
  {
    title: 'a store of secrets',
    document: {
      paths: {
        'POST /projects/{project}/secrets': {
          request: { name: 'string', value: 'string' },
          required: ['name', 'value'],
          response: { id: 'string', name: 'string', value: 'string' },
        },
        'GET /projects/{project}/secrets': { response: [{ id: 'string', name: 'string' }] },
        'DELETE /projects/{project}/secrets/{id}': {},
      },
    },
  },
  {
    title: 'webhooks with their signing secret',
    document: {
      paths: {
        'POST /webhooks': {
          request: { url: 'string' },
          response: {
            id: 'string',
            url: 'string',
            secret: text('Signs the payloads we send; shown only once'),
          },
        },
        ...REST('/webhooks', { id: 'string', url: 'string' }),
      },
    },
  },
  {
    title: "somebody else's credentials kept for later",
    document: {
      paths: {
        'POST /integrations': {
          request: { kind: 'string', api_key: 'string' },
          response: { id: 'string', kind: 'string', api_key: 'string' },
        },
        ...REST('/integrations', { id: 'string' }),
      },
    },
  },
  {
    title: 'repositories with a bearer token to reach them',
    document: {
      paths: {
        'POST /repositories': {
          request: { url: 'string', bearerToken: 'string' },
          response: { id: 'string', url: 'string', bearerToken: 'string' },
        },
        ...REST('/repositories', { id: 'string' }),
      },
    },
  },
  {
    title: 'pages of a search with their token',
    document: {
      paths: {
        'POST /search': {
          request: { query: 'string' },
          response: { hits: [{ id: 'string' }], next_page_token: 'string', cursor: 'string' },
        },
        'GET /documents': { response: { documents: [{ id: 'string' }], nextToken: 'string' } },
      },
    },
  },
  {
    title: 'invitations and password resets',
    document: {
      paths: {
        'POST /invitations': { request: { email: 'string' }, response: { id: 'string', token: 'string' } },
        ...REST('/invitations', { id: 'string' }),
      },
    },
  },
  {
    title: 'connection tokens that are only known by their id',
    document: {
      paths: {
        'POST /serviceTokens': {
          response: { uuid: 'string', name: 'string', issuerSide: 'string', state: 'string' },
        },
        'GET /serviceTokens': { response: { data: [{ uuid: 'string' }] } },
        'DELETE /serviceTokens/{uuid}': {},
      },
    },
  },
  {
    title: 'report handles called tokens',
    document: {
      paths: {
        'POST /report/create': { response: { report_token: 'string', report_id: 'string' } },
        'POST /report/get': { request: { report_token: 'string' }, response: { report: { id: 'string' } } },
        'POST /report/remove': { request: { report_token: 'string' }, response: { removed: 'boolean' } },
      },
    },
  },
  {
    title: 'a key that is rotated but never created',
    document: {
      paths: {
        'POST /project/{id}/rotate_secret_keys': { response: { id: 'string', secret_key: 'string' } },
        'GET /project/{id}': { response: { id: 'string' } },
        'DELETE /project/{id}': {},
        'GET /project': { response: [{ id: 'string' }] },
      },
    },
  },
  {
    title: 'verification of a key',
    document: {
      paths: {
        'POST /api-keys/verify': {
          request: { key: 'string' },
          response: { valid: 'boolean', api_key: { id: 'string', secret: 'string' } },
        },
        'GET /api-keys': { response: [{ id: 'string' }] },
        'DELETE /api-keys/{id}': {},
      },
    },
  },
  {
    title: 'translations with their keys',
    document: {
      paths: {
        'POST /translation-keys': { request: { name: 'string' }, response: { id: 'string', key: 'string' } },
        ...REST('/translation-keys', { id: 'string', key: 'string' }),
      },
    },
  },
  {
    title: 'a payment with a client secret for the browser',
    document: {
      paths: {
        'POST /payment_intents': { response: { id: 'string', client_secret: 'string', amount: 'integer' } },
        ...REST('/payment_intents', { id: 'string' }),
      },
    },
  },
  {
    title: 'ephemeral keys',
    document: {
      paths: {
        'POST /ephemeral_keys': {
          summary: 'Create an ephemeral key',
          response: { id: 'string', secret: 'string', expires: 'integer' },
        },
        'DELETE /ephemeral_keys/{key}': {},
      },
    },
  },
  {
    title: 'projects and flags with a key that is their name',
    document: {
      paths: {
        'POST /projects': {
          request: { name: 'string' },
          response: { id: 'string', key: 'string', name: 'string' },
        },
        ...REST('/projects', { id: 'string', key: 'string' }),
        'POST /flags': {
          request: { key: 'string' },
          required: ['key'],
          response: { id: 'string', key: 'string' },
        },
        ...REST('/flags', { id: 'string', key: 'string' }),
      },
    },
  },
  {
    title: 'licences',
    document: {
      paths: {
        'POST /licenses': { response: { id: 'string', key: 'string', seats: 'integer' } },
        ...REST('/licenses', { id: 'string', key: 'string' }),
      },
    },
  },
  {
    title: 'a token to join a room',
    document: {
      paths: {
        'POST /rooms/{room}/tokens': { response: { token: 'string' } },
        'GET /rooms': { response: [{ id: 'string' }] },
        'GET /rooms/{room}': { response: { id: 'string' } },
        'DELETE /rooms/{room}': {},
      },
    },
  },
  {
    title: 'orders that the key of the caller is repeated in',
    document: {
      paths: {
        'POST /orders': {
          request: { idempotency_key: 'string' },
          response: { id: 'string', idempotency_key: 'string' },
        },
        ...REST('/orders', { id: 'string' }),
      },
    },
  },
  {
    title: 'environments that come with a list of keys',
    document: {
      paths: {
        'POST /environments': {
          request: { name: 'string' },
          response: { id: 'string', apiKeys: [{ key: 'string', userId: 'string' }] },
        },
        ...REST('/environments', { id: 'string' }),
      },
    },
  },
  {
    title: 'public keys of SSH by their description alone',
    document: {
      paths: {
        'POST /user/keys': {
          summary: 'Add an SSH key',
          request: { title: 'string', key: 'string' },
          response: { id: 'integer', key: 'string' },
        },
        ...REST('/user/keys', { id: 'integer', key: 'string' }),
      },
    },
  },
  {
    title: 'a store of keys and values under the name of keys',
    document: {
      paths: {
        'POST /keys': {
          request: { key: 'string', value: 'string' },
          response: { id: 'string', key: 'string', value: 'string' },
        },
        ...REST('/keys', { id: 'string', key: 'string' }),
      },
    },
  },
  {
    title: 'key pairs in PEM',
    document: {
      paths: {
        'POST /keys': {
          request: { name: 'string' },
          response: { id: 'string', pem: { private_key: 'string', public_key: 'string' } },
        },
        ...REST('/keys', { id: 'string' }),
      },
    },
  },
  {
    title: 'applications with the settings of a provider',
    document: {
      paths: {
        'POST /applications': {
          request: { name: 'string' },
          response: { id: 'string', oauthConfiguration: { clientSecret: 'string' } },
        },
        ...REST('/applications', { id: 'string' }),
      },
    },
  },
]
