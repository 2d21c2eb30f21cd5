import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Exchange, HeaderLine, RequestTemplate } from '../../src/http/exchange.ts'
import type { RawResponse, SealPlan, Vault } from '../../src/secrets/types.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { bodies, hidings, picks, secrets } from './arbitraries.ts'

const key = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
const root = 'root-credential-Zk81xPq0LmNb'

const request = (more: Partial<RequestTemplate> = {}): RequestTemplate => ({
  operation: 'POST /keys',
  method: 'POST',
  path: '/keys',
  headers: [['Authorization', 'Bearer <secret:root>']],
  ...more,
})
const response = (body: unknown, headers: readonly HeaderLine[] = []): RawResponse => ({
  status: 200,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  truncated: false,
})
const noIssue: SealPlan = { issues: [], issuedName: 'none', masked: [] }
const issuing = (issuedName: string, ...issues: readonly string[]): SealPlan => ({
  issues,
  issuedName,
  masked: [],
})

const vaultWith = (values: Readonly<Record<string, string>>): Vault => {
  const vault = createVault()
  vault.add(root, 'root', 'credential')
  for (const [name, value] of Object.entries(values)) vault.add(value, name, 'issued')
  return vault
}
const sightings = (exchange: Exchange): string[] =>
  exchange.facts.sightings.map(
    ({ secret, kind, form, place, inUrl, echo }) =>
      `${secret} ${kind} ${form} ${place}${inUrl ? ' in URL' : ''}${echo === true ? ' echo' : ''}`,
  )

describe('the response that issues a secret', () => {
  test('yields its token, and shows it at its own place without a sighting', () => {
    const vault = vaultWith({})
    const exchange = vault.seal(request(), response({ data: { id: 'k', key } }), issuing('k1', '/data/key'))
    expect(exchange.facts).toEqual({ sightings: [], violations: null, issued: '<secret:k1>', json: true })
    expect(exchange.response.body).toBe('{"data":{"id":"k","key":"<secret:k1>"}}')
    expect(vault.fill('<secret:k1>', 'header')).toBe(key)
  })

  test.each([
    ['as it is', '<secret:root>'],
    ['with an escape', '\\u003csecret:root>'],
    ['in escapes throughout', '\\u003C\\u0073\\u0065\\u0063\\u0072\\u0065\\u0074\\u003aroot>'],
    ['behind a backslash', '\\\\\\u003csecret:root>'],
  ])('cannot have another secret filled in by its token, written %s', (_how, written) => {
    const vault = vaultWith({})
    const { body } = vault.seal(request(), response(`{"id":"${written}"}`), noIssue).response
    const { id } = JSON.parse(body) as { readonly id: string }
    expect(id).toMatch(/secret:root>$/)
    expect(vault.fill(`/keys/${id}`, 'url')).not.toContain(root)
  })

  test('may hold what only looks like such an escape', () => {
    const body = String.raw`{"id":"\\u003csecret:root>","n":"\u00e9"}`
    expect(vaultWith({}).seal(request(), response(body), noIssue).response.body).toBe(body)
  })

  test('may show it at further documented places, and nowhere else', () => {
    const body = {
      key,
      curl: `curl -H 'Authorization: Bearer ${key}'`,
      keys: [{ key }],
      note: `Your key is ${key}.`,
    }
    const exchange = vaultWith({}).seal(
      request(),
      response(body),
      issuing('k1', '/key', '/curl', '/keys/0/key'),
    )
    expect(sightings(exchange)).toEqual(['k1 issued exact /note'])
    expect(exchange.response.body).not.toContain(key)
  })

  test.each([
    ['no body', ''],
    ['a missing member', {}],
    ['null', { key: null }],
    ['a short number', { key: 12345678901 }],
    ['an empty string', { key: '' }],
    ['an object', { key: { value: key } }],
    ['text', `key=${key}`],
  ])('issues nothing when there is %s', (_what, body) => {
    expect(vaultWith({}).seal(request(), response(body), issuing('k1', '/key')).facts.issued).toBeNull()
  })

  test('that is a long number is hidden, wherever the number shows again', () => {
    const { facts, response: shown } = vaultWith({}).seal(
      request(),
      response({ key: 12345678901234, note: 'of 12345678901234', at: [12345678901234] }),
      issuing('k1', '/key'),
    )
    expect(facts.issued).toBe('<secret:k1>')
    expect(facts.sightings.map(({ place }) => place).toSorted()).toEqual(['/at/*', '/note'])
    expect(shown.body).not.toContain('12345678901234')
    expect(JSON.parse(shown.body)).toMatchObject({ key: '<secret:k1>', at: ['<secret:k1>'] })
  })

  test('that repeats an earlier secret keeps the first token in the text and tells that both are equal', () => {
    const vault = vaultWith({})
    vault.seal(request(), response({ key }), issuing('k1', '/key'))
    const second = vault.seal(request(), response({ key }), issuing('k2', '/key'))
    expect(second.facts.issued).toBe('<secret:k2>')
    expect(second.response.body).toBe('{"key":"<secret:k1>"}')
    expect(vault.compare('<secret:k1>', '<secret:k2>')).toEqual({ equal: true, differing: 0 })
    expect(sightings(second)).toEqual([])
  })

  test('still betrays an older secret at the very place where it issues its own', () => {
    const vault = vaultWith({ k1: key })
    const both = { key: 'sk_live_another0another1another2AAA', keys: [{ key }] }
    expect(sightings(vault.seal(request(), response(both), issuing('k2', '/key')))).toEqual([
      'k1 issued exact /keys/*/key',
    ])
  })
})

