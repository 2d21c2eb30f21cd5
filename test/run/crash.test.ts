import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { loadScenarios } from '../../src/run/load-scenarios.ts'
import { run } from '../../src/run/run.ts'
import type { Scenario } from '../../src/run/scenario.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { project } from '../cli/keyproof.ts'
import { runAgainst } from '../cli/accounts.ts'
import { plainOptions } from './harness.ts'
import { startServer, type RunningServer } from '../servers/server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const faulty = (server: RunningServer, throws: Partial<Pick<Scenario, 'cases' | 'verify'>>): Scenario => ({
  name: 'faulty',
  promise: 'It throws.',
  rules: ['secret-present-on-create'],
  on: 'resource',
  keys: 1,
  applies: () => true,
  verify: async (stage) => {
    await stage.createKey()
    throw new Error(`The credential is ${Object.values(server.credentials)[0]!}.`)
  },
  ...throws,
})

async function runWith(
  server: RunningServer,
  scenario: Scenario,
): Promise<{ readonly exitCode: number; readonly events: readonly RunEvent[] }> {
  const events: RunEvent[] = []
  const others = (await loadScenarios([], root)).filter(({ name }) => name === 'missing-credential-refused')
  const exitCode = await run(
    {
      contracts: [await loadContract(`${root}/specs/vued/openapi.yaml`)],
      scenarios: [scenario, ...others],
      vault: createVault({ seed: 1 }),
      signal: new AbortController().signal,
      now: () => new Date(),
      emit: (event) => events.push(event),
    },
    {
      target: server.url,
      credentials: server.credentials,
      parameters: server.params,
      ...plainOptions,
      runs: 5,
      concurrency: 4,
    },
  )
  return { exitCode, events }
}

describe('a scenario that throws', () => {
  it.each([
    ['when played', {}],
    [
      'when its cases are made',
      {
        cases: (): never => {
          throw new Error('No cases today.')
        },
      },
    ],
  ] as const)(
    '%s is said to have crashed, without secrets, and costs the others nothing',
    async (_when, throws) => {
      await using server = await startServer({ vendor: 'vued' })
      const { exitCode, events } = await runWith(server, faulty(server, throws))
      expect(exitCode).toBe(3)
      expect(events.filter((event) => event.type === 'scenario-crashed')).toMatchObject([
        { scenario: 'faulty' },
      ])
      expect(
        events.some(
          (event) =>
            event.type === 'verdict' &&
            event.verdict.rule === 'auth-missing-rejected' &&
            event.verdict.verdict === 'held',
        ),
      ).toBe(true)
      expect(events.at(-2)).toMatchObject({ type: 'document-finished', keys: { left: [] } })
      expect(server.keys()).toBe(0)
      const written = JSON.stringify(events)
      for (const secret of server.secrets()) expect(written).not.toContain(secret)
    },
  )
})

describe('a scenario of the user’s that throws outside of what is waited for', () => {
  it('ends keyproof with 3, and its report of the crash holds no secret', async () => {
    await using server = await startServer({ vendor: 'vued' })
    await using here = project({
      'stray.mjs': `export const stray = { name: 'stray', promise: '', rules: ['secret-present-on-create'], on: 'resource', keys: 0, applies: () => true,
        verify: async () => { setTimeout(() => { throw new Error('key ' + process.env.TEST_BEARERAUTH) }, 5); await new Promise((resolve) => setTimeout(resolve, 200)) } }`,
      'keyproof.config.json': '{"scenarios":["stray.mjs"]}',
    })
    const { args, env } = runAgainst('vued', server)
    const { code, stdout, stderr } = await here.run(args, { env })
    expect(code).toBe(3)
    expect(stderr).toContain('this should not have happened: key <secret:')
    for (const secret of server.secrets()) expect(stdout + stderr).not.toContain(secret)
    // What it created is in the journal.
    expect((await here.run(['sweep', '--credential', 'bearerAuth=env:TEST_BEARERAUTH'], { env })).code).toBe(
      0,
    )
    expect(server.keys()).toBe(0)
  })
})
