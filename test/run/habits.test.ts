import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createContract, loadContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import type { Finding } from '../../src/run/events.ts'
import type { RunOptions } from '../../src/run/options.ts'
import { judgeContract, patience } from './harness.ts'
import { startJsonServer } from './json-server.ts'
import { startSmallServer, type Habits } from './small-server.ts'

const document = (name: string): string => fileURLToPath(new URL(`documents/${name}.yaml`, import.meta.url))

/** What a run says of one rule on a server with these habits. */
async function judged(
  rule: string,
  habits: Habits,
  options: Partial<RunOptions> = patience,
  name = 'rotation',
): Promise<{ readonly verdicts: readonly string[]; readonly findings: readonly Finding[] }> {
  await using server = await startSmallServer(habits)
  const ran = await judgeContract(await loadContract(document(name)), server, { only: [rule], ...options })
  return {
    verdicts: [
      ...new Set(ran.verdicts.filter((verdict) => verdict.rule === rule).map(({ verdict }) => verdict)),
    ],
    findings: ran.findings.filter((finding) => finding.rule === rule),
  }
}

describe('a key that is rotated', () => {
  const rule = 'lifecycle-rotate-cutover'

  it('is judged good where the old secret ends at once', async () => {
    expect((await judged(rule, {})).verdicts).toEqual(['held'])
  })

  it.each([
    ['keeps the old', /old secret.*goes on working/],
    ['gives the old', /the secret that was there before/],
  ] as const)('breaks the rule when it %s', async (rotation, message) => {
    const { findings } = await judged(rule, { rotation })
    expect(findings.map(({ level }) => level)).toEqual(['fail'])
    expect(findings[0]!.message).toMatch(message)
  })
})

describe('a request that is repeated with one idempotency key', () => {
  const rule = 'lifecycle-idempotency-key-replay'

  it('may be refused', async () => {
    expect((await judged(rule, { repeated: 'conflict' })).verdicts).toEqual(['held'])
  })

  it('must not make two keys', async () => {
    const { findings } = await judged(rule, { repeated: 'another key' })
    expect(findings.map(({ severity, level }) => `${severity} ${level}`)).toContain('high fail')
  })

  it('is only remarked upon when it shows the secret again, of which the document says nothing', async () => {
    const { findings } = await judged(rule, { repeated: 'same body' })
    expect(findings.map(({ level, basis }) => `${level} ${basis}`)).toEqual(['warn convention'])
  })
})

describe('a key that is revoked', () => {
  const rule = 'lifecycle-revoked-key-rejected'

  it('may linger for a moment, which is noted with how long it was', async () => {
    const { findings } = await judged(rule, { revokedAfterMs: 300 }, {})
    expect(findings.map(({ level }) => level)).toEqual(['info'])
    expect(Number(/after (\d+) ms/.exec(findings[0]!.received!)?.[1])).toBeGreaterThanOrEqual(300)
  })

  it('must not come back to life', async () => {
    const { findings } = await judged(rule, { revivedAfterMs: 0.001, revokedAfterMs: 0 })
    expect(findings.map(({ level }) => level)).toEqual(['fail'])
  })
})

it('a key that is revoked in the middle of its use dies, unlike one that is idle', async () => {
  const { findings } = await judged('lifecycle-revoke-during-use', { losesAfterUses: 4 })
  expect(findings.map(({ level }) => level)).toEqual(['fail'])
})

it('what only had to be refused and took its key away is seen again with another key', async () => {
  const { findings } = await judged(
    'status-method-semantics',
    { strayMethodRevokes: true },
    { ...patience, operations: ['POST /keys/{id}/rotate'] },
  )
  expect(findings.map(({ confidence, message }) => `${confidence} ${message}`)).toEqual([
    'firm PUT on /keys/{id}/rotate succeeds, though the document lists no such operation.',
  ])
})

describe('a secret in a bearer header', () => {
  it.each([
    ['a blank', ' ', 'fail'],
    ['a letter beyond ASCII', '\u00FC', 'fail'],
    ['a bar, as some known tokens have', '|', 'info'],
  ])('is judged when it holds %s', async (_what, within, level) => {
    const { findings } = await judged('secret-transport-safe', { within })
    expect(findings.map((finding) => finding.level)).toEqual([level])
  })

  it('is good when it holds what RFC 6750 allows', async () => {
    expect((await judged('secret-transport-safe', { within: '-._~+/' })).verdicts).toEqual(['held'])
  })
})

