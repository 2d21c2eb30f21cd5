import type { Contract } from '../../src/contract/types.ts'
import { startMock } from '../../src/mock/start.ts'
import type { Mock } from '../../src/mock/start.ts'
import { json, keyApi } from './documents.ts'
import { head, raw } from './raw.ts'
import { ask, own, vendors } from './vendors.ts'
import type { Loose, Vendor } from './vendors.ts'

/** A vendor of our own, for what none of the five has: alternatives, open operations, rotation, closed answers. */
const widgets: Vendor = {
  name: 'widgets',
  spec: '',
  authorize: (secret) => ({ 'x-key': secret }),
  carrier: 'key',
  create: (name) => ({ path: '/api-keys', body: { name } }),
  created: 201,
  secretIn: (body) => body.secret,
  list: () => '/api-keys',
  itemsIn: (body) => body.items,
  revoke: ({ body }) => `/api-keys/${body.id}`,
  revoked: 204,
  canary: () => '/me',
  soft: false,
  named: true,
}

export const widgetsContract: Contract = keyApi({
  schemes: {
    key: { type: 'apiKey', in: 'header', name: 'X-Key', description: 'Your API key' },
    session: { type: 'http', scheme: 'bearer' },
  },
  security: [{ key: [] }, { session: [] }],
  paths: {
    '/me': { get: { summary: 'The account', responses: { '200': json({ type: 'object' }) } } },
    '/health': { get: { security: [], responses: { '200': json({ type: 'object' }) } } },
  },
})

/** A walk through everything a mock can be asked, as one text of its answers. */
export async function tour(vendor: Vendor, contract: Contract): Promise<string> {
  const credentials = Object.fromEntries(
    Object.values(contract.securitySchemes).map(({ name }, index) => [
      name,
      `given-Credential-${index}-0123456789`,
    ]),
  )
  await using mock = await startMock(contract, { seed: 3, deterministicSecrets: true, credentials })
  const steps: string[] = []
  const note = (what: string, status: number, headers: Record<string, string>, text: string): void => {
    const { date: _, connection: __, 'keep-alive': ___, ...rest } = headers
    steps.push(
      `${what}: ${status} ${JSON.stringify(rest)} ${text}`
        .replaceAll(/(\d{4})-\d\d-\d\dT[\d:.]+Z/g, (time, year: string) => (year === '2041' ? time : 'TIME'))
        .replaceAll(/\b1\d{12,13}\b/g, 'MS'),
    )
  }
  const step = async (
    what: string,
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ): Promise<Loose> => {
    const reply = await ask(mock, method, path, headers, body)
    note(what, reply.status, Object.fromEntries(reply.headers), reply.text)
    return reply.body
  }
  const auth = own(vendor, mock)
  const value = mock.credentials[vendor.carrier]!
  const { path } = vendor.create('x', mock)
  const create = (what: string, name: string, extra: object = {}): Promise<Loose> => {
    const { body } = vendor.create(name, mock)
    return step(what, 'POST', path, auth, body === undefined ? undefined : { ...body, ...extra })
  }
  const secretOf = (body: Loose): string => {
    try {
      return vendor.secretIn(body) ?? 'none'
    } catch {
      return 'none'
    }
  }
  const canary = vendor.canary(mock)
  const use = (what: string, secret: string): Promise<Loose> =>
    step(what, 'GET', canary, vendor.authorize(secret, mock))

  await strangers({ vendor, mock, step, note, auth, value, path, canary })
  const first = await create(
    'create',
    'First key 🔑',
    vendor.name === 'lumino' ? { expires_at: '2041-01-01T00:00:00Z' } : {},
  )
  const others = [await create('create another', 'second'), await create('create a third', 'Third')]
  const secret = secretOf(first)
  await use('use', secretOf(others[0]))
  await use('use the first', secret)
  for (const [what, near] of [
    ['cut', secret.slice(0, -3)],
    ['longer', `${secret}x`],
    ['cased', secret.toLowerCase()],
    ['last', `${secret.slice(0, -1)}~`],
  ] as const)
    await use(`use it ${what}`, near)
  const list = await step('list', 'GET', vendor.list(mock), auth)
  await step('list as a page', 'GET', vendor.list(mock), { ...auth, accept: 'text/html' })
  await bodies({ step, path, auth, create })
  await keys({ vendor, mock, step, auth, first, secret, list, use, create })
  return steps.join('\n')
}

