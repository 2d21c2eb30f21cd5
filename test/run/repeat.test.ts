import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { startMock } from '../../src/mock/start.ts'
import { project, spec } from '../cli/keyproof.ts'
import { startServer } from '../servers/server.ts'
import { startFront, type Passing } from './front.ts'
import { judgeContract, judgeServer, patience } from './harness.ts'

/** What a run says of every rule, and every finding with its story, in order; without what only counts. */
async function saidOf(vendor: string, faults: readonly string[], lateMs = 0): Promise<string> {
  const contract = await loadContract(`specs/${vendor}/openapi.yaml`)
  await using mock = await startMock(contract, { faults, seed: 1 })
  const second = mock.createTenant()
  await using front = await startFront(
    { url: mock.url, credentials: mock.credentials, params: mock.parameters },
    async ({ forward }) => {
      if (lateMs > 0) await sleep(Math.random() * lateMs)
      return forward()
    },
  )
  const ran = await judgeContract(
    contract,
    {
      url: front.url,
      credentials: mock.credentials,
      params: mock.parameters,
      second: { credentials: second.credentials, params: second.parameters },
    },
    { ...patience, seed: 5, runs: 2, maxKeys: 60, keepKeys: true },
  )
  const findings = ran.findings.map(({ fingerprint, rule, operation, level, message, expected, story }) =>
    JSON.stringify({ fingerprint, rule, operation, level, message, expected, story }),
  )
  const verdicts = ran.verdicts.map(({ rule, operation, verdict, reason }) =>
    [rule, operation, verdict, reason].join(' '),
  )
  return [...findings, ...verdicts].join('\n')
}

/** Shapes with several things wrong at once, so that findings crowd each other; and how often each is looked at. */
const crowded = [
  ['videodb', 20, ['leaks-encoded-secret-in-list', 'honours-revoked-keys', 'accepts-blank-credential']],
  ['autocalls', 4, ['leaks-secret-in-list', 'accepts-wrong-types', 'caches-used-keys', 'omits-no-store']],
  ['lumino', 4, ['ends-key-on-update', 'leaks-secret-in-get', 'honours-expired-keys']],
  ['vued', 4, ['repeats-secret', 'ignores-scopes', 'cuts-names']],
  ['avido', 4, ['shares-secret-at-once', 'takes-mixed-pairs', 'accepts-taken-names', 'revokes-too-much']],
] as const

describe('runs with one seed, of all rules', () => {
  it.concurrent.each(crowded)('say the same of %s, all %i of them', async (vendor, times, faults) => {
    const first = await saidOf(vendor, faults)
    expect(first).toContain('fingerprint')
    for (let time = 1; time < times; time++) expect(await saidOf(vendor, faults)).toBe(first)
  })

  it.concurrent.each(crowded)('say the same of %s where nothing is wrong', async (vendor) => {
    expect(await saidOf(vendor, [])).toBe(await saidOf(vendor, []))
  })
})

it.concurrent.each([
  ['avido', ['revokes-too-much']],
  ['lumino', ['revives-keys-on-create']],
  ['lumino', ['revives-keys-on-list']],
  ['autocalls', ['accepts-incomplete-bodies', 'caches-used-keys']],
] as const)('whatever comes late on %s with %j, the same is said', async (vendor, faults) => {
  const first = await saidOf(vendor, faults)
  expect(first).toContain('"level":"fail"')
  for (const lateMs of [12, 40]) expect(await saidOf(vendor, faults, lateMs)).toBe(first)
})

// A server that revokes too much would else seem to do so for a guess when it does for another's revocation.
it('a key outlives guesses at revocation, or does not, while nothing else is asked for', async () => {
  await using server = await startServer({ vendor: 'avido' })
  const isGuess = ({ method, path }: Passing): boolean =>
    method === 'DELETE' && path.includes('7f9c24e8-3b12')
  let held = 0
  const beside: string[] = []
  await using front = await startFront(server, async (passing) => {
    if (!isGuess(passing)) {
      if (held > 0) beside.push(`${passing.method} ${passing.path}`)
      return passing.forward()
    }
    held += 1
    await sleep(50)
    held -= 1
    return passing.forward()
  })
  const { verdicts } = await judgeServer('avido', front, { ...patience, runs: 20 })
  expect(verdicts).toContainEqual(
    expect.objectContaining({
      rule: 'status-unknown-id-4xx',
      operation: 'DELETE /v0/api-keys/{keyId}',
      verdict: 'held',
    }),
  )
  expect(beside).toEqual([])
})

// The mock makes every change at once, so that what is watched is looked at as often each time, and its counts are compared too.
it.each(['vued', 'lumino', 'autocalls'])(
  'a command on %s says the same twice, but for what the clock and chance put into answers',
  async (vendor) => {
    await using one = project()
    const said: unknown[] = []
    for (let time = 0; time < 2; time++) {
      const args = [
        'run',
        spec(vendor),
        '--seed',
        '7',
        '--profile',
        'strict',
        '--reporter',
        'json=report.json',
      ]
      expect((await one.run(args)).code).toBe(0)
      const { summary, verdicts, findings, keys } = one.report('report.json')
      const asked = findings.map(({ exchanges, ...finding }) => ({
        ...finding,
        curl: finding.curl.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'),
        exchanges: exchanges.map(({ request, response }) => [request.method, request.path, response.status]),
      }))
      said.push({ summary, verdicts, asked, keys })
    }
    expect(said[1]).toEqual(said[0])
  },
)
