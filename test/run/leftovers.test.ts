import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { startServer, type RunningServer, type ServerOptions } from '../servers/server.ts'
import { sessionWith } from '../servers/session.ts'
import { startFront } from './front.ts'
import { judgeContract, judgeServer } from './harness.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

type Vendor = ServerOptions['vendor']

/** Whether every key that the server made is told of, as revoked or as left behind. */
function expectTrue(
  { keys }: Awaited<ReturnType<typeof judgeServer>>,
  server: RunningServer,
  before: { readonly secrets: number; readonly keys: number },
): void {
  const created = server.secrets().length - before.secrets
  const left = server.keys() - before.keys
  expect({ ...keys, left: keys.left.length }).toEqual({ created, revoked: created - left, left })
}

function countsOf(server: RunningServer): Parameters<typeof expectTrue>[2] {
  return { secrets: server.secrets().length, keys: server.keys() }
}

const cleanUpOf = (ran: Awaited<ReturnType<typeof judgeServer>>): string | undefined =>
  ran.verdicts.find(({ rule }) => rule === 'harness-cleanup-complete')?.verdict

describe('what a run leaves behind', () => {
  it.each(['autocalls', 'avido', 'lumino', 'videodb', 'vued'] satisfies Vendor[])(
    'is nothing on %s, and that is verified',
    async (vendor) => {
      await using server = await startServer({ vendor })
      const before = countsOf(server)
      const ran = await judgeServer(vendor, server, { maxKeys: 20 })
      expect(cleanUpOf(ran)).toBe('held')
      expect(server.keys()).toBe(0)
      expectTrue(ran, server, before)
    },
  )

  it.each(['autocalls', 'avido', 'lumino', 'vued'] satisfies Vendor[])(
    'is nothing on %s even where answers to creations are lost',
    async (vendor) => {
      await using server = await startServer({ vendor })
      const theirs = sessionWith(vendor, server)
      await theirs.create('a')
      await theirs.create('keyproof-00000000-theirs')
      const before = countsOf(server)
      let creations = 0
      await using front = await startFront(server, async ({ method, forward }) => {
        const answer = await forward()
        if (method !== 'POST' || answer.status >= 300) return answer
        creations += 1
        return creations % 4 === 2 ? null : answer
      })
      const ran = await judgeServer(vendor, front)
      expect(creations).toBeGreaterThan(8)
      expect(server.keys()).toBe(2)
      expectTrue(ran, server, before)
      expect(ran.keys.left).toEqual([])
      expect(cleanUpOf(ran)).toBe('held')
      expect(ran.failures).toEqual([])
      // Requests without an answer leave doubts about the run as a whole.
      expect(ran.exitCode).toBe(3)
    },
  )

  it.each([
    ['autocalls', 'missing-required-accepted'],
    ['lumino', 'missing-required-accepted'],
    ['avido', 'wrong-type-accepted'],
    ['vued', 'invalid-auth-accepted'],
  ] as const)('is nothing on %s with %s, also of keys that have one name', async (vendor, defect) => {
    await using server = await startServer({ vendor, defect })
    await sessionWith(vendor, server).create('theirs')
    const before = countsOf(server)
    const ran = await judgeServer(vendor, server)
    expect(server.keys()).toBe(1)
    expectTrue(ran, server, before)
    expect(cleanUpOf(ran)).toBe('held')
  })

  it('is not vouched for where requests that are refused make keys all the same', async () => {
    await using server = await startServer({ vendor: 'autocalls', defect: 'rejected-create-leaves-key' })
    const ran = await judgeServer('autocalls', server)
    expect(server.keys()).toBeGreaterThan(0)
    expect(ran.verdicts.find(({ rule }) => rule === 'harness-cleanup-complete')).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining(`${server.keys()} other keys came to be`) as string,
    })
  })

  it('is told where revoking does nothing', async () => {
    await using server = await startServer({ vendor: 'avido', defect: 'delete-does-nothing' })
    const before = countsOf(server)
    const ran = await judgeServer('avido', server, { maxKeys: 10 })
    expect(cleanUpOf(ran)).toBe('broken')
    expectTrue(ran, server, before)
    expect(ran.exitCode).toBe(3)
  })

  it('is nothing where revoking takes its time', async () => {
    await using server = await startServer({ vendor: 'avido' })
    const before = countsOf(server)
    const asked: Promise<unknown>[] = []
    await using front = await startFront(server, ({ method, forward }) => {
      if (method !== 'DELETE') return forward()
      asked.push(sleep(900).then(forward))
      return Promise.resolve({ status: 204 })
    })
    const ran = await judgeServer('avido', front, {
      maxKeys: 6,
      leniency: { graceMs: 1200, skewMs: 100 },
      only: ['secret-present-on-create', 'harness-cleanup-complete'],
    })
    await Promise.all(asked)
    expect(cleanUpOf(ran)).toBe('held')
    expect(ran.keys.left).toEqual([])
    expectTrue(ran, server, before)
  })

  it('is told where the API refuses to revoke', async () => {
    await using server = await startServer({ vendor: 'vued' })
    const before = countsOf(server)
    await using front = await startFront(server, ({ method, forward }) =>
      method === 'DELETE'
        ? Promise.resolve({
            status: 403,
            headers: { 'content-type': 'application/json' },
            body: '{"message":"No."}',
          })
        : forward(),
    )
    const ran = await judgeServer('vued', front, {
      maxKeys: 6,
      only: ['secret-present-on-create', 'harness-cleanup-complete'],
    })
    expect(server.keys()).toBeGreaterThan(0)
    expectTrue(ran, server, before)
    expect(ran.exitCode).toBe(3)
  })

  it('is told where the API hangs, with what it may have made before', async () => {
    await using server = await startServer({ vendor: 'avido' })
    const before = countsOf(server)
    let creations = 0
    await using front = await startFront(server, async ({ method, forward }) => {
      if (creations > 8) return null
      if (method === 'POST') creations += 1
      return forward()
    })
    const ran = await judgeServer('avido', front, { maxKeys: 20, timeoutMs: 300 })
    const { created, revoked, left } = ran.keys
    expect(created).toBeGreaterThanOrEqual(server.secrets().length - before.secrets)
    expect(created).toBe(revoked + left.length)
    expect(left.length).toBeGreaterThanOrEqual(server.keys() - before.keys)
    expect(ran.exitCode).toBe(3)
  })

  it('stays where the user wants to keep it', async () => {
    await using server = await startServer({ vendor: 'vued' })
    const ran = await judgeServer('vued', server, {
      maxKeys: 6,
      keepKeys: true,
      only: ['secret-present-on-create', 'harness-cleanup-complete'],
    })
    expect(server.keys()).toBeGreaterThan(0)
    expect(cleanUpOf(ran)).toBe('not-applicable')
    expect(ran.exitCode).toBe(0)
  })
})

describe('a document without a revoke operation', () => {
  it('is not run on a live target, unless the keys may stay or none is made', async () => {
    await using server = await startServer({ vendor: 'vued' })
    const contract = await loadContract(`${root}specs/vued/openapi.yaml`, {
      overlays: [`${root}test/run/fixtures/no-revoke.yaml`],
    })
    await expect(judgeContract(contract, server, { maxKeys: 6 })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('could not be revoked') as string,
    })
    expect(server.log).toEqual([])
    const careful = await judgeContract(contract, server, { maxKeys: 0 })
    expect(careful.keys.created).toBe(0)
    expect(server.keys()).toBe(0)
    await judgeContract(contract, server, { only: ['schema-not-vacuous'] })
    expect(server.keys()).toBe(0)
    const kept = await judgeContract(contract, server, { maxKeys: 3, keepKeys: true })
    expect(kept.keys.created).toBeGreaterThan(0)
  })
})
