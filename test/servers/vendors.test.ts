import { expect, test } from 'vitest'
import { judgeFor } from './conforms.ts'
import { startServer } from './server.ts'
import { later, sessionWith } from './session.ts'

test('avido counts code points, knows no further member, and refuses a name twice', async () => {
  await using server = await startServer({ vendor: 'avido' })
  const session = sessionWith('avido', server)
  const judge = judgeFor('avido')
  const statusOf = async (name: string, more = {}): Promise<number> => {
    const reply = await session.ask(session.creating(name, more))
    expect(judge('POST', session.listPath, reply)).toBeNull()
    return reply.status
  }
  expect(await statusOf('🔑'.repeat(256))).toBe(201)
  expect(await statusOf('🔑'.repeat(257))).toBe(422)
  expect(await statusOf('')).toBe(422)
  expect(await statusOf('x', { key: 'chosen' })).toBe(422)
  const made = await session.create('x')
  expect(await statusOf('x')).toBe(409)
  await session.revoke(made)
  expect(await statusOf('x')).toBe(201)
  const odd = await session.ask({
    method: 'DELETE',
    path: session.keyPath('no-uuid'),
    headers: session.auth(),
  })
  expect([odd.status, judge('DELETE', session.keyPath('no-uuid'), odd)]).toEqual([400, null])
})

test('lumino addresses keys by name, pages its list, and keeps what is revoked', async () => {
  await using server = await startServer({ vendor: 'lumino' })
  const session = sessionWith('lumino', server)
  const judge = judgeFor('lumino')
  const headers = session.auth()
  const one = await session.create('a/b')
  const path = session.keyPath('a/b')
  const at = async (method: string, body?: object): Promise<unknown> => {
    const reply = await session.ask({ method, path, headers, ...(body === undefined ? {} : { body }) })
    expect(judge(method, path, reply)).toBeNull()
    return reply.status === 200 ? reply.json['status'] : reply.status
  }
  expect((await session.ask(session.creating('a/b'))).status).toBe(400)
  expect(await at('GET')).toBe('ACTIVE')
  expect((await session.list())[0]).not.toHaveProperty('last_used_at')
  expect(await session.use(session.auth(one.secret))).toBe(200)
  expect((await session.list())[0]).toHaveProperty('last_used_at')
  expect(await at('PATCH', { expires_at: '2100-02-29T00:00:00Z' })).toBe(400)
  expect(await at('PATCH', { expires_at: '2030-06-30T23:59:60Z' })).toBe('ACTIVE')
  expect(await at('DELETE')).toBe('REVOKED')
  expect(await at('GET')).toBe('REVOKED')
  expect(await at('PATCH', { expires_at: later })).toBe(400)
  expect((await session.ask(session.creating('a/b'))).status).toBe(400)
  expect((await session.ask({ path: session.keyPath('unknown'), headers })).status).toBe(404)
  await session.create()
  await session.create()
  const second = await session.ask({ path: `${session.listPath}?page=2&items_per_page=2`, headers })
  expect(judge('GET', session.listPath, second)).toBeNull()
  expect(second.json['data']).toHaveLength(1)
  expect(second.json['pagination']).toEqual({ total_pages: 2, current_page: 2, items_per_page: 2 })
  expect((await session.ask({ path: `${session.listPath}?page=0`, headers })).status).toBe(400)
})

test('lumino and vued refuse a past expiry, and a key once its time is over', async () => {
  for (const vendor of ['lumino', 'vued'] as const) {
    await using server = await startServer({ vendor })
    const session = sessionWith(vendor, server)
    const past = vendor === 'vued' ? Date.now() - 1 : '2001-01-01T00:00:00Z'
    expect((await session.ask(session.creating('old', { expires_at: past }))).status).toBe(400)
    const soon = Date.now() + 500
    const { secret } = await session.create('brief', { expires_at: new Date(soon).toISOString() })
    expect(await session.use(session.auth(secret))).toBe(200)
    await new Promise((resolve) => {
      setTimeout(resolve, soon - Date.now() + 10)
    })
    expect(await session.use(session.auth(secret))).toBe(401)
    expect(server.keys()).toBe(0)
  }
})

test('vued enforces scopes, and a key gives none that it does not have', async () => {
  await using server = await startServer({ vendor: 'vued' })
  const session = sessionWith('vued', server)
  const writer = session.auth((await session.create('writer', { scopes: ['api_keys:write'] })).secret)
  const refused = await session.ask({ headers: writer })
  expect([refused.status, refused.headers['www-authenticate']]).toEqual([
    403,
    'Bearer realm="vued", error="insufficient_scope", scope="api_keys:read"',
  ])
  expect(
    (await session.ask({ ...session.creating('x', { scopes: ['api_keys:read'] }), headers: writer })).status,
  ).toBe(403)
  const child = await session.create('y', {}, writer)
  expect(child.reply.json).toMatchObject({ token: { scopes: ['api_keys:write'] } })
  const unnamed = await session.ask({ ...session.creating(), body: {} })
  expect(unnamed.json).toMatchObject({ token: { name: 'Public API key', expiresAt: null, revokedAt: null } })
})
