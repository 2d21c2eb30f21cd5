import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import type { Contract } from '../../src/contract/types.ts'
import type { Finding } from '../../src/run/events.ts'
import { judgeContract, type Ran } from '../run/harness.ts'
import { startBetterAuth, type BetterAuthServer } from './better-auth.ts'

const overlay = fileURLToPath(new URL('better-auth.overlay.yaml', import.meta.url))

describe('better-auth, with the document it makes itself', () => {
  let server: BetterAuthServer
  let contract: Contract
  let ran: Ran

  beforeAll(async () => {
    server = await startBetterAuth()
    contract = await loadContract(server.document, { overlays: [overlay] })
    ran = await judgeContract(
      contract,
      { url: server.url, credentials: { bearerAuth: server.session, apiKeyHeader: server.key }, params: {} },
      { maxKeys: 300, runs: 5 },
    )
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const found = (rule: string, operation: string | null, says: RegExp): readonly Finding[] =>
    ran.findings.filter(
      (finding) =>
        finding.rule === rule &&
        finding.operation === operation &&
        says.test(`${finding.message} ${finding.received ?? ''}`),
    )
  const verdict = (rule: string, operation: string): string | undefined =>
    ran.verdicts.find((one) => one.rule === rule && one.operation === operation)?.verdict

  it('is understood without help, but for the header that no scheme names', async () => {
    const [alone] = (await loadContract(server.document)).keyResources
    expect(alone?.roles).toEqual({
      create: { operation: 'POST /api-key/create' },
      list: { operation: 'GET /api-key/list' },
      get: { operation: 'GET /api-key/get', idParameter: 'id', idIn: 'query' },
      update: { operation: 'POST /api-key/update', idParameter: '/keyId', idIn: 'body' },
      revoke: { operation: 'POST /api-key/delete', idParameter: '/keyId', idIn: 'body' },
    })
    expect(alone?.secret).toMatchObject({ pointer: '/key', reveal: 'once', carrier: 'bearerAuth' })
    expect(contract.keyResources[0]?.secret.carrier).toBe('apiKeyHeader')
  })

  it('takes keys from a header that its document has no scheme for', async () => {
    const alone = await judgeContract(
      await loadContract(server.document),
      { url: server.url, credentials: { bearerAuth: server.session }, params: {} },
      { only: ['spec-auth-declaration-sound'] },
    )
    expect(alone.findings.map(({ rule, received }) => [rule, received])).toEqual([
      ['spec-auth-declaration-sound', '401 as bearerAuth, 200 in the header X-API-Key'],
    ])
  })

  // Everything here is known to be true of these versions, and is one finding each.
  it.each([
    ['`nullable` of 3.0 in a document of 3.1', 'schema-response-conforms', null, /`nullable`/, 'fail'],
    ['the list lacks userId', 'schema-response-conforms', 'GET /api-key/list', /`userId`/, 'fail'],
    ['get lacks userId', 'schema-response-conforms', 'GET /api-key/get', /`userId`/, 'fail'],
    ['update lacks userId', 'schema-response-conforms', 'POST /api-key/update', /`userId`/, 'fail'],
    [
      "the session's ipAddress is null",
      'schema-response-conforms',
      'GET /get-session',
      /\/session\/ipAddress.*null/,
      'fail',
    ],
    [
      "the user's image is null",
      'schema-response-conforms',
      'GET /get-session',
      /\/user\/image.*null/,
      'fail',
    ],
    ['get needs its id', 'status-valid-input-accepted', 'GET /api-key/get', /without id\b/, 'fail'],
    [
      'delete needs its body',
      'status-valid-input-accepted',
      'POST /api-key/delete',
      /a request without a body/,
      'warn',
    ],
    ['415 is undocumented', 'status-documented', 'POST /api-key/create', /415/, 'info'],
    [
      'get-session shows the whole key again',
      'secret-never-reappears',
      'GET /get-session',
      /as it is at \/session\/token/,
      'fail',
    ],
    [
      'create may be kept by caches',
      'headers-no-store-on-secret',
      'POST /api-key/create',
      /no Cache-Control/,
      'warn',
    ],
    ['401 has no challenge', 'auth-401-challenge', null, /WWW-Authenticate/, 'fail'],
    [
      'a short wrong key gives 403, a long one 401',
      'auth-failure-uniform',
      'POST /api-key/create',
      /403/,
      'warn',
    ],
  ] as const)('finds that %s', (_truth, rule, operation, says, level) => {
    expect(found(rule, operation, says).map((finding) => finding.level)).toEqual([level])
  })

  it('fails for nothing else', () => {
    expect(
      [...new Set(ran.failures.map(({ rule, operation }) => `${rule} ${operation ?? ''}`.trim()))].toSorted(),
    ).toEqual([
      'auth-401-challenge',
      'schema-response-conforms',
      'schema-response-conforms GET /api-key/get',
      'schema-response-conforms GET /api-key/list',
      'schema-response-conforms GET /get-session',
      'schema-response-conforms POST /api-key/update',
      'secret-never-reappears GET /get-session',
      // It takes `prefix` and `rateLimitMax` only from its own code, and refuses an update that changes nothing.
      'status-valid-input-accepted GET /api-key/get',
      'status-valid-input-accepted POST /api-key/create',
      'status-valid-input-accepted POST /api-key/update',
    ])
  })

  it('sees through a delete that is a POST with the id in its body', () => {
    const revoke = 'POST /api-key/delete'
    for (const rule of [
      'lifecycle-revoked-key-rejected',
      'lifecycle-deleted-key-gone',
      'lifecycle-delete-idempotent',
      'status-unknown-id-4xx',
    ])
      expect([rule, verdict(rule, revoke)]).toEqual([rule, 'held'])
    expect(verdict('lifecycle-new-key-works', 'POST /api-key/create')).toBe('held')
  })

  it('takes the first letters of a key, shown as `start`, for no leak', () => {
    for (const read of ['GET /api-key/list', 'GET /api-key/get'])
      expect([read, verdict('secret-absent-from-reads', read)]).toEqual([read, 'held'])
    expect(
      ran.findings.filter(({ group, rule }) => group === 'reveal' && rule !== 'secret-never-reappears'),
    ).toEqual([])
  })

  it('leaves nothing behind', () => {
    expect(ran.keys.left).toEqual([])
    expect(ran.keys.created).toBeGreaterThan(10)
    expect(server.keys()).toBe(0)
  })
})

describe('better-auth, with keys that work ten times a day', () => {
  it('is not blamed for a key that is used up', async () => {
    await using server = await startBetterAuth({ limited: true })
    const statuses = []
    for (let use = 0; use < 11; use += 1)
      statuses.push(
        (await fetch(`${server.url}/api-key/list`, { headers: { 'x-api-key': server.key } })).status,
      )
    expect(statuses.at(-1)).toBe(429)
    const contract = await loadContract(server.document, { overlays: [overlay] })
    const ran = await judgeContract(
      contract,
      { url: server.url, credentials: { bearerAuth: server.session, apiKeyHeader: server.key }, params: {} },
      {
        only: ['every-alternative-accepted', 'near-miss-credential-refused', 'key-works-until-revoked'],
        operations: ['GET /api-key/list', 'POST /api-key/*'],
        maxKeys: 300,
      },
    )
    expect(ran.findings.filter(({ rule }) => !rule.startsWith('schema-')).map(({ rule }) => rule)).toEqual([])
    expect(
      ran.verdicts
        .filter(({ verdict }) => verdict === 'inconclusive')
        .map(({ rule, operation, reason }) => [rule, operation, /429/.test(reason ?? '')]),
    ).toEqual([['auth-or-each-accepted', 'GET /api-key/list', true]])
    expect(server.keys()).toBe(0)
  })
})