type Step = (
  what: string,
  method: string,
  path: string,
  headers?: Record<string, string>,
  body?: unknown,
) => Promise<Loose>

interface Strangers {
  readonly vendor: Vendor
  readonly mock: Mock
  readonly step: Step
  readonly note: (what: string, status: number, headers: Record<string, string>, text: string) => void
  readonly auth: Record<string, string>
  readonly value: string
  readonly path: string
  readonly canary: string
}

/** Callers without a good credential, or with one in the wrong place. */
async function strangers({ vendor, mock, step, note, auth, value, path, canary }: Strangers): Promise<void> {
  await step('nobody', 'GET', canary)
  await step('nobody lists', 'GET', vendor.list(mock))
  await step('nobody creates', 'POST', path, {}, '{"name":')
  await step('nobody is open', 'GET', '/health')
  const carrier = Object.keys(vendor.authorize(value, mock))[0]!
  const without = Object.fromEntries(Object.entries(auth).filter(([name]) => name !== carrier))
  for (const word of ['', 'null', 'x'.repeat(value.length), value.slice(0, -1), 'nonsense'])
    await step(`as ${word.slice(0, 8)}`, 'GET', canary, vendor.authorize(word, mock))
  for (const name of Object.keys(auth))
    await step(
      `without ${name}`,
      'GET',
      canary,
      Object.fromEntries(Object.entries(auth).filter(([other]) => other !== name)),
    )
  await step('in the query', 'GET', `${canary}?api_key=${value}`, without)
  await step('in a cookie', 'GET', canary, { ...without, cookie: `token=${value}` })
  await step('in another header', 'GET', canary, { ...without, 'x-auth-token': value })
  await step('under another scheme', 'GET', canary, { ...without, authorization: `Token ${value}` })
  await step('as a password', 'GET', canary, {
    ...without,
    authorization: `Basic ${Buffer.from(`u:${value}`).toString('base64')}`,
  })
  await step('by the session', 'GET', canary, { authorization: `Bearer ${mock.credentials['session']}` })
  const spelled = Object.entries(auth).map(
    ([name, text]) => `${name.toUpperCase()}: ${text.replace('Bearer', 'BEARER')}`,
  )
  note('in capitals', 0, {}, (await raw(mock.port, head('GET', canary, spelled))).split('\r\n', 1)[0]!)
  const shouted = Object.entries(auth).map(([name, text]) => `${name}: ${text.replace('Bearer', 'bearer')}`)
  note('in small letters', 0, {}, (await raw(mock.port, head('GET', canary, shouted))).split('\r\n', 1)[0]!)
  note(
    'by the session, in small letters',
    0,
    {},
    (
      await raw(mock.port, head('GET', canary, [`authorization: bearer ${mock.credentials['session']}`]))
    ).split('\r\n', 1)[0]!,
  )
  await step('by a method that is not there', 'PUT', canary, auth)
}

interface Bodies {
  readonly step: Step
  readonly path: string
  readonly auth: Record<string, string>
  readonly create: (what: string, name: string, extra?: object) => Promise<Loose>
}

