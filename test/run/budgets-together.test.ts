import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/run/events.ts'
import { runAgainst } from '../cli/accounts.ts'
import { project, spec, type Ended, type Project } from '../cli/keyproof.ts'
import { startServer, type Account } from '../servers/server.ts'
import { startFront } from './front.ts'

/** Two documents of one API, so that one target does for both. */
function twice(): Project {
  const text = readFileSync(spec('vued'), 'utf8')
  const overlay = readFileSync(spec('vued').replace('openapi', 'overlay'), 'utf8')
  return project({
    'one/openapi.yaml': text,
    'one/overlay.yaml': overlay,
    'two/openapi.yaml': text,
    'two/overlay.yaml': overlay,
  })
}

function runBoth(
  folder: Project,
  at: Account & { readonly url: string },
  ...more: readonly string[]
): Promise<Ended> {
  const { args, env } = runAgainst('vued', at, ...more)
  const [command, , ...flags] = args
  return folder.run([command!, 'one/openapi.yaml', 'two/openapi.yaml', '--seed', '1', ...flags], { env })
}

/** Keys created for each document, as the log of the run tells. */
function createdFor(folder: Project): readonly number[] {
  return folder
    .read('log.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent)
    .flatMap((event) => (event.type === 'document-finished' ? [event.keys.created] : []))
}

describe('the budgets of a run over two documents', () => {
  it.each([
    [0, [0, 0]],
    [1, [0, 1]],
    [5, [2, 3]],
    [12, [6, 6]],
  ])('let it create %i keys between them, and each document its share', async (most, shares) => {
    await using server = await startServer({ vendor: 'vued' })
    await using folder = twice()
    const limit = ['--max-keys', String(most)]
    const { stdout: plan } = await runBoth(folder, server, ...limit, '--plan')
    expect([...plan.matchAll(/at most (\d+) keys/g)].map(([, keys]) => Number(keys))).toEqual(shares)
    expect(server.log).toEqual([])

    await runBoth(folder, server, ...limit, '--reporter', 'jsonl=log.jsonl')
    const made = server.log.filter(({ method, status }) => method === 'POST' && status < 300).length
    expect(createdFor(folder)).toEqual(shares)
    expect(made).toBe(most)
    expect(server.keys()).toBe(0)
  })

  it('keep to one rate and so many requests at once from beginning to end', async () => {
    await using server = await startServer({ vendor: 'vued', latencyMs: 3 })
    await using front = await startFront(server, (passing) => passing.forward())
    await using folder = twice()
    const perSecond = 100
    const limits = ['--max-keys', '8', '--rate', String(perSecond), '--concurrency', '2']
    const { code } = await runBoth(folder, front, ...limits, '--only', 'auth')
    expect(code).toBe(0)
    expect(front.most()).toBeLessThanOrEqual(2)
    const { arrivals } = front
    expect(arrivals.length).toBeGreaterThan(150)
    // Arrivals are spread a little by the network, so a few milliseconds are allowed for.
    const span = 500
    for (const [index, start] of arrivals.entries())
      expect(arrivals.slice(index).filter((time) => time < start + span - 20).length).toBeLessThanOrEqual(
        (perSecond * span) / 1000 + 1,
      )
  })
})
