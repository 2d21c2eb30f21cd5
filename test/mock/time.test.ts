import { describe, expect, it } from 'vitest'
import { startMock } from '../../src/mock/start.ts'
import { keyApi } from './documents.ts'
import { ask, createKey, own, vendors } from './vendors.ts'

const lumino = vendors.find(({ name }) => name === 'lumino')!
const vued = vendors.find(({ name }) => name === 'vued')!

describe('expiry', () => {
  it('ends a key at the instant, and shows it', async () => {
    await using mock = await startMock(lumino.spec)
    mock.clock.set('2030-01-01T00:00:00Z')
    const created = await ask(mock, 'POST', '/v1/api-keys', own(lumino, mock), {
      name: 'short',
      expires_at: '2030-01-01T02:00:00+01:00',
    })
    expect(created.body).toMatchObject({ expires_at: '2030-01-01T02:00:00+01:00', status: 'ACTIVE' })
    expect(created.body.created_at).toMatch(/^2030-01-01T00:00:0/)
    expect(created.headers.get('date')).toMatch(/01 Jan 2030 00:00:0/)
    const use = async (): Promise<number> =>
      (await ask(mock, 'GET', '/v1/users/me', lumino.authorize(created.body.secret, mock))).status
    expect(await use()).toBe(200)
    mock.clock.advance('PT59M50S')
    expect(await use()).toBe(200)
    mock.clock.advance('PT15S')
    expect(await use()).toBe(401)
    const shown = await ask(mock, 'GET', '/v1/api-keys/short', own(lumino, mock))
    expect(shown.body.status).toBe('EXPIRED')
    expect(Date.parse(shown.body.last_used_at)).toBeLessThan(Date.parse(shown.body.expires_at))
    expect(
      (
        await ask(mock, 'PATCH', '/v1/api-keys/short', own(lumino, mock), {
          expires_at: '2040-01-01T00:00:00Z',
        })
      ).status,
    ).toBe(400)
    expect(await use()).toBe(401)
  })

  it.each([
    ['a number of milliseconds', (now: number) => now + 1000, (now: number) => now + 1000],
    [
      'an ISO text where a number is shown',
      (now: number) => new Date(now + 1000).toISOString(),
      (now: number) => now + 1000,
    ],
    ['null, for never', () => null, () => null],
    ['nothing', () => undefined, () => null],
    ['a text that names no instant', () => 'soon', () => null],
  ])('reads %s', async (_what, send, shown) => {
    await using mock = await startMock(vued.spec)
    const now = Date.now()
    const created = await ask(mock, 'POST', vued.create('x', mock).path, own(vued, mock), {
      expires_at: send(now),
    })
    expect(created.status).toBe(200)
    expect(created.body.token.expiresAt).toBe(shown(now))
    const use = async (): Promise<number> =>
      (await ask(mock, 'GET', vued.canary(mock), vued.authorize(created.body.secret, mock))).status
    expect(await use()).toBe(200)
    mock.clock.advance('P100Y')
    expect(await use()).toBe(shown(now) === null ? 200 : 401)
  })

  it('gives no working key for a past expiry', async () => {
    await using mock = await startMock(lumino.spec)
    const created = await ask(mock, 'POST', '/v1/api-keys', own(lumino, mock), {
      name: 'late',
      expires_at: '2001-01-01T00:00:00Z',
    })
    expect(created.body.status).toBe('EXPIRED')
    expect((await ask(mock, 'GET', '/v1/users/me', lumino.authorize(created.body.secret, mock))).status).toBe(
      401,
    )
  })

  it.each([
    '2030-06-30T23:59:60Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999Z',
    '2030-01-01t00:00:00z',
  ])('echoes %s as it was sent', async (instant) => {
    await using mock = await startMock(lumino.spec)
    const created = await ask(mock, 'POST', '/v1/api-keys', own(lumino, mock), {
      name: 'n',
      expires_at: instant,
    })
    expect([created.status, created.body.expires_at]).toEqual([201, instant])
  })
})

describe('the clock', () => {
  it.each([
    ['P1D', '2027-01-02T00:00:00'],
    ['-PT1H', '2026-12-31T23:00:00'],
    ['P2W', '2027-01-15T00:00:00'],
    ['PT90.5S', '2027-01-01T00:01:30'],
    ['P1Y2M', '2028-03-01T00:00:00'],
  ])('moves by %s', async (duration, to) => {
    await using mock = await startMock(lumino.spec)
    mock.clock.set('2027-01-01T00:00:00Z')
    mock.clock.advance(duration)
    const off = mock.clock.now().getTime() - Date.parse(`${to}Z`)
    expect(off).toBeGreaterThanOrEqual(0)
    expect(off).toBeLessThan(1000)
  })

  it.each(['PT', 'P', '1h', ''])('refuses the duration %j with a hint', async (duration) => {
    await using mock = await startMock(lumino.spec)
    expect(() => mock.clock.advance(duration)).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining('PT1H') }),
    )
    expect(() => mock.clock.set('yesterday')).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})

