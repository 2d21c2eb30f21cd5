import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeFor } from './conforms.ts'
import { startServer } from './server.ts'
import { sessionWith } from './session.ts'
import type { Lines, Made } from './session.ts'
import type { Vendor } from './shape.ts'

const vendors = ['videodb', 'autocalls', 'lumino', 'vued', 'avido'] as const
const withBody = ['autocalls', 'lumino', 'vued', 'avido'] as const

const prefixes: Record<Vendor, RegExp> = {
  videodb: /^sk-[\dA-Za-z]{43}$/,
  autocalls: /^\d+\|[\dA-Za-z]{43}$/,
  lumino: /^lm_[\dA-Za-z]{43}$/,
  vued: /^vued_live_[\dA-Za-z]{43}$/,
  avido: /^avido_prod_[\dA-Za-z]{43}$/,
}
const createStatus = { videodb: 200, autocalls: 201, lumino: 201, vued: 200, avido: 201 }

describe.each(vendors)('the %s server', (vendor) => {
  test('walks a key through its life, every answer as documented', async () => {
    await using server = await startServer({ vendor })
    const session = sessionWith(vendor, server)
    const judge = judgeFor(vendor)

    const made = await session.create()
    expect(made.reply.status).toBe(createStatus[vendor])
    expect(judge('POST', session.listPath, made.reply)).toBeNull()
    expect(made.reply.headers['cache-control']).toBe('no-store')
    expect(made.secret).toMatch(prefixes[vendor])
    expect(server.keys()).toBe(1)

    const mine = session.auth(made.secret)
    for (const read of new Set([session.listPath, session.canaryPath])) {
      const reply = await session.ask({ path: read, headers: mine })
      expect([read, reply.status, judge('GET', read, reply)]).toEqual([read, 200, null])
      expect(reply.headers['cache-control']).toBe('no-store')
      expect(reply.text).not.toContain(made.secret)
    }
    expect(await session.list()).toHaveLength(1)

    const revoked = await session.revoke(made)
    expect(revoked.status).toBe(vendor === 'avido' ? 204 : 200)
    expect(judge('DELETE', session.keyPath(made.handle), revoked)).toBeNull()
    expect(server.keys()).toBe(0)
    const refused = await session.ask({ headers: mine })
    expect([refused.status, judge('GET', session.listPath, refused)]).toEqual([401, null])
    expect((await session.ask({ ...session.creating(), headers: mine })).status).toBe(401)
    expect((await session.revoke(made, mine)).status).toBe(401)

    const again = await session.revoke(made)
    expect(again.status).toBe({ videodb: 404, autocalls: 404, lumino: 200, vued: 200, avido: 204 }[vendor])
    expect(judge('DELETE', session.keyPath(made.handle), again)).toBeNull()
    expect(server.log.map(({ status }) => status).filter((status) => status >= 500)).toEqual([])
  })

  test('gives every key its own secret and id, and lists each once', async () => {
    await using server = await startServer({ vendor })
    const session = sessionWith(vendor, server)
    const made: Made[] = []
    for (let each = 0; each < 25; each += 1) made.push(await session.create())
    made.push(...(await Promise.all([session.create(), session.create(), session.create()])))
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(28)
    expect(new Set(made.map(({ handle }) => handle)).size).toBe(28)
    const listed = await session.list()
    expect(listed).toHaveLength(28)
    expect(new Set(listed.map((item) => item['id'] ?? item['key'])).size).toBe(28)
    expect(server.keys()).toBe(28)
  })

  test('a key may revoke itself, and is dead at once', async () => {
    await using server = await startServer({ vendor })
    const session = sessionWith(vendor, server)
    const made = await session.create()
    const mine = session.auth(made.secret)
    expect((await session.revoke(made, mine)).status).toBeLessThan(300)
    expect(await session.use(mine)).toBe(401)
  })

  test('refuses every credential but the right one, with a challenge and without echo', async () => {
    await using server = await startServer({ vendor })
    const session = sessionWith(vendor, server)
    const [[name, value] = ['', ''], ...rest] = session.auth()
    const bearer = name === 'Authorization'
    const lines: Lines[] = [
      [],
      [[name, '']],
      [[name, `${value}x`]],
      [[name, value.slice(0, -1)]],
      [[name, `${value}, ${value}`]],
      [
        [name, value],
        [name, value],
      ],
      [[name, 'null']],
      [[name, `${value}\u{e9}`]],
      [[name, 'x'.repeat(60_000)]],
      bearer ? [[name, value.slice('Bearer '.length)]] : [['Authorization', `Bearer ${value}`]],
      bearer ? [[name, 'Bearer']] : [[name, `Bearer ${value}`]],
    ]
    for (const wrong of lines) {
      const reply = await session.ask({ ...session.creating(), headers: [...wrong, ...rest] })
      expect([wrong, reply.status]).toEqual([wrong, 401])
      expect(reply.headers['www-authenticate']).toMatch(bearer ? /^Bearer realm="api"/ : /^ApiKey realm="/)
      const sent = bearer && wrong.length > 0 && /^Bearer|^$|,/.test(wrong[0]?.[1] ?? '')
      expect(reply.headers['www-authenticate']?.includes('error="invalid_token"') === true).toBe(sent)
      if (value !== '') expect(reply.text).not.toContain(value.replace('Bearer ', ''))
    }
    expect(server.keys()).toBe(0)
    const spelled = session.auth().map(([header, text]) => [header.toUpperCase(), text] as const)
    expect(await session.use(spelled)).toBe(200)
  })

  test('decides on the credential before path, method and body', async () => {
    await using server = await startServer({ vendor })
    const session = sessionWith(vendor, server)
    const asks = [
      { path: '/nowhere' },
      { method: 'PATCH' },
      { method: 'OPTIONS' },
      { method: 'HEAD' },
      { ...session.creating(), headers: [], body: '{' },
      { ...session.creating(), headers: [], body: 'x'.repeat(70_000) },
      { method: 'DELETE', path: session.keyPath('nothing') },
    ]
    for (const ask of asks) expect([ask.path, (await session.ask(ask)).status]).toEqual([ask.path, 401])
  })

  test('knows its paths and methods', async () => {
    await using server = await startServer({ vendor })
    const session = sessionWith(vendor, server)
    const headers = session.auth()
    for (const path of ['/nowhere', '/', `${session.listPath}//`, `/.${session.listPath}`, '/%zz']) {
      expect([path, (await session.ask({ path, headers })).status]).toEqual([path, 404])
    }
    const put = await session.ask({ method: 'PUT', headers })
    expect([put.status, put.headers['allow']]).toEqual([405, 'POST, GET, HEAD'])
    const get = await session.ask({ headers })
    const head = await session.ask({ method: 'HEAD', headers })
    expect([head.status, head.text]).toEqual([200, ''])
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
  })

  test('keeps tenants apart', async () => {
    await using server = await startServer({ vendor })
    const session = sessionWith(vendor, server)
    const made = await session.create()
    const foreign = session.auth(undefined, server.second)
    expect(await session.list(foreign, server.second)).toEqual([])
    const path = session.keyPath(made.handle, server.second)
    const reply = await session.ask({ method: 'DELETE', path, headers: foreign })
    expect(reply.status).toBe(vendor === 'avido' ? 204 : 404)
    expect(await session.use(session.auth(made.secret))).toBe(200)
    if (vendor === 'vued') expect((await session.ask({ headers: foreign })).status).toBe(403)
    if (vendor !== 'avido') return
    expect(await session.use([...session.auth().slice(0, 1), ...foreign.slice(1)])).toBe(401)
  })
})

describe.each(withBody)('the %s server, sent a body', (vendor) => {
  const invalid = { autocalls: 422, lumino: 400, vued: 400, avido: 422 }[vendor]
  const malformed = { autocalls: 422, lumino: 400, vued: 400, avido: 400 }[vendor]
  const unicode = ['🔑'.repeat(200), 'e\u{301} é', '\u{202e}rtl', '', ' padded ', 'a\0b', '../..', 'a/b?c#d%']

  test('refuses what is no JSON or breaks the schema, as documented, and makes nothing', async () => {
    await using server = await startServer({ vendor })
    const session = sessionWith(vendor, server)
    const judge = judgeFor(vendor)
    const good = session.creating().body as object
    const broken = ['{', '', '{"name":"a","name":"b"}', '\u{feff}{}', '{"name":"a"}{}']
    const wrong = [
      [],
      'text',
      null,
      { ...good, name: 1 },
      { ...good, name: null },
      { ...good, name: '\u{d800}' },
    ]
    const cases = [
      ...broken.map((body) => [body, malformed] as const),
      ...wrong.map((body) => [JSON.stringify(body), invalid] as const),
    ]
    for (const [body, status] of cases) {
      const reply = await session.ask({ ...session.creating(), body })
      expect([body, reply.status, judge('POST', session.listPath, reply)]).toEqual([body, status, null])
    }
    expect((await session.ask({ ...session.creating(), type: 'text/plain' })).status).toBe(415)
    expect(
      (await session.ask({ ...session.creating(), type: 'application/json; charset=utf-16' })).status,
    ).toBe(415)
    expect((await session.ask({ ...session.creating(), body: ' '.repeat(70_000) })).status).toBe(413)
    expect(server.keys()).toBe(0)
    expect(
      (await session.ask({ ...session.creating(), type: 'application/json;charset="UTF-8"' })).status,
    ).toBe(createStatus[vendor])
  })

  test('takes any Unicode name, gives it back unchanged, and lets the key be revoked', async () => {
    await using server = await startServer({ vendor })
    const session = sessionWith(vendor, server)
    const names = unicode.filter((name) => vendor !== 'avido' || name !== '')
    for (const name of names) {
      const made = await session.create(name)
      expect([name, made.reply.status]).toEqual([name, createStatus[vendor]])
      expect((await session.list()).map((item) => item['name'])).toContain(name)
      expect([name, (await session.revoke(made)).status]).toEqual([name, vendor === 'avido' ? 204 : 200])
    }
    expect(server.keys()).toBe(0)
  })
})

test.each(withBody)('the %s server answers any body and any credential as documented', async (vendor) => {
  await using server = await startServer({ vendor })
  const session = sessionWith(vendor, server)
  const judge = judgeFor(vendor)
  const members = fc.record(
    { name: fc.anything(), expires_at: fc.anything(), scopes: fc.anything(), __proto__: fc.anything() },
    { requiredKeys: [] },
  )
  const body = fc.oneof(
    fc.json(),
    fc.string(),
    members.map((value) => JSON.stringify(value)),
  )
  const header = fc.string({
    unit: fc.constantFrom('a', 'B', '1', '|', '-', ' ', ',', '"', '\u{e9}', '\t'),
    maxLength: 30,
  })
  await fc.assert(
    fc.asyncProperty(body, header, async (text, credential) => {
      const before = server.keys()
      const reply = await session.ask({ ...session.creating(), body: text })
      expect(reply.status).toBeLessThan(500)
      expect(judge('POST', session.listPath, reply)).toBeNull()
      expect(server.keys() - before).toBe(reply.status < 300 ? 1 : 0)
      expect(await session.use(session.auth(credential))).toBe(401)
    }),
    { numRuns: 60 },
  )
})

test('an answer can be held back', async () => {
  await using server = await startServer({ vendor: 'videodb', latencyMs: 60 })
  const started = performance.now()
  await sessionWith('videodb', server).use([])
  expect(performance.now() - started).toBeGreaterThan(55)
})
