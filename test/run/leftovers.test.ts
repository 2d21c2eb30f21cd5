import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { startServer, type ServerOptions } from '../servers/server.ts'
import { sessionWith } from '../servers/session.ts'
import { startFront } from './front.ts'
import { judgeContract, judgeServer } from './harness.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

type Vendor = ServerOptions['vendor']

const cleanUpOf = (ran: Awaited<ReturnType<typeof judgeServer>>): string | undefined =>
  ran.verdicts.find(({ rule }) => rule === 'harness-cleanup-complete')?.verdict

describe('what a run leaves behind', () => {
  it.each(['autocalls', 'avido', 'lumino', 'videodb', 'vued'] satisfies Vendor[])(
    'is nothing on %s, and that is verified',
    async (vendor) => {
      await using server = await startServer({ vendor })
      const ran = await judgeServer(vendor, server, { maxKeys: 20 })
      expect(cleanUpOf(ran)).toBe('held')
      expect(server.keys()).toBe(0)
    },
  )

  it.each(['autocalls', 'avido', 'lumino', 'vued'] satisfies Vendor[])(
    'is nothing on %s even where answers to creations are lost',
    async (vendor) => {
      await using server = await startServer({ vendor })
      const theirs = sessionWith(vendor, server)
      await theirs.create('a')
      await theirs.create('keyproof-00000000-theirs')
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
      expect(ran.keys.left).toEqual([])
      expect(cleanUpOf(ran)).toBe('held')
      expect(ran.failures).toEqual([])
      // Requests without an answer leave doubts about the run as a whole.
      expect(ran.exitCode).toBe(3)
    },
  )

  it('is told where revoking does nothing', async () => {
    await using server = await startServer({ vendor: 'avido', defect: 'delete-does-nothing' })
    const ran = await judgeServer('avido', server, { maxKeys: 10 })
    expect(cleanUpOf(ran)).toBe('broken')
    expect(ran.keys.left).toHaveLength(server.keys())
    expect(ran.exitCode).toBe(3)
  })

  it('is told where the API refuses to revoke', async () => {
    await using server = await startServer({ vendor: 'vued' })
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
    expect(ran.keys.left).toHaveLength(server.keys())
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
