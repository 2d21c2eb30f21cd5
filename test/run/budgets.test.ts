import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createAllowance } from '../../src/run/allowance.ts'
import { startServer } from '../servers/server.ts'
import { startFront, type FrontAnswer } from './front.ts'
import { judgeServer, patience } from './harness.ts'

const vendors = ['autocalls', 'lumino', 'vued'] as const
const created = (log: readonly { readonly method: string; readonly status: number }[]): number =>
  log.filter(({ method, status }) => method === 'POST' && status < 300).length

describe('budgets', () => {
  it.each(vendors.flatMap((vendor) => [0, 1, 7].map((most) => [vendor, most] as const)))(
    '%s: no more than %i keys are created',
    async (vendor, most) => {
      await using server = await startServer({ vendor })
      const ran = await judgeServer(vendor, server, { maxKeys: most })
      expect(created(server.log)).toBeLessThanOrEqual(most)
      expect(ran.keys.created).toBe(created(server.log))
      expect(ran.failures).toEqual([])
      expect(server.keys()).toBe(0)
    },
  )

  it('count keys that come of requests which should have been refused', async () => {
    await using server = await startServer({ vendor: 'avido', defect: 'missing-auth-accepted' })
    await judgeServer('avido', server, { maxKeys: 12, only: ['auth', 'status'] })
    expect(created(server.log)).toBeGreaterThan(0)
    expect(created(server.log)).toBeLessThanOrEqual(12)
    expect(server.keys()).toBe(0)
  })

  it('hold for requests in flight and a second, clean-up and raw requests included', async () => {
    await using server = await startServer({ vendor: 'vued', latencyMs: 3 })
    await using front = await startFront(server, (passing) => passing.forward())
    const perSecond = 100
    await judgeServer('vued', front, {
      concurrency: 3,
      rate: perSecond,
      maxKeys: 12,
      only: ['auth', 'lifecycle'],
    })
    expect(front.most()).toBeLessThanOrEqual(3)
    const { arrivals } = front
    expect(arrivals.length).toBeGreaterThan(80)
    // Arrivals are spread a little by the network, so a few milliseconds are allowed for.
    const span = 500
    for (const [index, start] of arrivals.entries())
      expect(arrivals.slice(index).filter((time) => time < start + span - 20).length).toBeLessThanOrEqual(
        (perSecond * span) / 1000 + 1,
      )
  })
})

describe('a target that asks to slow down', () => {
  const later = (headers: Record<string, string> = {}, status = 429): FrontAnswer => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"message":"Slow down."}',
  })

  it.each([429, 503])(
    'is obeyed: after %i with Retry-After nothing is sent before its time, and nothing is lost',
    async (status) => {
      await using server = await startServer({ vendor: 'vued' })
      let closed = 0
      const early: number[] = []
      await using front = await startFront(server, async ({ index, forward }) => {
        if (performance.now() < closed - 10) early.push(index)
        if (index !== 20 && index !== 60) return forward()
        // Those already on their way when this is answered could not know.
        await delay(60)
        closed = performance.now() + 1_000
        return later({ 'retry-after': '1' }, status)
      })
      const ran = await judgeServer('vued', front, { maxKeys: 100 })
      expect(ran.failures).toEqual([])
      expect(ran.exitCode).toBe(0)
      expect(ran.verdicts.filter(({ verdict }) => verdict === 'inconclusive')).toEqual([])
      expect(early.length).toBeLessThanOrEqual(8)
      expect(
        ran.events.filter(
          (event) => event.type === 'notice' && event.message.startsWith('The target refused 2 requests'),
        ),
      ).toHaveLength(1)
      expect(server.keys()).toBe(0)
    },
  )

  it('for longer than a run can wait leaves the rest inconclusive, and no rule red', async () => {
    await using server = await startServer({ vendor: 'lumino' })
    await using front = await startFront(server, ({ index, forward }) =>
      index < 30 ? forward() : Promise.resolve(later({ 'retry-after': '3600' })),
    )
    const started = performance.now()
    const ran = await judgeServer('lumino', front)
    expect(performance.now() - started).toBeLessThan(20_000)
    expect(ran.failures).toEqual([])
    expect(ran.findings.filter(({ exchanges }) => exchanges.length > 0)).toEqual([])
    expect(
      ran.verdicts.some(
        ({ verdict, reason }) => verdict === 'inconclusive' && /left alone|asks to wait/.test(reason ?? ''),
      ),
    ).toBe(true)
    // Its keys could not be revoked, so they are named.
    expect(ran.keys.left.length).toBeGreaterThan(0)
    expect(ran.exitCode).toBe(3)
    // Once it has said so, it is hardly bothered any more.
    expect(front.arrivals.length).toBeLessThan(70)
  })

  it('without saying for how long is asked again a few times, and given up', async () => {
    await using server = await startServer({ vendor: 'vued' })
    const ofOne = new Map<string, number>()
    await using front = await startFront(server, ({ method, path, forward }) => {
      if (method !== 'DELETE') return forward()
      ofOne.set(path, (ofOne.get(path) ?? 0) + 1)
      return (ofOne.get(path) ?? 0) < 2 ? Promise.resolve(later()) : forward()
    })
    const ran = await judgeServer('vued', front, { maxKeys: 6, only: ['lifecycle'] })
    expect(ran.failures).toEqual([])
    expect(server.keys()).toBe(0)
    expect(ran.keys.left).toEqual([])
  })
})

describe('where keys are short', () => {
  it.each(['avido', 'lumino', 'vued'] as const)(
    'on %s examples are left out, and no rule on credentials or on the life of a key',
    async (vendor) => {
      await using server = await startServer({ vendor })
      const ran = await judgeServer(vendor, server, { ...patience, maxKeys: 30 })
      const open = ran.verdicts.filter(({ reason }) => reason?.includes('--max-keys') === true)
      expect(open.length).toBeGreaterThan(0)
      expect(open.filter(({ group }) => group === 'auth' || group === 'lifecycle')).toEqual([])
      expect(ran.failures).toEqual([])
    },
  )

  it('what is kept for those that come last is a third at most, and is given back', async () => {
    const allowance = createAllowance(9)
    const release = allowance.withhold(5)
    const places = await Promise.all(Array.from({ length: 6 }, () => allowance.reserve()))
    for (const place of places) place.spend()
    await expect(allowance.reserve()).rejects.toThrow('--max-keys')
    release()
    ;(await allowance.reserve()).spend()
    expect([allowance.used(), allowance.denied()]).toEqual([7, 1])
  })

  it('who waits for a place that is kept gets it when it is given back', async () => {
    const allowance = createAllowance(3)
    const release = allowance.withhold(1)
    const one = await allowance.reserve()
    await allowance.reserve()
    const waiting = allowance.reserve()
    release()
    ;(await waiting).spend()
    one.release()
    expect(allowance.used()).toBe(2)
  })
})
