import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock } from '../../src/mock/start.ts'
import type { Mock } from '../../src/mock/start.ts'
import { json, keyApi } from './documents.ts'
import { head, raw, statusOf } from './raw.ts'
import { ask, createKey, own, vendors } from './vendors.ts'

const bearer = { type: 'http', scheme: 'bearer' }
const header = { type: 'apiKey', in: 'header', name: 'X-Key' }
const other = { type: 'apiKey', in: 'header', name: 'X-Other' }
const query = { type: 'apiKey', in: 'query', name: 'token' }
const cookie = { type: 'apiKey', in: 'cookie', name: 'session' }
const basic = { type: 'http', scheme: 'Basic' }
const custom = { type: 'http', scheme: 'Token' }

describe('every kind of carrier', () => {
  const schemes = { bearer, header, other, query, cookie, basic, custom }
  const get = (security: unknown): unknown => ({
    get: { security, responses: { '200': json({ type: 'object' }) } },
  })
  const contract = keyApi({
    schemes,
    security: [{ bearer: [] }],
    paths: {
      '/bearer': get([{ bearer: [] }]),
      '/header': get([{ header: [] }]),
      '/query': get([{ query: [] }]),
      '/cookie': get([{ cookie: [] }]),
      '/basic': get([{ basic: [] }]),
      '/custom': get([{ custom: [] }]),
      '/and': get([{ header: [], other: [] }]),
      '/or': get([{ header: [] }, { bearer: [] }]),
      '/mixed': get([{ header: [], other: [] }, { query: [] }]),
      '/optional': get([{}, { header: [] }]),
      '/open': get([]),
      '/undefined': get([{ nowhere: [] }]),
    },
  })
  let mock: Mock
  beforeAll(async () => {
    mock = await startMock(contract, {
      credentials: {
        header: 'h',
        other: 'o',
        query: 'q',
        cookie: 'c',
        bearer: 'b',
        basic: 'u:p:x',
        custom: 't',
      },
    })
  })
  afterAll(() => mock[Symbol.asyncDispose]())
  const basicOf = (text: string): string => Buffer.from(text).toString('base64')

  it.each<[path: string, lines: string[], status: number]>([
    ['/bearer', ['Authorization: Bearer b'], 200],
    ['/bearer', ['authorization: bEARER    b'], 200],
    ['/bearer', ['AUTHORIZATION: BEARER b '], 200],
    ['/bearer', ['Authorization: Bearer\tb'], 401],
    ['/bearer', ['Authorization: Bearer'], 401],
    ['/bearer', ['Authorization: Bearer '], 401],
    ['/bearer', ['Authorization: b'], 401],
    ['/bearer', ['Authorization: Token b'], 401],
    ['/bearer', ['Authorization: Bearer b, Bearer b'], 401],
    ['/bearer', ['Authorization: Bearer b', 'Authorization: Bearer b'], 401],
    ['/bearer', ['Authorization: Bearer B'], 401],
    ['/bearer', ['X-Key: b'], 401],
    ['/bearer?access_token=b', [], 401],
    ['/bearer', [`Authorization: Basic ${basicOf('b:')}`], 401],
    ['/header', ['x-KEY: h'], 200],
    ['/header', ['X-Key:    h   '], 200],
    ['/header', ['X-Key: h', 'X-Key: wrong'], 401],
    ['/header', ['X-Key: wrong', 'X-Key: h'], 401],
    ['/header', ['X-Key:'], 401],
    ['/header', ['X-Key: hh'], 401],
    ['/header', ['X-Key: Bearer h'], 401],
    ['/header', ['X_Key: h'], 401],
    ['/header?X-Key=h', [], 401],
    ['/header', ['Cookie: X-Key=h'], 401],
    ['/query?token=q', [], 200],
    ['/query?a=1&token=q', [], 200],
    ['/query?token=q&token=q', [], 401],
    ['/query?token=', [], 401],
    ['/query?Token=q', [], 401],
    ['/query', ['token: q'], 401],
    ['/cookie', ['Cookie: a=1; session=c'], 200],
    ['/cookie', ['Cookie: session=c; session=c'], 401],
    ['/cookie', ['Cookie: session=c', 'Cookie: session=d'], 401],
    ['/cookie', ['Cookie: Session=c'], 401],
    ['/basic', [`Authorization: basic ${basicOf('u:p:x')}`], 200],
    ['/basic', [`Authorization: Basic ${basicOf('u:p')}`], 401],
    ['/basic', ['Authorization: Basic u:p:x'], 401],
    ['/basic', [`Authorization: Basic ${basicOf('u:p:x').replace(/=*$/, '')}!`], 401],
    ['/basic', ['Authorization: Basic Og=='], 401],
    ['/custom', ['Authorization: TOKEN t'], 200],
    ['/custom', ['Authorization: Bearer t'], 401],
    ['/and', ['X-Key: h', 'X-Other: o'], 200],
    ['/and', ['X-Key: h'], 401],
    ['/and', ['X-Other: o'], 401],
    ['/and', ['X-Key: o', 'X-Other: h'], 401],
    ['/and', ['X-Key: h', 'X-Other: '], 401],
    ['/or', ['X-Key: h'], 200],
    ['/or', ['Authorization: Bearer b'], 200],
    ['/or', ['Authorization: Bearer h'], 401],
    ['/or', [], 401],
    ['/mixed', ['X-Key: h'], 401],
    ['/mixed?token=q', [], 200],
    ['/mixed?token=q', ['X-Key: h'], 200],
    ['/optional', [], 200],
    ['/optional', ['X-Key: h'], 200],
    ['/optional', ['X-Key: wrong'], 401],
    ['/open', [], 200],
    ['/open', ['X-Key: wrong'], 200],
    ['/undefined', ['X-Key: h'], 401],
  ])('%s with %j: %i', async (path, lines, status) => {
    expect(statusOf(await raw(mock.port, head('GET', path, lines)))).toBe(status)
  })

  it('challenges by the kinds of credential it takes', async () => {
    const challenge = async (path: string, lines: string[]): Promise<string[]> =>
      [...(await raw(mock.port, head('GET', path, lines))).matchAll(/^www-authenticate: (.*)\r$/gim)].map(
        ([, value]) => value!,
      )
    expect(await challenge('/bearer', [])).toEqual(['Bearer realm="Widgets"'])
    expect(await challenge('/bearer', ['Authorization: Bearer x'])).toEqual([
      'Bearer realm="Widgets", error="invalid_token", error_description="The token is not valid"',
    ])
    expect(await challenge('/basic', [])).toEqual(['Basic realm="Widgets", charset="UTF-8"'])
    expect(await challenge('/or', [])).toEqual(['ApiKey realm="Widgets"', 'Bearer realm="Widgets"'])
    expect(await challenge('/custom', [])).toEqual(['Token realm="Widgets"'])
  })

  it('says what it cannot judge', () => {
    expect(mock.notices.join('\n')).toMatch(/custom.*fixed text/)
    expect(mock.notices.join('\n')).toMatch(/nowhere.*does not define/)
  })

  it('takes a client certificate as given, and says so', async () => {
    await using open = await startMock(
      keyApi({ schemes: { key: bearer, tls: { type: 'mutualTLS' } }, security: [{ key: [], tls: [] }] }),
    )
    expect(open.notices.join('\n')).toMatch(/client certificate/)
    expect((await ask(open, 'GET', '/api-keys')).status).toBe(401)
    expect(
      (await ask(open, 'GET', '/api-keys', { authorization: `Bearer ${open.credentials['key']}` })).status,
    ).toBe(200)
  })
})

