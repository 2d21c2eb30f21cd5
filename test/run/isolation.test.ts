import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { describeTarget } from '../../src/target/described.ts'
import { secondPrincipal } from '../../src/run/principal.ts'
import { startServer } from '../servers/server.ts'
import { judgeContract, judgeServer, type Ran } from './harness.ts'

const isolation = ['tenant-object-isolation', 'tenant-collection-isolation', 'auth-and-members-bound']
const vued = await loadContract(fileURLToPath(new URL('../../specs/vued/openapi.yaml', import.meta.url)))

const verdictsOn = (ran: Ran, rule: string): readonly (readonly [string, string | undefined])[] =>
  ran.verdicts
    .filter((verdict) => verdict.rule === rule)
    .map(({ verdict, reason }) => [verdict, reason] as const)

test('without a second account nothing is sent, and the report says what would make it decidable', async () => {
  await using server = await startServer({ vendor: 'avido' })
  const { second: _, ...alone } = server
  const ran = await judgeServer('avido', alone, { only: isolation })
  for (const rule of isolation)
    for (const [verdict, reason] of verdictsOn(ran, rule)) {
      expect(verdict).toBe('not-applicable')
      expect(reason).toContain('--principal other:ApiKey=')
    }
  expect(ran.keys.created).toBe(0)
})

test('two credentials of one account are no two accounts', async () => {
  await using server = await startServer({ vendor: 'avido' })
  const ran = await judgeServer(
    'avido',
    { ...server, second: { credentials: server.credentials, params: server.params } },
    { only: ['tenant-object-isolation'] },
  )
  expect(verdictsOn(ran, 'tenant-object-isolation')).toEqual([
    ['inconclusive', 'Both credentials see the same keys, so they may well belong to one account.'],
  ])
  expect(server.keys()).toBe(0)
})

test('a second account that is let in nowhere proves nothing', async () => {
  await using server = await startServer({ vendor: 'lumino' })
  const ran = await judgeServer(
    'lumino',
    { ...server, second: { credentials: { ApiKeyAuth: 'no-such-key' }, params: {} } },
    { only: ['tenant-*'] },
  )
  const verdicts = isolation.slice(0, 2).flatMap((rule) => verdictsOn(ran, rule))
  expect(verdicts.length).toBeGreaterThan(1)
  for (const [verdict] of verdicts) expect(['inconclusive', 'not-applicable']).toContain(verdict)
  expect(ran.failures).toEqual([])
})

test('keys that the second account made are revoked by it when the run ends', async () => {
  await using server = await startServer({ vendor: 'vued' })
  // A scenario that leaves behind what it made as the second account.
  const ran = await judgeContract(vued, server, { only: ['leaves-keys'] }, [
    {
      name: 'leaves-keys',
      promise: 'It makes a key as the second account.',
      rules: ['status-no-5xx'],
      on: 'resource',
      keys: 1,
      applies: () => true,
      async verify(stage) {
        const made = await stage.call({ as: 'other' })
        expect(made.response.status).toBe(200)
        expect(made.request.path).toContain(server.second.params['org_id'])
        stage.held('status-no-5xx')
      },
    },
  ])
  expect(ran.keys).toEqual({ created: ran.keys.created, revoked: ran.keys.created, left: [] })
  const there = server.log.filter(
    ({ path, method }) => path.includes(server.second.params['org_id']!) && method !== 'GET',
  )
  expect(there.map(({ method, status }) => [method, status])).toEqual([
    ['POST', 200],
    ['DELETE', 200],
  ])
  expect(server.keys()).toBe(0)
})

test('the mock has a second account of its own, the user has one name for one, and no more', () => {
  expect(secondPrincipal(vued, describeTarget('mock', vued))?.name).toBe('other')
  expect(secondPrincipal(vued, describeTarget('http://127.0.0.1:1', vued))).toBeNull()
  const given = {
    name: 'second',
    credentials: { bearerAuth: 'k', stranger: 'x' },
    parameters: { org_id: '5' },
  }
  expect(secondPrincipal(vued, describeTarget('http://127.0.0.1:1', vued), [given])).toEqual({
    ...given,
    credentials: { bearerAuth: 'k' },
  })
  expect(() =>
    secondPrincipal(vued, describeTarget('mock', vued), [given, { ...given, name: 'third' }]),
  ).toThrow('Several second principals were named: second, third.')
})
