import type { Mock } from '../../src/mock/types.ts'

/** The body of an answer, read as freely as a client in plain JavaScript would. */
// oxlint-disable-next-line typescript/no-explicit-any -- unknown would have every test narrow what it expects to be there
export type Loose = any

/** How a client of a vendor talks to it, written down by hand so that the mock's own inference is put to the test. */
export interface Vendor {
  readonly name: string
  readonly spec: string
  /** Header lines that carry a credential. */
  authorize(secret: string, mock: Mock): Record<string, string>
  /** Scheme that issued secrets are used with. */
  readonly carrier: string
  readonly create: (name: string, mock: Mock) => { readonly path: string; readonly body?: unknown }
  readonly created: number
  readonly secretIn: (body: Loose) => string
  readonly list: (mock: Mock) => string
  readonly itemsIn: (body: Loose) => Loose[]
  /** Path of the revocation of the key made with this name. */
  readonly revoke: (
    key: { readonly secret: string; readonly name: string; readonly body: Loose; readonly items: Loose[] },
    mock: Mock,
  ) => string
  readonly revoked: number
  readonly canary: (mock: Mock) => string
  readonly soft: boolean
  readonly named: boolean
}

const spec = (name: string): string => new URL(`../../specs/${name}/openapi.yaml`, import.meta.url).pathname
const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString()

export const vendors: readonly Vendor[] = [
  {
    name: 'videodb',
    spec: spec('videodb'),
    authorize: (secret) => ({ 'x-access-token': secret }),
    carrier: 'ApiKeyAuth',
    create: () => ({ path: '/user/api_key' }),
    created: 200,
    secretIn: (body) => body.data.api_key,
    list: () => '/user/api_key',
    itemsIn: (body) => body.data,
    revoke: ({ secret }) => `/user/api_key/${secret}`,
    revoked: 200,
    canary: () => '/user',
    soft: false,
    named: false,
  },
  {
    name: 'autocalls',
    spec: spec('autocalls'),
    authorize: (secret) => ({ authorization: `Bearer ${secret}` }),
    carrier: 'bearerAuth',
    create: (name) => ({ path: '/user/api-keys', body: { name } }),
    created: 201,
    secretIn: (body) => body.api_key.token,
    list: () => '/user/api-keys',
    itemsIn: (body) => body.api_keys,
    revoke: ({ items, name }) => `/user/api-keys/${items.find((item) => item.name === name).id}`,
    revoked: 200,
    canary: () => '/user/me',
    soft: false,
    named: true,
  },
  {
    name: 'lumino',
    spec: spec('lumino'),
    authorize: (secret) => ({ 'x-api-key': secret }),
    carrier: 'ApiKeyAuth',
    create: (name) => ({ path: '/v1/api-keys', body: { name, expires_at: tomorrow() } }),
    created: 201,
    secretIn: (body) => body.secret,
    list: () => '/v1/api-keys',
    itemsIn: (body) => body.data,
    revoke: ({ name }) => `/v1/api-keys/${encodeURIComponent(name)}`,
    revoked: 200,
    canary: () => '/v1/users/me',
    soft: true,
    named: true,
  },
  {
    name: 'vued',
    spec: spec('vued'),
    authorize: (secret) => ({ authorization: `Bearer ${secret}` }),
    carrier: 'bearerAuth',
    create: (name, mock) => ({
      path: `/orgs/${mock.parameters['org_id']}/api-keys`,
      body: { name, scopes: ['api_keys:read'] },
    }),
    created: 200,
    secretIn: (body) => body.secret,
    list: (mock) => `/orgs/${mock.parameters['org_id']}/api-keys`,
    itemsIn: (body) => body.tokens,
    revoke: ({ body }, mock) => `/orgs/${mock.parameters['org_id']}/api-keys/${body.token.id}`,
    revoked: 200,
    canary: (mock) => `/orgs/${mock.parameters['org_id']}/api-keys`,
    soft: true,
    named: true,
  },
  {
    name: 'avido',
    spec: spec('avido'),
    authorize: (secret, mock) => ({
      'x-api-key': secret,
      'x-application-id': mock.credentials['ApplicationId']!,
    }),
    carrier: 'ApiKey',
    create: (name) => ({ path: '/v0/api-keys', body: { name } }),
    created: 201,
    secretIn: (body) => body.data.key,
    list: () => '/v0/api-keys',
    itemsIn: (body) => body.data,
    revoke: ({ body }) => `/v0/api-keys/${body.data.id}`,
    revoked: 204,
    canary: () => '/v0/api-keys',
    soft: false,
    named: true,
  },
]

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Loose
}

/** One request by fetch; `body` is sent as JSON unless it is a string. */
export async function ask(
  mock: Mock,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Reply> {
  const response = await fetch(`${mock.url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    parsed = undefined
  }
  return { status: response.status, headers: response.headers, text, body: parsed }
}

export interface Made {
  readonly name: string
  readonly secret: string
  readonly body: Loose
  readonly reply: Reply
}

/** Creates a key as the first tenant. */
export async function createKey(vendor: Vendor, mock: Mock, name = `key ${Math.random()}`): Promise<Made> {
  const { path, body } = vendor.create(name, mock)
  const reply = await ask(mock, 'POST', path, vendor.authorize(mock.credentials[vendor.carrier]!, mock), body)
  return { name, secret: reply.status < 300 ? vendor.secretIn(reply.body) : '', body: reply.body, reply }
}

/** The first tenant's own credentials as header lines. */
export function own(vendor: Vendor, mock: Mock): Record<string, string> {
  return vendor.authorize(mock.credentials[vendor.carrier]!, mock)
}