describe('near misses of an issued key', () => {
  const vendor = vendors.find(({ name }) => name === 'avido')!

  it('are refused while the key works', async () => {
    await using mock = await startMock(vendor.spec)
    const { secret } = await createKey(vendor, mock)
    const near = [
      secret.slice(0, -1),
      `${secret}x`,
      secret.toLowerCase(),
      secret.toUpperCase(),
      secret.slice(0, 20),
      secret.slice(6),
      ` ${secret.slice(1)}`,
      `${secret},${secret}`,
      `"${secret}"`,
      `Bearer ${secret}`,
    ]
    const answered = await Promise.all(
      near.map(
        async (value) => (await ask(mock, 'GET', '/v0/api-keys', vendor.authorize(value, mock))).status,
      ),
    )
    expect(answered).toEqual(near.map(() => 401))
    expect((await ask(mock, 'GET', '/v0/api-keys', vendor.authorize(secret, mock))).status).toBe(200)
  })

  it('are refused under a scheme that is not theirs', async () => {
    await using mock = await startMock(vendor.spec)
    const { secret } = await createKey(vendor, mock)
    const reply = await ask(mock, 'GET', '/v0/api-keys', {
      'x-api-key': mock.credentials['ApiKey']!,
      'x-application-id': secret,
    })
    expect(reply.status).toBe(401)
  })
})