/** Requests with something wrong, or at the edge of what is right. */
async function bodies({ step, path, auth, create }: Bodies): Promise<void> {
  await create('a taken name', 'second')
  await create('a forbidden member', 'fourth', {
    colour: 'red',
    secret: 'chosen-by-the-caller-0123456789',
    key: 'chosen-by-the-caller-0123456789',
  })
  await create('a name too long', 'y'.repeat(300))
  await create('a long name', '🔑'.repeat(250))
  await create('a name of keys', '🔑'.repeat(60))
  await create('a bad expiry', 'fifth', { expires_at: 'soon' })
  for (const body of ['{}', '[]', '{"name":7}', '{"name":', '{"expires_at":"2040-01-01T00:00:00Z"}'])
    await step(`the body ${body}`, 'POST', path, auth, body)
  await step('a body of text', 'POST', path, { ...auth, 'content-type': 'text/plain' }, '{"name":"sixth"}')
  await step('a bad parameter', 'GET', `${path.replace(/orgs\/[^/]+/, 'orgs/none')}?page=x`, auth)
}

interface Keys {
  readonly vendor: Vendor
  readonly mock: Mock
  readonly step: Step
  readonly auth: Record<string, string>
  readonly first: Loose
  readonly secret: string
  readonly list: Loose
  readonly use: (what: string, secret: string) => Promise<Loose>
  readonly create: (what: string, name: string, extra?: object) => Promise<Loose>
}

/** What becomes of a key: read, changed, rotated, seen by others, revoked, expired. */
async function keys({ vendor, mock, step, auth, first, secret, list, use, create }: Keys): Promise<void> {
  const target = ((): string => {
    try {
      return vendor.revoke({ secret, name: 'First key 🔑', body: first, items: vendor.itemsIn(list) }, mock)
    } catch {
      return `${vendor.list(mock)}/nothing`
    }
  })()
  const nowhere = `${target.slice(0, target.lastIndexOf('/'))}/${vendor.name === 'autocalls' ? '7' : '123e4567-e89b-42d3-a456-426614174000'}`
  await step('read', 'GET', target, auth)
  await step('rename', 'PATCH', target, auth, { expires_at: '2040-01-01T00:00:00Z' })
  await step('nobody revokes what is not there', 'DELETE', nowhere)
  await step('read what is not there', 'GET', nowhere, auth)
  const rotated = await step('rotate', 'POST', `${target}/rotate`, auth)
  await use('use what was replaced', secret)
  const second = mock.createTenant()
  const selected = vendor.list(mock)
  const asSecond = Object.fromEntries(
    Object.entries(vendor.authorize(second.credentials[vendor.carrier]!, mock)).map(([name, text]) => [
      name,
      name === 'x-application-id' ? second.credentials['ApplicationId']! : text,
    ]),
  )
  const shown = await ask(mock, 'GET', selected, asSecond)
  await step(`another tenant (${shown.status}) reads`, 'GET', target, asSecond)
  await step('another tenant lists', 'GET', selected, asSecond)
  await step('another tenant revokes', 'DELETE', target, asSecond)
  await create('a key for a while', 'while')
  const dying = await create(
    'a key to die',
    'dying',
    vendor.name === 'vued' ? { expires_at: Date.now() + 86_400_000 } : {},
  )
  await use('use what will die', vendor.secretIn(dying) ?? 'none')
  const fresh = rotated?.secret ?? secret
  await step('revoke', 'DELETE', target, auth)
  await use('use what was revoked', fresh)
  await step('list what is left', 'GET', vendor.list(mock), auth)
  await use('use what was revoked, after the list', fresh)
  await use('use what was not revoked', vendor.secretIn(dying) ?? 'none')
  await step('revoke again', 'DELETE', target, auth)
  await use('use what was revoked twice', fresh)
  await create('one key more', 'one more')
  await use('use what was revoked, after all', fresh)
  await step('revoke what is not there', 'DELETE', nowhere, auth)
  mock.clock.advance('P400Y')
  await use('use what has expired', vendor.secretIn(dying) ?? 'none')
}

export const grounds: readonly Vendor[] = [...vendors, widgets]
