import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLimiter } from '../../src/http/limiter.ts'

/** A clock that stands still until everybody waits for it. */
function fakeClock(): { now(): number; sleep(ms: number): Promise<void>; run(): Promise<void> } {
  let now = 0
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  return {
    now: () => now,
    sleep: async (ms) => new Promise((wake) => sleepers.push({ until: now + ms, wake })),
    async run() {
      for (await settle(); sleepers.length > 0; await settle()) {
        sleepers.sort((a, b) => a.until - b.until)
        const next = sleepers.shift()
        now = Math.max(now, next?.until ?? now)
        next?.wake()
      }
    },
  }
}

test('never more in flight than allowed, in the order of asking, whatever the durations', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat({ max: 50 }), { maxLength: 30 }),
      async (concurrency, durations) => {
        const clock = fakeClock()
        const limiter = createLimiter({ concurrency })
        const order: number[] = []
        let running = 0
        let most = 0
        const all = Promise.all(
          durations.map(async (duration, at) =>
            limiter.run(async () => {
              order.push(at)
              most = Math.max(most, ++running)
              await clock.sleep(duration)
              running--
              return at
            }),
          ),
        )
        await clock.run()
        expect(await all).toEqual([...durations.keys()])
        expect(order).toEqual([...durations.keys()])
        expect(most).toBe(Math.min(concurrency, durations.length))
      },
    ),
    { numRuns: 50 },
  )
})

test('no second sees more starts than the rate', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.nat({ max: 400 }), { maxLength: 40 }),
      async (ratePerSecond, concurrency, durations) => {
        const clock = fakeClock()
        const limiter = createLimiter({ concurrency, ratePerSecond, clock })
        const starts: number[] = []
        const all = Promise.all(
          durations.map(async (duration) =>
            limiter.run(async () => {
              starts.push(clock.now())
              await clock.sleep(duration)
            }),
          ),
        )
        await clock.run()
        await all
        for (const start of starts) {
          expect(starts.filter((other) => other >= start && other < start + 1000).length).toBeLessThanOrEqual(
            ratePerSecond,
          )
        }
      },
    ),
    { numRuns: 50 },
  )
})

test('a task that fails gives its place back', async () => {
  const limiter = createLimiter({ concurrency: 1 })
  const fail = async (): Promise<never> => {
    throw new Error('failed')
  }
  await expect(limiter.run(fail)).rejects.toThrow('failed')
  await expect(limiter.run(fail)).rejects.toThrow('failed')
  expect(await limiter.run(async () => 'runs')).toBe('runs')
})
