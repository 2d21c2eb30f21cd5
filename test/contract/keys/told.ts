import type { DecoyCase } from './decoys.ts'
import { text } from './documents.ts'
import type { ShapeCase } from './shapes.ts'

const SHOWN = { id: 'string', label: 'string', created_at: 'time' }

/** Keys whose names alone say too little: what the document tells of them decides. */
export const TOLD: readonly ShapeCase[] = [
  {
    title: 'a product before the verb of every path, the id in the body',
    document: {
      paths: {
        'POST /store/v2/zq_create_key': {
          request: { label: 'string' },
          response: { keyId: 'string', label: 'string', zqKey: 'string' },
        },
        'POST /store/v2/zq_list_keys': {
          request: { limit: 'integer' },
          response: { keys: [{ keyId: 'string', label: 'string' }], nextKeyId: 'string' },
        },
        'POST /store/v2/zq_delete_key': {
          request: { keyId: 'string' },
          required: ['keyId'],
          response: { keyId: 'string', label: 'string', zqKey: 'string' },
        },
        'POST /store/v2/zq_delete_bucket': {
          request: { bucketId: 'string' },
          response: { bucketId: 'string' },
        },
      },
    },
    expected: [
      {
        create: 'POST /store/v2/zq_create_key',
        secret: '/zqKey',
        id: '/keyId',
        list: 'POST /store/v2/zq_list_keys',
        revoke: 'POST /store/v2/zq_delete_key',
      },
    ],
  },
  {
    title: 'a secret whose description says how requests carry it',
    document: {
      paths: {
        'POST /access-tokens': {
          request: { label: 'string' },
          response: { ...SHOWN, code: text('Goes into the header `Authorization: Bearer` of each request.') },
        },
        'GET /access-tokens': { response: [SHOWN] },
        'DELETE /access-tokens/{id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /access-tokens',
        secret: '/code',
        id: '/id',
        list: 'GET /access-tokens',
        revoke: 'DELETE /access-tokens/{id}',
      },
    ],
  },
  {
    title: 'a secret whose description says that it is shown once',
    document: {
      paths: {
        'POST /api-keys': {
          request: { label: 'string' },
          response: { ...SHOWN, digits: text('The key, which is shown only once.') },
        },
        'DELETE /api-keys/{id}': { status: '204' },
      },
    },
    expected: [{ create: 'POST /api-keys', secret: '/digits', id: '/id', revoke: 'DELETE /api-keys/{id}' }],
  },
  {
    title: 'a remark on the secret beside it',
    document: {
      paths: {
        'POST /api-keys': {
          request: { label: 'string' },
          response: {
            ...SHOWN,
            warning: text('Tells that the key is shown only once.'),
            instructions: text('How to send the key in the Authorization header.'),
            key: 'string',
          },
        },
        'DELETE /api-keys/{id}': { status: '204' },
      },
    },
    expected: [{ create: 'POST /api-keys', secret: '/key', id: '/id', revoke: 'DELETE /api-keys/{id}' }],
  },
  {
    title: 'keys found by their label, and changed and deleted by another parameter',
    document: {
      paths: {
        'POST /admin/api-tokens': {
          request: { label: 'string' },
          response: { label: 'string', secret: 'string' },
        },
        'GET /admin/api-tokens': { response: { tokens: [{ label: 'string', secret: 'string' }] } },
        'GET /admin/api-tokens/{label}': { response: { tokens: [{ label: 'string', secret: 'string' }] } },
        'PUT /admin/api-tokens/{token}': { request: { label: 'string' } },
        'DELETE /admin/api-tokens/{token}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /admin/api-tokens',
        secret: '/secret',
        id: '/secret',
        list: 'GET /admin/api-tokens',
        update: 'PUT /admin/api-tokens/{token}',
        revoke: 'DELETE /admin/api-tokens/{token}',
      },
    ],
  },
  {
    title: 'a key made by a verb behind its owner, and nothing else',
    document: {
      paths: {
        'POST /teams/{team_id}/create_access_token': {
          request: { label: 'string' },
          response: { label: 'string', token: text('Only returned at creation.') },
        },
      },
    },
    expected: [{ create: 'POST /teams/{team_id}/create_access_token', secret: '/token', id: null }],
  },
  {
    title: 'a verb behind a key, which makes no other',
    document: {
      paths: {
        'POST /api-keys': { request: { label: 'string' }, response: { ...SHOWN, key: 'string' } },
        'POST /api-keys/{id}/generate_key': { response: { ...SHOWN, key: 'string' } },
        'DELETE /api-keys/{id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /api-keys',
        secret: '/key',
        id: '/id',
        revoke: 'DELETE /api-keys/{id}',
        rotate: 'POST /api-keys/{id}/generate_key',
      },
    ],
  },
  {
    title: 'keys of deployments that the server makes',
    document: {
      paths: {
        'POST /projects/{p}/deploy_keys': {
          request: { label: 'string' },
          response: { ...SHOWN, key: text('Returned on creation only.') },
        },
        'GET /projects/{p}/deploy_keys': { response: [SHOWN] },
      },
    },
    expected: [
      {
        create: 'POST /projects/{p}/deploy_keys',
        secret: '/key',
        id: '/id',
        list: 'GET /projects/{p}/deploy_keys',
      },
    ],
  },
  {
    title: 'clients by which users log in, their secret masked but when it is made',
    document: {
      paths: {
        'POST /account/oauth-clients': {
          description: 'Registers a client, so that users log in to what you have made.',
          request: { label: 'string' },
          response: { ...SHOWN, secret: text('Is `<REDACTED>` except when a client is created.') },
        },
        'GET /account/oauth-clients': { response: { data: [{ ...SHOWN, secret: 'string' }] } },
      },
    },
    expected: [
      {
        create: 'POST /account/oauth-clients',
        secret: '/secret',
        id: '/id',
        list: 'GET /account/oauth-clients',
      },
    ],
  },
  {
    title: 'one key read as a list of one',
    document: {
      paths: {
        'POST /api-keys': { request: { label: 'string' }, response: { ...SHOWN, key: 'string' } },
        'GET /api-keys/{key_id}': { response: { keys: [SHOWN] } },
        'DELETE /api-keys/{key_id}': { status: '204' },
      },
    },
    expected: [
      {
        create: 'POST /api-keys',
        secret: '/key',
        id: '/id',
        get: 'GET /api-keys/{key_id}',
        revoke: 'DELETE /api-keys/{key_id}',
      },
    ],
  },
]

