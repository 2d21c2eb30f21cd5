import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { faults } from '../../src/mock/faults/index.ts'
import { startMock } from '../../src/mock/start.ts'
import { grounds, tour, widgetsContract } from './tour.ts'
import { ask, createKey, own, vendors } from './vendors.ts'

describe('the list of faults', () => {
  it('has every file, named like its fault, and no fault twice', () => {
    const files = readdirSync(new URL('../../src/mock/faults/', import.meta.url))
      .filter((file) => file !== 'index.ts')
      .map((file) => file.replace(/\.ts$/, ''))
    expect(faults.map(({ name }) => name).toSorted()).toEqual(files.toSorted())
  })

  it.each(faults.map((fault) => [fault.name, fault] as const))(
    '%s says what it does in a sentence',
    (_name, { describe: sentence, rule, touches }) => {
      expect(sentence).toMatch(/^[A-Z].{15,}\.$/)
      expect(touches ?? []).not.toContain(rule)
    },
  )
})

// That each fault shows is for test/run/faults-*.test.ts, with whole runs.
it('answers the same each time where no fault is planted', { timeout: 30_000 }, async () => {
  for (const vendor of grounds) {
    const contract = vendor.name === 'widgets' ? widgetsContract : await loadContract(vendor.spec)
    expect(await tour(vendor, contract)).toBe(await tour(vendor, contract))
  }
})

describe('planting', () => {
  const avido = vendors.find(({ name }) => name === 'avido')!
  const videodb = vendors.find(({ name }) => name === 'videodb')!

  it('happens while the mock runs, from the library and from outside, and is undone', async () => {
    await using mock = await startMock(avido.spec, { faults: ['omits-no-store'] })
    const cacheable = async (): Promise<boolean> =>
      (await createKey(avido, mock)).reply.headers.get('cache-control') !== 'no-store'
    expect([mock.faults.list(), await cacheable()]).toEqual([['omits-no-store'], true])
    mock.faults.set([])
    expect(await cacheable()).toBe(false)
    expect(
      (await ask(mock, 'PUT', '/__keyproof/faults', {}, ['omits-no-store', 'leaks-secret-in-list'])).body,
    ).toEqual(['omits-no-store', 'leaks-secret-in-list'])
    const { secret, reply } = await createKey(avido, mock)
    expect(reply.headers.get('cache-control')).toBeNull()
    expect((await ask(mock, 'GET', '/v0/api-keys', own(avido, mock))).text).toContain(secret)
    mock.faults.set(['leaks-secret-in-list'])
    mock.reset()
    expect((await ask(mock, 'GET', '/__keyproof/faults')).body).toEqual(['omits-no-store'])
  })

  it('refuses a fault that is none or cannot show, and keeps what was planted', async () => {
    await using mock = await startMock(videodb.spec, { faults: ['omits-secret'] })
    expect(() => mock.faults.set(['omits-secrets'])).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining('omits-secret?') }),
    )
    expect(() => mock.faults.set(['accepts-first-of-pair'])).toThrow(
      /cannot show on videodb: no operation asks for two credentials/,
    )
    expect((await ask(mock, 'PUT', '/__keyproof/faults', {}, ['nothing'])).status).toBe(400)
    expect((await ask(mock, 'PUT', '/__keyproof/faults', {}, 'omits-secret')).status).toBe(400)
    expect(mock.faults.list()).toEqual(['omits-secret'])
    await expect(startMock(videodb.spec, { faults: ['no-such-fault'] })).rejects.toMatchObject({
      code: 'usage',
    })
  })

  it('leaves the ledger without secrets', async () => {
    await using mock = await startMock(avido.spec, { faults: ['leaks-secret-in-list'] })
    const { secret } = await createKey(avido, mock)
    expect(JSON.stringify(mock.state())).not.toContain(secret)
  })
})

describe('what faults do, from close by', () => {
  const at = async (vendorName: string, fault: string) => {
    const vendor = vendors.find(({ name }) => name === vendorName)!
    return { vendor, mock: await startMock(vendor.spec, { faults: [fault] }) }
  }
  const status = async (
    vendorName: string,
    fault: string,
    headers: (value: string) => Record<string, string>,
  ): Promise<number> => {
    const { vendor, mock } = await at(vendorName, fault)
    await using _ = mock
    const { secret } = await createKey(vendor, mock)
    return (await ask(mock, 'GET', vendor.canary(mock), headers(secret))).status
  }

  it.each<[fault: string, headers: (secret: string) => Record<string, string>]>([
    ['accepts-missing-credential', () => ({})],
    ['accepts-any-credential', () => ({ 'x-api-key': 'whatever' })],
    ['accepts-words-for-nothing', () => ({ 'x-api-key': 'undefined' })],
    ['accepts-blank-credential', () => ({ 'x-api-key': '' })],
    ['accepts-cut-keys', (secret) => ({ 'x-api-key': secret.slice(0, 20) })],
    ['accepts-extended-keys', (secret) => ({ 'x-api-key': `${secret}abc` })],
    ['ignores-key-case', (secret) => ({ 'x-api-key': secret.toUpperCase() })],
    ['ignores-last-character', (secret) => ({ 'x-api-key': `${secret.slice(0, -1)}~` })],
    ['accepts-key-in-cookie', (secret) => ({ cookie: `token=${secret}` })],
    ['accepts-key-under-other-scheme', (secret) => ({ authorization: `ApiKey ${secret}` })],
    ['accepts-key-as-basic-password', (secret) => ({ authorization: `Basic ${btoa(`me:${secret}`)}` })],
  ])('%s opens the door', async (fault, headers) => {
    expect(await status('lumino', fault, headers)).toBe(200)
    expect(await status('lumino', 'omits-allow', headers)).toBe(401)
  })

  it('repeats-secret, varies-secret-little: keys share their secrets', async () => {
    for (const [fault, differing] of [
      ['repeats-secret', 0],
      ['varies-secret-little', 6],
    ] as const) {
      const { vendor, mock } = await at('lumino', fault)
      await using _ = mock
      const [one, other] = [(await createKey(vendor, mock)).secret, (await createKey(vendor, mock)).secret]
      expect(
        one.split('').filter((character, index) => character !== other[index]).length,
      ).toBeLessThanOrEqual(differing)
    }
  })

  it('caches-used-keys: only a key that was used works after its revocation', async () => {
    const { vendor, mock } = await at('avido', 'caches-used-keys')
    await using _ = mock
    for (const warm of [true, false]) {
      const key = await createKey(vendor, mock)
      const use = async (): Promise<number> =>
        (await ask(mock, 'GET', vendor.canary(mock), vendor.authorize(key.secret, mock))).status
      if (warm) expect(await use()).toBe(200)
      expect(
        (await ask(mock, 'DELETE', vendor.revoke({ ...key, items: [] }, mock), own(vendor, mock))).status,
      ).toBe(204)
      expect(await use()).toBe(warm ? 200 : 401)
    }
  })

  it('counts-code-units: 200 astral characters are too many, 200 others are not', async () => {
    const { vendor, mock } = await at('avido', 'counts-code-units')
    await using _ = mock
    expect((await createKey(vendor, mock, '🔑'.repeat(200))).reply.status).toBe(422)
    expect((await createKey(vendor, mock, 'a'.repeat(200))).reply.status).toBe(201)
  })
})