describe('sightings', () => {
  test.each<[place: string, body: unknown, headers: readonly HeaderLine[], expected: readonly string[]]>([
    ['a list', { keys: [{ id: 1 }, { id: 2, key }] }, [], ['k1 issued exact /keys/*/key']],
    ['the whole body', `"${key}"`, [], ['k1 issued exact ']],
    ['an array of arrays', [[key]], [], ['k1 issued exact /*/*']],
    ['a member name', { byKey: { [key]: { id: 1 } } }, [], ['k1 issued exact /byKey/*']],
    ['a name with slashes', { 'a/b~c': key }, [], ['k1 issued exact /a~1b~0c']],
    ['plain text', `oops ${key}`, [], ['k1 issued exact text']],
    ['broken JSON', `{"key":"${key}"`, [], ['k1 issued exact text']],
    ['a URL', { link: `https://api.example.com/keys/${key}?x=1` }, [], ['k1 issued exact /link in URL']],
    ['a relative URL', { link: `//host/keys/${key}` }, [], ['k1 issued exact /link in URL']],
    [
      'a URL inside prose',
      { text: `Open https://x.test/?k=${key} now` },
      [],
      ['k1 issued exact /text in URL'],
    ],
    ['prose beside a URL', { text: `See https://x.test/help about ${key}` }, [], ['k1 issued exact /text']],
    ['escaped slashes', `{"link":"https:\\/\\/x.test\\/${key}"}`, [], ['k1 issued exact /link in URL']],
    ['a header', {}, [['Location', `/keys/${key}`]], ['k1 issued exact header:Location']],
    [
      'two cookies',
      {},
      [
        ['Set-Cookie', `a=${key}`],
        ['Set-Cookie', `b=${key}`],
      ],
      ['k1 issued exact header:Set-Cookie'],
    ],
    [
      'a cursor',
      { next: Buffer.from(`{"after":"${key}"}`).toString('base64') },
      [],
      ['k1 issued base64 /next'],
    ],
  ])('%s', (_place, body, headers, expected) => {
    expect(sightings(vaultWith({ k1: key }).seal(request(), response(body, headers), noIssue))).toEqual(
      expected,
    )
  })

  test('a credential is told from an issued secret, an identifier gives none but is redacted', () => {
    const vault = vaultWith({ k1: key })
    vault.add('account-7f3a9c21e8', 'account', 'identifier')
    vault.add('canary-Qw8rTy2uIo4pAs', 'canary', 'canary')
    const exchange = vault.seal(
      request(),
      response({ a: root, b: 'account-7f3a9c21e8', c: 'canary-Qw8rTy2uIo4pAs' }),
      noIssue,
    )
    expect(sightings(exchange)).toEqual(['root credential exact /a', 'canary canary exact /c'])
    expect(exchange.response.body).toBe('{"a":"<secret:root>","b":"<secret:account>","c":"<secret:canary>"}')
  })

  test('a secret the request carried outside its headers is marked as an echo', () => {
    const vault = vaultWith({ k1: key })
    const answer = response({ message: `no key ${key}`, who: root })
    for (const more of [
      { path: '/keys/<secret:k1>' },
      { path: '/keys?key=<secret:k1>' },
      { body: '{"name":"<secret:k1>"}' },
    ]) {
      expect(sightings(vault.seal(request(more), answer, noIssue))).toEqual([
        'k1 issued exact /message echo',
        'root credential exact /who',
      ])
    }
  })

  test('the echo of an edited secret is no sighting of the secret itself', () => {
    const vault = vaultWith({ k1: key })
    for (const edit of ['drop-last', 'swap-case', 'append:x', 'flip-last', 'first-half']) {
      const headers: HeaderLine[] = [['Authorization', `Bearer <secret:k1|${edit}>`]]
      const sent = vault.fill(`<secret:k1|${edit}>`, 'header')
      const exchange = vault.seal(request({ headers }), response({ error: `bad key ${sent}` }), noIssue)
      expect(sightings(exchange)).toEqual([`k1|${edit} canary exact /error`])
      expect(exchange.response.body).toBe(`{"error":"bad key <secret:k1|${edit}>"}`)
    }
  })

  test.each([
    ['an id', { ids: ['/data/*/id'] }],
    ['a shortened form', { masked: ['/data/*/id'] }],
  ])('part of a key that was tried stays what it is where the document calls it %s', (_what, says) => {
    for (const first of ['tried', 'seen'] as const) {
      const vault = vaultWith({ k1: key })
      const half = key.slice(0, 16)
      const seal = (): Exchange =>
        vault.seal(request(), response({ data: [{}, { id: half }] }), { ...noIssue, ...says })
      if (first === 'seen') seal()
      vault.fill('<secret:k1|first-half>', 'header')
      const exchange = seal()
      expect(sightings(exchange)).toEqual([])
      expect(exchange.response.body).toBe(`{"data":[{},{"id":"${half}"}]}`)
      expect(vault.redact(`/keys/${half}`)).toBe(`/keys/${half}`)
    }
  })

  test('what is called an id and is most of a key that was tried is hidden like it', () => {
    const vault = vaultWith({ k1: key })
    const most = vault.fill('<secret:k1|drop-last>', 'header')
    const exchange = vault.seal(request(), response({ id: most }), { ...noIssue, ids: ['/id'] })
    expect(exchange.response.body).toBe('{"id":"<secret:k1|drop-last>"}')
  })

  test('a part that was tried counts as shown where it was hidden', () => {
    const vault = vaultWith({ k1: key })
    const half = vault.fill('<secret:k1|first-half>', 'header')
    const { body } = vault.seal(request(), response({ hint: half }), noIssue).response
    expect(body).toBe('{"hint":"<secret:k1|first-half>"}')
    expect(vault.overlap('<secret:k1>', body).longest).toBe(16)
  })

  test('what was tried and holds the whole secret is no part of it', () => {
    const vault = vaultWith({ k1: key })
    const sent = vault.fill('<secret:k1|append-nul>', 'header')
    const { body } = vault.seal(request(), response({ hint: sent }), noIssue).response
    expect(body).toContain('<secret:k1')
    expect(vault.overlap('<secret:k1>', '<secret:k1|append-nul>').longest).toBeLessThan(8)
  })

  test('a form of the secret is one although an edit once sent looks the same', () => {
    const vault = vaultWith({ k1: key })
    const sent = vault.fill('<secret:k1|swap-case>', 'header')
    expect(sightings(vault.seal(request(), response({ note: sent }), noIssue))).toEqual([
      'k1 issued letter-case /note',
    ])
    expect(sightings(vault.seal(request(), response({ note: `${key}x` }), noIssue))).toEqual([
      'k1 issued exact /note',
    ])
  })

  test('the documented masked form is none, the whole secret in its place is', () => {
    const vault = vaultWith({ k1: key })
    vault.fill('<secret:k1|first-half>', 'header')
    const plan = { ...noIssue, masked: ['/keys/*/redacted'] }
    const masked = response({ keys: [{ redacted: key.slice(0, 16) }] })
    expect(sightings(vault.seal(request(), masked, plan))).toEqual([])
    expect(sightings(vault.seal(request(), response({ keys: [{ redacted: key }] }), plan))).toEqual([
      'k1 issued exact /keys/*/redacted',
    ])
  })
})

