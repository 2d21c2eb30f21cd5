import type { ShapeCase } from './shapes.ts'

const WORKER = { id: 'integer', name: 'string', secret: 'string' }
const APP = { id: 'string', name: 'string', client_id: 'string', client_secret: 'string' }

/** Things that are no keys but are born with one, and how their secrets are replaced. */
export const BORN_WITH_KEYS: readonly ShapeCase[] = [
  {
    title: 'a robot whose secret the caller may choose and have refreshed',
    document: {
      paths: {
        'POST /robots': { request: { name: 'string', secret: 'string' }, response: WORKER },
        'GET /robots': { response: [WORKER] },
        'PUT /robots/{id}': { summary: 'Change the settings of a robot', request: { name: 'string' } },
        'PATCH /robots/{id}': {
          summary: 'Refresh the secret of a robot.',
          request: { secret: 'string' },
          response: { secret: 'string' },
        },
        'DELETE /robots/{id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /robots',
        secret: '/secret',
        id: '/id',
        list: 'GET /robots',
        update: 'PUT /robots/{id}',
        rotate: 'PATCH /robots/{id}',
        revoke: 'DELETE /robots/{id}',
      },
    ],
  },
  {
    title: 'applications registered under oauth',
    document: {
      paths: {
        'POST /oauth/apps': { request: { name: 'string' }, response: APP },
        'GET /oauth/apps': { response: [APP] },
        'POST /oauth/apps/{id}/regen_secret': { response: APP },
        'DELETE /oauth/apps/{id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /oauth/apps',
        secret: '/client_secret',
        id: '/id',
        list: 'GET /oauth/apps',
        rotate: 'POST /oauth/apps/{id}/regen_secret',
        revoke: 'DELETE /oauth/apps/{id}',
      },
    ],
  },
  {
    title: 'applications whose path ends with oauth2',
    document: {
      paths: {
        'POST /me/applications/oauth2': { request: { name: 'string' }, response: APP },
        'GET /me/applications/oauth2': { response: [APP] },
        'DELETE /me/applications/oauth2/{id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /me/applications/oauth2',
        secret: '/client_secret',
        id: '/id',
        list: 'GET /me/applications/oauth2',
        revoke: 'DELETE /me/applications/oauth2/{id}',
      },
    ],
  },
  {
    title: 'a user who is made with an API key that can be rotated',
    document: {
      paths: {
        'POST /members/{name}': {
          summary: 'Add a member',
          description: 'Answers with an API key for the new member.',
          response: { apikey: 'string' },
        },
        'GET /members': { response: [{ name: 'string', active: 'boolean' }] },
        'POST /members/{name}/rotate-key': { response: { apikey: 'string' } },
        'DELETE /members/{name}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /members/{name}',
        secret: '/apikey',
        id: 'from list',
        list: 'GET /members',
        rotate: 'POST /members/{name}/rotate-key',
        revoke: 'DELETE /members/{name}',
      },
    ],
  },
  {
    title: 'secrets of a service account',
    document: {
      paths: {
        'POST /service-accounts/{client}/secrets': { response: { id: 'string', secret: 'string' } },
        'DELETE /service-accounts/{client}/secrets/{id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /service-accounts/{client}/secrets',
        secret: '/secret',
        id: '/id',
        revoke: 'DELETE /service-accounts/{client}/secrets/{id}',
      },
    ],
  },
  {
    title: 'tokens that are disabled and enabled, and revoked for good',
    document: {
      paths: {
        'POST /people/{person}/tokens': { response: { id: 'string', token: 'string' } },
        'GET /people/tokens/{token_id}': { response: { id: 'string' } },
        'POST /people/tokens/disable': { request: { token_id: 'string' } },
        'POST /people/tokens/enable': { request: { token_id: 'string' } },
        'POST /people/tokens/revoke': { request: { token_id: 'string' } },
      },
    },
    expected: [
      {
        create: 'POST /people/{person}/tokens',
        secret: '/token',
        id: '/id',
        get: 'GET /people/tokens/{token_id}',
        revoke: 'POST /people/tokens/revoke',
      },
    ],
  },
  {
    title: 'keys written as one word with what they are for, named by themselves in a body',
    document: {
      paths: {
        'POST /v1/preauthkey': {
          request: { user: 'string' },
          response: { preAuthKey: { id: 'string', key: 'string', used: 'boolean' } },
        },
        'GET /v1/preauthkey': { response: { preAuthKeys: [{ id: 'string', key: 'string' }] } },
        'POST /v1/preauthkey/expire': { request: { user: 'string', key: 'string' } },
      },
    },
    expected: [
      {
        create: 'POST /v1/preauthkey',
        secret: '/preAuthKey/key',
        id: '/preAuthKey/key',
        list: 'GET /v1/preauthkey',
        revoke: 'POST /v1/preauthkey/expire',
      },
    ],
  },
]