describe('credentials given at the start', () => {
  const contract = keyApi({ schemes: { key: bearer, login: basic } })

  it.each([
    [{ kei: 'x' }, /no security scheme kei/, /Did you mean key\?/],
    [{ key: '' }, /empty/, /visible ASCII/],
    [{ key: 'a\nb' }, /cannot stand/, /visible ASCII/],
    [{ login: 'nobody' }, /user:password/, /colon/],
  ])('%j is an error with a hint', async (credentials, message, hint) => {
    const failure = await startMock(contract, {
      credentials: credentials as unknown as Record<string, string>,
    }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'credential',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  })

  it('stay out of the state', async () => {
    await using mock = await startMock(contract, { credentials: { key: 'a-credential-of-mine' } })
    expect(mock.credentials['key']).toBe('a-credential-of-mine')
    expect(JSON.stringify(mock.state())).not.toContain('a-credential-of-mine')
  })
})

describe('tenants', () => {
  const vued = vendors.find(({ name }) => name === 'vued')!
  const avido = vendors.find(({ name }) => name === 'avido')!

  it('see nothing of each other where the credential alone tells them apart', async () => {
    const lumino = vendors.find(({ name }) => name === 'lumino')!
    await using mock = await startMock(lumino.spec)
    await createKey(lumino, mock, 'mine')
    const second = { 'x-api-key': mock.createTenant().credentials['ApiKeyAuth']! }
    expect((await ask(mock, 'GET', '/v1/api-keys', second)).body.data).toEqual([])
    expect((await ask(mock, 'GET', '/v1/api-keys/mine', second)).status).toBe(404)
    expect((await ask(mock, 'DELETE', '/v1/api-keys/mine', second)).status).toBe(404)
    expect((await ask(mock, 'GET', '/v1/api-keys/mine', own(lumino, mock))).body.status).toBe('ACTIVE')
    const { path, body } = lumino.create('mine', mock)
    expect((await ask(mock, 'POST', path, second, body)).status).toBe(201)
  })

  it('are bound to the second credential of a pair', async () => {
    await using mock = await startMock(avido.spec)
    const { secret, body } = await createKey(avido, mock)
    const second = mock.createTenant().credentials
    const asSecond = { 'x-api-key': second['ApiKey']!, 'x-application-id': second['ApplicationId']! }
    expect((await ask(mock, 'GET', '/v0/api-keys', asSecond)).body.data).toEqual([])
    expect(
      (
        await ask(mock, 'GET', '/v0/api-keys', {
          'x-api-key': secret,
          'x-application-id': second['ApplicationId']!,
        })
      ).status,
    ).toBe(403)
    expect(
      (
        await ask(mock, 'GET', '/v0/api-keys', {
          ...asSecond,
          'x-application-id': mock.credentials['ApplicationId']!,
        })
      ).status,
    ).toBe(403)
    await ask(mock, 'DELETE', `/v0/api-keys/${body.data.id}`, asSecond)
    expect((await ask(mock, 'GET', '/v0/api-keys', avido.authorize(secret, mock))).status).toBe(200)
  })

  it('are selected by a path parameter, any free value of which an account may use', async () => {
    await using mock = await startMock(vued.spec)
    const mine = '11111111-1111-4111-8111-111111111111'
    const free = '22222222-2222-4222-8222-222222222222'
    const auth = own(vued, mock)
    const created = await ask(mock, 'POST', `/orgs/${mine}/api-keys`, auth, { name: 'a' })
    expect(created.status).toBe(200)
    const key = { authorization: `Bearer ${created.body.secret}` }
    expect((await ask(mock, 'GET', `/orgs/${mine}/api-keys`, key)).body.tokens).toHaveLength(1)
    expect((await ask(mock, 'GET', `/orgs/${free}/api-keys`, auth)).body.tokens).toEqual([])
    expect((await ask(mock, 'GET', `/orgs/${free}/api-keys`, key)).status).toBe(403)
    expect((await ask(mock, 'DELETE', `/orgs/${free}/api-keys/${created.body.token.id}`, auth)).status).toBe(
      404,
    )

    const tenant = mock.createTenant()
    const second = { authorization: `Bearer ${tenant.credentials['bearerAuth']}` }
    expect(
      (await ask(mock, 'GET', `/orgs/${tenant.parameters['org_id']}/api-keys`, second)).body.tokens,
    ).toEqual([])
    for (const org of [mine, mock.parameters['org_id']]) {
      expect((await ask(mock, 'GET', `/orgs/${org}/api-keys`, second)).status).toBe(403)
      expect(
        (await ask(mock, 'POST', `/orgs/${org}/api-keys`, second, { name: 'b' })).status,
      ).toBeGreaterThanOrEqual(403)
      expect(
        (await ask(mock, 'DELETE', `/orgs/${org}/api-keys/${created.body.token.id}`, second)).status,
      ).toBe(403)
    }
    expect((await ask(mock, 'GET', `/orgs/${mine}/api-keys`, key)).body.tokens).toHaveLength(1)
  })
})