describe('rotation', () => {
  it('gives a new secret to the same key, and ends the old one', async () => {
    await using mock = await startMock(keyApi())
    const auth = { authorization: `Bearer ${mock.credentials['key']}` }
    const created = await ask(mock, 'POST', '/api-keys', auth, { name: 'r' })
    const use = async (secret: string): Promise<number> =>
      (await ask(mock, 'GET', '/api-keys', { authorization: `Bearer ${secret}` })).status
    expect(await use(created.body.secret)).toBe(200)
    const rotated = await ask(mock, 'POST', `/api-keys/${created.body.id}/rotate`, auth)
    expect(rotated.status).toBe(200)
    expect(rotated.body.id).toBe(created.body.id)
    expect(rotated.body.name).toBe('r')
    expect(rotated.body.secret).not.toBe(created.body.secret)
    expect([await use(created.body.secret), await use(rotated.body.secret)]).toEqual([401, 200])
    expect((await ask(mock, 'GET', '/api-keys', auth)).body.items).toHaveLength(1)
    expect(
      (await ask(mock, 'POST', '/api-keys/123e4567-e89b-42d3-a456-426614174000/rotate', auth)).status,
    ).toBe(404)
  })
})

describe('the mock as it is asked about itself', () => {
  it('tells its state, moves its clock, and forgets', async () => {
    await using mock = await startMock(lumino.spec, { seed: 7 })
    const { secret } = await createKey(lumino, mock, 'kept')
    const state = await ask(mock, 'GET', '/__keyproof/state')
    expect(state.body).toMatchObject({
      document: 'lumino',
      seed: 7,
      faults: [],
      keys: [{ name: 'kept', standing: 'active', lastUsedAt: null }],
    })
    expect(state.text).not.toContain(secret)
    expect(
      (await ask(mock, 'POST', '/__keyproof/clock', {}, { now: '2035-01-01T00:00:00Z' })).body.now,
    ).toMatch(/^2035/)
    expect((await ask(mock, 'POST', '/__keyproof/clock', {}, { advance: 'P1Y' })).body.now).toMatch(/^2036/)
    expect((await ask(mock, 'POST', '/__keyproof/clock', {}, { advance: 'soon' })).status).toBe(400)
    expect((await ask(mock, 'POST', '/__keyproof/clock', {}, {})).status).toBe(400)
    expect((await ask(mock, 'POST', '/__keyproof/reset')).status).toBe(204)
    expect(mock.state()['keys']).toEqual([])
    expect(mock.clock.now().getUTCFullYear()).toBe(new Date().getUTCFullYear())
    expect((await ask(mock, 'GET', '/v1/users/me', lumino.authorize(secret, mock))).status).toBe(401)
    expect((await ask(mock, 'GET', '/__keyproof/reset')).status).toBe(405)
    expect((await ask(mock, 'GET', '/__keyproof/else')).status).toBe(404)
  })

  it('keeps to this machine, web pages excluded', async () => {
    await using mock = await startMock(lumino.spec)
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ] as Record<string, string>[]) {
      expect((await ask(mock, 'POST', '/__keyproof/reset', headers)).status).toBe(404)
    }
    expect((await ask(mock, 'GET', '/__keyproof/state', { origin: mock.url })).status).toBe(200)
  })

  it('gives the same answers for the same seed, secrets only if told to', async () => {
    const once = async (deterministicSecrets: boolean): Promise<string[]> => {
      await using mock = await startMock(lumino.spec, {
        seed: 11,
        deterministicSecrets,
        credentials: { ApiKeyAuth: 'fixed' },
      })
      mock.clock.set('2030-01-01T00:00:00Z')
      const first = await ask(
        mock,
        'POST',
        '/v1/api-keys',
        { 'x-api-key': 'fixed' },
        { name: 'a', expires_at: '2031-01-01T00:00:00Z' },
      )
      mock.reset()
      const again = await ask(
        mock,
        'POST',
        '/v1/api-keys',
        { 'x-api-key': 'fixed' },
        { name: 'a', expires_at: '2031-01-01T00:00:00Z' },
      )
      expect(again.body.id).toBe(first.body.id)
      return [first.body.id, first.body.secret]
    }
    const [one, other, fixed, again] = [
      await once(false),
      await once(false),
      await once(true),
      await once(true),
    ]
    expect(one[0]).toBe(other[0])
    expect(one[1]).not.toBe(other[1])
    expect(fixed).toEqual(again)
  })

  it('logs a calm line a request, without anything that may be a secret', async () => {
    const vendor = vendors.find(({ name }) => name === 'videodb')!
    const lines: string[] = []
    await using mock = await startMock(vendor.spec, { log: (line) => lines.push(line) })
    const { secret } = await createKey(vendor, mock)
    await ask(mock, 'DELETE', `/user/api_key/${secret}?key=${secret}`, own(vendor, mock))
    await ask(mock, 'GET', `/nowhere/${secret}?key=${secret}`)
    expect(lines).toEqual([
      expect.stringMatching(/^POST \/user\/api_key 200 [\d.]+ ms$/),
      expect.stringMatching(/^DELETE \/user\/api_key\/\{api_key\} 200 /),
      expect.stringMatching(/^GET \/nowhere\/… 404 /),
    ])
  })
})