describe('the exchange', () => {
  test('holds no secret, whatever the response', () => {
    const names = Object.keys(hidings)
    const planted = fc.record({ which: fc.nat({ max: 2 }), hiding: fc.constantFrom(...names), pick: picks })
    fc.assert(
      fc.property(
        fc.tuple(secrets, secrets, secrets),
        bodies,
        fc.array(planted, { maxLength: 4 }),
        fc.boolean(),
        ([first, second, third], body, plants, truncated) => {
          fc.pre(new Set([first, second, third]).size === 3)
          const vault = vaultWith({ k1: first, k2: second })
          const hide = ({ which, hiding, pick }: (typeof plants)[number]): string =>
            hidings[hiding]?.([first, second, third][which] ?? '', pick, 'a', 'b') ?? ''
          const raw: RawResponse = {
            status: 201,
            headers: plants.map((plant, at) => [`X-Header-${at}`, hide(plant)]),
            body: JSON.stringify({
              body,
              new: third,
              plants: plants.map(hide),
              [plants[0] === undefined ? 'x' : hide(plants[0])]: 1,
            }),
            truncated,
          }
          const exchange = vault.seal(request(), raw, issuing('k3', '/new'))
          const text = JSON.stringify(exchange)
          expect(vault.holds(text)).toBe(false)
          for (const secret of [first, second, third]) expect(text).not.toContain(secret)
          if (!truncated) expect(JSON.parse(exchange.response.body)).toBeDefined()
          const places = new Set(exchange.facts.sightings.map(({ place }) => place))
          for (const at of plants.keys()) expect(places).toContain(`header:X-Header-${at}`)
          expect(places.has('/plants/*')).toBe(plants.length > 0)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('is untouched when there is nothing to hide', () => {
    fc.assert(
      fc.property(bodies, fc.boolean(), (body, spaced) => {
        const raw = response(JSON.stringify(body, null, spaced ? 2 : 0), [['ETag', '"abc"']])
        const exchange = vaultWith({ k1: key }).seal(request({ body: '{"n":"<secret:k1>"}' }), raw, noIssue)
        expect(exchange.response).toEqual({ ...raw, truncated: false })
        expect(exchange.request).toEqual(request({ body: '{"n":"<secret:k1>"}' }))
      }),
    )
  })

  test('validates the body as it came', () => {
    const seen: unknown[] = []
    const validate: SealPlan['validate'] = (body) => {
      seen.push(body)
      return [{ place: `/${key}`, keyword: 'type', schema: '/s', message: `not ${key}`, formatOnly: false }]
    }
    const { facts } = vaultWith({}).seal(request(), response({ key }), { ...issuing('k1', '/key'), validate })
    expect(seen).toEqual([{ key }])
    expect(facts.violations).toEqual([
      { place: '/<secret:k1>', keyword: 'type', schema: '/s', message: 'not <secret:k1>', formatOnly: false },
    ])
    expect(vaultWith({}).seal(request(), response('<html>'), { ...noIssue, validate }).facts).toMatchObject({
      violations: null,
      json: false,
    })
  })

  test('holds a secret made of digits as a string where it stood as a number', () => {
    const vault = vaultWith({ k1: '98410275563391047' })
    const exchange = vault.seal(request(), response('{"a":98410275563391047,"b":[1]}'), noIssue)
    expect(exchange.response.body).toBe('{"a":"<secret:k1>","b":[1]}')
    expect(sightings(exchange)).toEqual(['k1 issued exact /a'])
  })

  test('does not end in the beginning of a secret where the body was cut', () => {
    const vault = vaultWith({ k1: key })
    for (let length = 1; length < key.length; length++) {
      const body = `{"a":"b","key":"${key.slice(0, length)}`
      const exchange = vault.seal(request(), { ...response(body), truncated: true }, noIssue)
      expect(exchange.response.body).toBe('{"a":"b","key":"')
    }
  })

  test('lets no server plant a token', () => {
    const vault = vaultWith({ k1: key })
    const exchange = vault.seal(request(), response({ id: '<secret:root>' }, [['X', '<secret:k1>']]), noIssue)
    expect(vault.fill(JSON.stringify(exchange.response), 'text')).not.toContain(key)
    expect(vault.fill(JSON.stringify(exchange.response), 'text')).not.toContain(root)
  })

  test('copes with deep and odd JSON', () => {
    const vault = vaultWith({ k1: key })
    const deep = `${'['.repeat(5000)}"${key}"${']'.repeat(5000)}`
    expect(vault.seal(request(), response(deep), noIssue).response.body).not.toContain(key)
    for (const body of ['null', 'true', '1e400', ' {"a":1,"a":2} ', '"\\ud800"', '{"":""}', '[]']) {
      expect(vault.seal(request(), response(body), noIssue).facts.json).toBe(true)
    }
  })
})