it.each(['access_token', 'key'])('a key that is taken from %s in a body is found', async (keyInBody) => {
  const rule = 'auth-undeclared-carrier-rejected'
  expect((await judged(rule, {})).verdicts).toEqual(['held'])
  const { findings } = await judged(rule, { keyInBody })
  expect(findings.map(({ message, level }) => `${level}: ${message}`)).toEqual([
    'fail: POST /keys accepts a request with bearer in the body.',
  ])
})

it('a name that puts a header into the answer is found', async () => {
  expect((await judged('robust-control-chars-no-injection', {})).verdicts).toEqual(['held'])
  const { findings } = await judged('robust-control-chars-no-injection', { injects: true })
  expect(findings.map(({ severity, level }) => `${severity} ${level}`)).toEqual(['high fail'])
})

describe('a way in that the document opens', () => {
  it.each<[rule: string, habits: Habits]>([
    ['auth-or-each-accepted', { bearerOnly: true }],
    ['auth-anonymous-where-declared', { locked: true }],
  ])('must not be shut: %s', async (rule, habits) => {
    const everywhere = { ...patience, operations: ['**'] }
    expect((await judged(rule, {}, everywhere, 'alternatives')).findings).toEqual([])
    const { findings } = await judged(rule, habits, everywhere, 'alternatives')
    expect(new Set(findings.map(({ level }) => level))).toEqual(new Set(['fail']))
  })
})

describe('a way in that the document opens beside others, with a refusal described', () => {
  const contract = (refusal: JsonObject): Contract =>
    createContract(
      {
        openapi: '3.1.0',
        info: { title: 'Either', version: '1' },
        components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
        paths: {
          '/things': {
            get: {
              summary: 'List things',
              security: [{}, { key: [] }],
              responses: { '200': { description: 'All' }, ...refusal },
            },
          },
        },
      },
      { name: 'either' },
    )
  it.each([
    ['may be shut', { '401': { description: 'Who are you?' } }, 'inconclusive'],
    ['must not be shut where no refusal is described', {}, 'broken'],
  ] as const)('%s', async (_what, refusal, expected) => {
    await using server = await startJsonServer({ key: 'root-4f9Qz81LmXwP7' }, ({ headers }) =>
      headers.authorization === 'Bearer root-4f9Qz81LmXwP7'
        ? { status: 200, body: {} }
        : { status: 401, body: {} },
    )
    const ran = await judgeContract(contract(refusal), server, {
      ...patience,
      only: ['auth-anonymous-where-declared'],
      operations: ['**'],
    })
    expect(ran.verdicts.map(({ verdict }) => verdict)).toEqual([expected])
  })
})

it('an answer that asks for patience must say for how long in a way that can be read', async () => {
  // The rule is about answers to others, so something must be asked without a credential; by its whole name it would
  // be judged in every answer, each of which has to be waited for.
  const options = { ...patience, only: ['auth-throttling-*', 'auth-missing-rejected'] }
  expect((await judged('auth-throttling-signalled', { retryAfter: '0' }, options)).verdicts).toContain('held')
  const { findings } = await judged('auth-throttling-signalled', { retryAfter: 'soon' }, options)
  expect(findings[0]!.message).toMatch(/neither a number of seconds nor a date/)
})

it('a key that the document shows as an example must not work', async () => {
  const backDoor = 'sm_9vT2mQ7xLr4KdW8sZb1NcY5hJf3GpA6eUo0RiTkXwBy'
  expect((await judged('spec-examples-valid-and-fake', {})).verdicts).toEqual(['held'])
  const { findings } = await judged('spec-examples-valid-and-fake', { backDoor })
  expect(findings.map(({ severity, level }) => `${severity} ${level}`)).toEqual(['critical fail'])
})

it('a scheme that must stand before one space alone is noted, and no more', async () => {
  const { findings } = await judged('auth-scheme-case-insensitive', {})
  expect(findings.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'info: GET /keys refuses a request with two spaces behind the scheme.',
  ])
})
