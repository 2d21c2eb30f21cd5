import { setTimeout as delay } from 'node:timers/promises'
import { patienceOf, propagationMs, shortGrace } from '../propagation.ts'
import type { Stage } from '../scenario.ts'
import { Interrupted } from '../signals.ts'
import type { Backstage } from './backstage.ts'

/** How a stage lets time pass. */
export function waitingOf({
  session,
  memory,
}: Backstage): Pick<Stage, 'pause' | 'shortLife' | 'letPass' | 'until' | 'propagation' | 'leniency'> {
  const { target, leniency, contract } = session
  const pause = async (ms: number): Promise<void> => {
    await delay(ms, undefined, { signal: session.signal }).catch(() => {
      throw new Interrupted()
    })
  }
  const propagation: Stage['propagation'] = (change) => propagationMs(contract, change)
  return {
    pause,
    propagation,
    leniency,
    shortLife: target.clock === undefined ? 1_500 : 60_000,
    letPass: async (ms) => {
      if (target.clock === undefined) await pause(ms)
      else target.clock.advance(ms)
    },
    until: async (change, isSo) => {
      const patience = await patienceOf(memory)
      const usual = change === 'expire' ? leniency.skewMs : leniency.graceMs
      const end =
        performance.now() + propagation(change) + (patience.spent ? Math.min(shortGrace, usual) : usual)
      for (let wait = 50; ; wait = Math.min(wait * 2, 400)) {
        if (await isSo()) return true
        if (performance.now() + wait > end) break
        await pause(wait)
      }
      patience.spent = true
      return false
    },
  }
}
