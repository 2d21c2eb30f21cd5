import { setTimeout as delay } from 'node:timers/promises'

/** Runs functions under a ceiling shared by all callers, first come, first served. */
export interface Limiter {
  run<T>(task: () => Promise<T>): Promise<T>
}

/** Time as the limiter sees it, in milliseconds. */
export interface LimiterClock {
  now(): number
  sleep(ms: number): Promise<unknown>
}

const systemClock: LimiterClock = { now: () => performance.now(), sleep: (ms) => delay(ms) }

/**
 * A limiter of tasks in flight and, if asked, of tasks started per second: starts keep a distance of
 * 1/rate, so that no second, wherever it begins, sees more than the rate.
 */
export function createLimiter(options: {
  readonly concurrency: number
  readonly ratePerSecond?: number
  readonly clock?: LimiterClock
}): Limiter {
  const { clock = systemClock, concurrency, ratePerSecond } = options
  const spacing = ratePerSecond === undefined ? 0 : 1000 / ratePerSecond
  const waiting: (() => void)[] = []
  let running = 0
  let nextStart = Number.NEGATIVE_INFINITY
  let pacing: Promise<void> = Promise.resolve()

  async function paced(): Promise<void> {
    for (let wait = nextStart - clock.now(); wait > 0; wait = nextStart - clock.now()) {
      await clock.sleep(Math.ceil(wait))
    }
    nextStart = Math.max(nextStart, clock.now()) + spacing
  }

  async function enter(): Promise<void> {
    if (running < concurrency) running++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    if (spacing === 0) return
    pacing = pacing.then(paced)
    await pacing
  }

  function leave(): void {
    // The place goes straight to the next in line, so that nobody can slip in between.
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }

  return {
    async run(task) {
      await enter()
      try {
        return await task()
      } finally {
        leave()
      }
    },
  }
}
