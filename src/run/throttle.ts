import { setTimeout as delay } from 'node:timers/promises'
import { headerValues, type HeaderLine } from '../http/exchange.ts'
import { Interrupted, Unjudgeable } from './signals.ts'

/** What a run was told to wait. */
export interface Throttled {
  /** Answers 429, or 503 with Retry-After. */
  readonly answers: number
  /** Milliseconds the run waited for them. */
  readonly waitedMs: number
  /** Requests that were given up since the wait would have been too long. */
  readonly givenUp: number
}

/** Obeys a target that asks to be left alone for a while. */
export interface Throttle {
  /** Waits until the target may be asked again; ends the case where that would take too long. */
  ready(signal: AbortSignal): Promise<void>
  isOpen(): boolean
  /**
   * Whether the answer refuses the request for now, so that it must be sent again after `ready`; ends the case
   * where the run's patience is used up. `attempt` counts from 0.
   */
  refused(
    answer: { readonly status: number; readonly headers: readonly HeaderLine[] },
    attempt: number,
  ): boolean
  counts(): Throttled
}

/** Milliseconds a run waits in all for a target that asks it to. */
const throttlePatienceMs = 30_000
/** Tries after a 429 that does not say how long to wait, and the first wait. */
const blindTries = 2
const blindWaitMs = 500
/** Tries after waits that were asked for, one after another: a target that asks for none must not be hammered for ever. */
const statedTries = 4

/** A throttle with a patience of its own. */
export function createThrottle(
  patienceMs: number = throttlePatienceMs,
  now: () => number = () => Date.now(),
): Throttle {
  let until = 0
  let waitedMs = 0
  let answers = 0
  let givenUp = 0
  const giveUp = (why: string): never => {
    givenUp += 1
    throw new Unjudgeable(why)
  }
  return {
    isOpen: () => until <= now(),
    async ready(signal) {
      const wait = until - now()
      if (wait <= 0) return
      if (wait > patienceMs)
        giveUp(`The target asks to be left alone for another ${Math.ceil(wait / 1000)} s.`)
      await delay(wait, undefined, { signal }).catch(() => {
        throw new Interrupted()
      })
    },
    refused({ status, headers }, attempt) {
      if (status !== 429 && status !== 503) return false
      const [asked] = headerValues(headers, 'retry-after')
      const [date] = headerValues(headers, 'date')
      const stated = asked === undefined ? null : retryAfterMs(asked, date, now())
      if (status !== 429 && (status !== 503 || stated === null)) return false
      answers += 1
      const least = stated === null || attempt > 0 ? blindWaitMs * 2 ** attempt : 0
      const wait = Math.max(stated ?? 0, least)
      if (attempt >= (stated === null ? blindTries : statedTries))
        giveUp(
          stated === null
            ? `The target answers ${status} again and again, without saying when to come back.`
            : `The target answers ${status} again and again, also after the time it asks to wait.`,
        )
      const extension = Math.max(0, now() + wait - Math.max(until, now()))
      if (waitedMs + extension > patienceMs) {
        // What it asks for is obeyed even so: nothing is sent before then.
        if (stated !== null) until = Math.max(until, now() + wait)
        giveUp(
          `The target answers ${status} and asks to wait ${Math.ceil(wait / 1000)} s, which is more than the ${patienceMs / 1000} s a run waits in all.`,
        )
      }
      waitedMs += extension
      until = Math.max(until, now() + wait)
      return true
    },
    counts: () => ({ answers, waitedMs: Math.round(waitedMs), givenUp }),
  }
}

/**
 * Retry-After (RFC 9110 §10.2.3) in milliseconds from now: seconds, or a date by the clock that set the date of the
 * answer; null when it is neither.
 */
function retryAfterMs(value: string, date: string | undefined, now: number): number | null {
  if (/^\s*\d+\s*$/.test(value)) return Math.min(Number(value), longestWaitS) * 1000
  if (!/^[A-Za-z]{3,9},? /.test(value)) return null
  const [time, sent] = [Date.parse(value), Date.parse(date ?? '')]
  return Number.isNaN(time) ? null : Math.max(0, time - (Number.isNaN(sent) ? now : sent))
}

/** A century: more digits than that say no more. */
const longestWaitS = 3_155_760_000
