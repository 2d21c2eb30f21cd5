import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { startServer } from '../servers/server.ts'
import { startFront } from './front.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { judgeContract, judgeServer, type Ran } from './harness.ts'

function findingsOf(ran: Ran, rule: string): readonly string[] {
  return ran.findings
    .filter((finding) => finding.rule === rule)
    .map(({ level, message }) => `${level} ${message}`)
}

it('a list that masks its keys beyond telling shows a new key all the same', async () => {
  await using server = await startServer({ vendor: 'videodb' })
  await using front = await startFront(server, async ({ method, forward }) => {
    const answer = await forward()
    return method === 'GET'
      ? { ...answer, headers: {}, body: String(answer.body).replaceAll(/sk-…\w{4}/g, 'sk-****') }
      : answer
  })
  const ran = await judgeServer('videodb', front, { only: ['lifecycle-created-key-listed-once'] })
  expect(findingsOf(ran, 'lifecycle-created-key-listed-once')).toEqual([])
})

it('a list that shows the ends of all keys but the new one is still found out', async () => {
  await using server = await startServer({ vendor: 'videodb' })
  await using front = await startFront(server, async ({ method, forward }) => {
    const answer = await forward()
    return method === 'GET'
      ? { ...answer, headers: {}, body: String(answer.body).replaceAll(/sk-…\w{4}/g, 'sk-…0000') }
      : answer
  })
  const ran = await judgeServer('videodb', front, { only: ['lifecycle-created-key-listed-once'] })
  expect(findingsOf(ran, 'lifecycle-created-key-listed-once').length).toBeGreaterThan(0)
})

it('an answer that names a deleted key by its secret is noted', async () => {
  await using server = await startServer({ vendor: 'videodb' })
  await using front = await startFront(server, async ({ method, path, forward }) => {
    const answer = await forward()
    const message = `${decodeURIComponent(path.split('/').at(-1) ?? '')} is gone.`
    return method === 'DELETE' && answer.status === 200
      ? {
          status: 200,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ success: true, message }),
        }
      : answer
  })
  const ran = await judgeServer('videodb', front, {
    only: ['secret-never-reappears', 'status-valid-input-accepted'],
  })
  expect(findingsOf(ran, 'secret-never-reappears')).toEqual([
    'info The answer of DELETE /user/api_key/{api_key} repeats the secret by which the key was addressed, at /message.',
  ])
})

it.each([
  ['cookie', 'where the scheme of a new key is a guess', []],
  ['nowhere', 'where the scheme is named for the key', ['warn A new key is refused by GET /keys.']],
] as const)('a key that goes in the %s is judged %s', async (place, _where, expected) => {
  const app = { type: 'apiKey', in: 'header', name: place === 'cookie' ? 'X-App' : 'X-API-Key' }
  const sid = { type: 'apiKey', in: 'cookie', name: 'sid' }
  const [first, second] = ['app-4f9Qz81LmXwP7', 'sid-4f9Qz81LmXwP7']
  await using server = await startGuarded({
    lets: ({ request, issued }) => {
      const cookie = /(?:^|; )sid=([^;]*)/.exec(request.headers.cookie ?? '')?.[1]
      return (
        request.headers[app.name.toLowerCase()] === first &&
        (cookie === second || (place === 'cookie' && issued(cookie)))
      )
    },
    credentials: { app: first, sid: second },
  })
  const ran = await judgeContract(guardedContract({ app, sid }, [{ app: [], sid: [] }]), server, {
    only: ['lifecycle-new-key-works'],
  })
  expect(findingsOf(ran, 'lifecycle-new-key-works')).toEqual(expected)
})

it('a front that leads everybody to its login page takes nothing and refuses nothing', async () => {
  await using server = await startServer({ vendor: 'avido' })
  await using front = await startFront(server, () =>
    Promise.resolve({ status: 302, headers: { Location: 'https://login.example/' }, body: '' }),
  )
  const ran = await judgeServer('avido', front, { seed: 1, runs: 5 })
  expect(ran.failures).toEqual([])
  expect(ran.exitCode).toBe(3)
  for (const rule of [
    'status-invalid-input-rejected',
    'status-valid-input-accepted',
    'status-content-negotiation',
    'status-method-semantics',
  ])
    expect(
      ran.verdicts.filter((verdict) => verdict.rule === rule).map(({ verdict }) => verdict),
      rule,
    ).toContain('inconclusive')
  expect(ran.findings.map(({ rule }) => rule)).not.toContain('status-content-negotiation')
})