/** Things that are told of in the words used of keys. */
export const TOLD_OTHERWISE: readonly DecoyCase[] = [
  {
    title: 'vouchers shown once',
    document: {
      paths: {
        'POST /vouchers': {
          request: { amount: 'integer' },
          response: { id: 'string', code: text('The voucher, shown only once.') },
        },
        'GET /vouchers': { response: [{ id: 'string' }] },
        'DELETE /vouchers/{id}': { status: '204' },
      },
    },
  },
  {
    title: 'keys of deployments that the caller may hand in',
    document: {
      paths: {
        'POST /repos/{r}/deploy-keys': {
          request: { label: 'string', key: 'string' },
          response: { id: 'string', label: 'string', key: 'string' },
        },
        'GET /repos/{r}/deploy-keys': { response: [{ id: 'string', key: 'string' }] },
        'DELETE /repos/{r}/deploy-keys/{id}': { status: '204' },
      },
    },
  },
  {
    title: 'a token that is asked for anew each day',
    document: {
      paths: {
        'POST /auth/token': {
          id: 'createAPIToken',
          description: 'Issues an API token, which is valid for **24 hours**.',
          response: { apiToken: 'string', expiresAt: 'time' },
        },
        'GET /devices': { response: [{ id: 'string' }] },
      },
    },
  },
  {
    title: 'a token in the singular, and nothing about it',
    document: {
      paths: {
        'POST /auth/token': { request: { user: 'string' }, response: { token: 'string' } },
        'GET /devices': { response: [{ id: 'string' }] },
      },
    },
  },
  {
    title: 'webhooks that are called with a header',
    document: {
      paths: {
        'POST /webhooks': {
          request: { url: 'string' },
          response: {
            id: 'string',
            sample: text('What we send you in the header `Authorization: Bearer`.'),
          },
        },
        'GET /webhooks': { response: [{ id: 'string' }] },
        'DELETE /webhooks/{id}': { status: '204' },
      },
    },
  },
]