describe('what is asked for by an id that nobody gave', () => {
  const fails = { description: 'No.', content: { 'application/json': { schema: { type: 'object' } } } }
  const finds = { ...fails, description: 'Fine.' }
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Pets', version: '1' },
      security: [{ key: [] }],
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
      paths: {
        '/pets': { get: { responses: { 200: finds, 401: fails } } },
        '/pets/{petId}': {
          get: {
            parameters: [
              { name: 'petId', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
            ],
            responses: { 200: finds, 401: fails, 404: fails },
          },
        },
      },
    },
    { name: 'pets' },
  )
  const root = 'root-4f9Qz81LmXwP7'

  it.each([
    ['says nothing where it is not there', '777777', {}, 'inconclusive'],
    ['is accepted where it is given and there', '7', { petId: 7 }, 'held'],
    ['ought to be there where it is given', '777777', { petId: 7 }, 'broken'],
  ])('%s', async (_what, there, params, verdict) => {
    const server = createServer(({ method, url = '', headers: sent }, response) => {
      const [, collection, id] = new URL(url, 'http://localhost').pathname.split('/')
      const status =
        sent['x-key'] !== root
          ? 401
          : collection !== 'pets' || (id !== undefined && id !== there)
            ? 404
            : method === 'GET' || method === 'HEAD'
              ? 200
              : 405
      response.writeHead(status, { 'Content-Type': 'application/json', Allow: 'GET' })
      response.end(method === 'HEAD' ? undefined : '{}')
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const { port } = server.address() as AddressInfo
    const ran = await judgeContract(
      contract,
      { url: `http://127.0.0.1:${port}`, credentials: { key: root }, params },
      { only: ['status-valid-input-accepted'], runs: 5 },
    )
    server.closeAllConnections()
    server.close()
    expect(
      ran.verdicts.filter(({ operation }) => operation === 'GET /pets/{petId}').map((one) => one.verdict),
    ).toEqual([verdict])
    if (verdict === 'inconclusive') expect(JSON.stringify(ran.verdicts)).toContain('--param petId=...')
  })
})

it.each([
  ['autocalls', 'scheme-case-sensitive', 'auth-scheme-case-insensitive'],
  ['lumino', 'header-name-case-sensitive', 'auth-header-name-case-insensitive'],
  ['lumino', '5xx-on-deep-json', 'robust-hostile-json'],
  ['lumino', '5xx-on-long-credential', 'robust-oversize-and-malformed-credential'],
] as const)('%s with %s has one finding for one cause', async (vendor, defect, rule) => {
  await using server = await startServer({ vendor, defect })
  const ran = await judgeServer(vendor, server, { only: [rule] })
  expect(findingsOf(ran, rule)).toHaveLength(1)
  expect(ran.findings.find((finding) => finding.rule === rule)!.count).toBeGreaterThan(1)
})

it('a secret behind the body of an answer is seen there', async () => {
  await using server = await startServer({ vendor: 'lumino' })
  let secret: string | undefined
  await using front = await startFront(server, async ({ method, path, forward }) => {
    const answer = await forward()
    if (method === 'POST' && answer.status === 201)
      secret = (JSON.parse(String(answer.body)) as { readonly secret: string }).secret
    if (method !== 'GET' || secret === undefined || !path.includes('/api-keys')) return answer
    const headers = { 'Content-Type': 'application/json', Trailer: 'X-Debug' }
    return { ...answer, headers, trailers: { 'X-Debug': `key=${secret}` } }
  })
  const rule = 'secret-not-in-headers-or-urls'
  const ran = await judgeServer('lumino', front, { only: [rule, 'secret-absent-from-reads'], runs: 3 })
  expect(findingsOf(ran, rule)).toContain(
    'fail The secret of an issued key shows in the answer of GET /v1/api-keys at header:trailer:X-Debug.',
  )
})
