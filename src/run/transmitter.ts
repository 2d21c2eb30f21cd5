import { setTimeout as delay } from 'node:timers/promises'
import { KeyproofError } from '../errors.ts'
import type { Client } from '../http/client.ts'
import type { RequestTemplate } from '../http/exchange.ts'
import type { Limiter } from '../http/limiter.ts'
import { TargetTrouble, type TroubleKind } from '../http/trouble.ts'
import type { RawResponse } from '../secrets/types.ts'
import { Interrupted, Unjudgeable } from './signals.ts'
import type { Throttle } from './throttle.ts'

/** What a sender wants to know of its request on the way. */
export interface Passage {
  /** It goes out now. */
  sending(): void
  /** It surely had no effect. */
  refused(): void
  /** It was sent, and what became of it is not known. */
  unsure(): void
}

/** A kind of trouble with requests of one kind, and how often it came. */
export interface TroubleCount {
  readonly kind: TroubleKind
  readonly request: string
  readonly times: number
}

/** Sends requests within the budgets, and tells a target that is away for a moment from one that is gone. */
export interface Transmitter {
  /** The answer; a TargetTrouble, an Unjudgeable, an Interrupted or a KeyproofError where there is none. */
  send(
    request: RequestTemplate,
    passage?: Passage,
    /** Given every answer that refuses the request for now, after which it is sent again. */
    turnedAway?: (raw: RawResponse) => void,
  ): Promise<RawResponse>
  readonly requests: () => number
  /** Why the target is given up, or null while it answers. */
  readonly lost: () => string | null
  /** Requests that got no usable answer. */
  readonly troubles: () => readonly TroubleCount[]
  /** Asks whether anybody is there, whatever is answered; a TargetTrouble where nobody is. */
  reach(): Promise<void>
  /** After trouble with the latest requests: asks once more whether anybody is there, and gives the target up if not. */
  settle(): Promise<void>
}

export interface TransmitterOptions {
  readonly client: Client
  readonly limiter: Limiter
  readonly throttle: Throttle
  readonly signal: AbortSignal
  /** Milliseconds the target may be away before it counts as lost. */
  readonly outageMs: number
}

/** Requests in a row that may fail on the network before it is asked whether anybody is there. */
const patience = 4
/** Requests in a row that an operation may leave without the end of an answer before it is left alone. */
const hangs = 3

const anybody: RequestTemplate = { operation: null, method: 'GET', path: '/', headers: [] }

/** A transmitter for one target. */
export function createTransmitter({
  client,
  limiter,
  throttle,
  signal,
  outageMs,
}: TransmitterOptions): Transmitter {
  let requests = 0
  let failures = 0
  let lost: string | null = null
  let outage: Promise<void> | null = null
  const troubles = new Map<string, TroubleCount>()
  const unanswered = new Map<string, number>()

  const note = ({ kind }: TargetTrouble, { operation, madeFrom, method }: RequestTemplate): void => {
    const request = operation ?? madeFrom ?? method
    const name = `${kind} ${request}`
    troubles.set(name, { kind, request, times: (troubles.get(name)?.times ?? 0) + 1 })
  }

  const reach = async (): Promise<void> => {
    try {
      await limiter.run(() => client.send(anybody))
    } catch (error) {
      if (!(error instanceof TargetTrouble) || !answersSomething(error)) throw error
    }
  }

  /** Asks until somebody answers, for as long as the target may be away. */
  const whileAway = async (last: TargetTrouble): Promise<void> => {
    const since = performance.now()
    let trouble = last
    for (let wait = 100; ; wait = Math.min(wait * 2, 1000)) {
      if (performance.now() - since + wait > outageMs) {
        lost = `The target stopped answering: ${trouble.message}`
        return
      }
      try {
        await delay(wait, undefined, { signal })
        await reach()
        break
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof TargetTrouble)) throw error
        trouble = error
      }
    }
    failures = 0
  }
  const recover = async (trouble: TargetTrouble): Promise<void> => {
    outage ??= whileAway(trouble).finally(() => {
      outage = null
    })
    await outage
  }

  const check = (request: RequestTemplate): void => {
    if (signal.aborted) throw new Interrupted()
    if (lost !== null)
      throw new KeyproofError('target-lost', lost, 'Look at the target’s own log, and run again.')
    const times = unanswered.size === 0 ? 0 : (unanswered.get(hangKey(request)) ?? 0)
    if (times >= hangs)
      throw new Unjudgeable(
        `${hangKey(request)} has not come to the end of its answer ${times} times in a row, so it is left alone.`,
      )
  }

  const endless = (request: RequestTemplate): void => {
    unanswered.set(hangKey(request), (unanswered.get(hangKey(request)) ?? 0) + 1)
  }

  /** One try; null where the target meanwhile asked to be left alone. */
  const tryOnce = (request: RequestTemplate, sending: () => void): Promise<RawResponse | null> =>
    limiter.run(async () => {
      check(request)
      if (!throttle.isOpen()) return null
      sending()
      requests += 1
      const raw = await client.send(request)
      failures = 0
      if (raw.truncated) endless(request)
      else if (unanswered.size > 0) unanswered.delete(hangKey(request))
      return raw
    })

  return {
    requests: () => requests,
    lost: () => lost,
    troubles: () => [...troubles.values()],
    reach,
    async settle() {
      if (failures === 0 || lost !== null || signal.aborted) return
      try {
        await reach()
        failures = 0
      } catch (error) {
        if (!(error instanceof TargetTrouble)) throw error
        lost = `The target stopped answering: ${error.message}`
      }
    },
    async send(request, passage, turnedAway) {
      let open = false
      try {
        for (let attempt = 0; ;) {
          if (!throttle.isOpen()) await throttle.ready(signal)
          if (outage !== null) await outage
          let raw: RawResponse | null
          try {
            raw = await tryOnce(request, () => {
              open = true
              passage?.sending()
            })
          } catch (error) {
            if (!(error instanceof TargetTrouble)) throw error
            // A refused connection is the one failure after which a request may be sent again, whatever it does.
            if (error.kind === 'refused') {
              open = false
              await recover(error)
              if (lost === null && !signal.aborted) continue
            }
            // Whether anybody is still there, the next request will show.
            if (request.mayBeCutOff === true && isCut(error)) throw error
            note(error, request)
            if (!answersSomething(error)) failures += 1
            if (error.kind === 'timeout') endless(request)
            if (failures >= patience && lost === null) await recover(error)
            if (signal.aborted) throw new Interrupted()
            throw error
          }
          if (raw === null) continue
          open = false
          if (raw.status === 429) turnedAway?.(raw)
          if (!throttle.refused(raw, attempt)) return raw
          attempt += 1
        }
      } catch (error) {
        if (open) passage?.unsure()
        else passage?.refused()
        throw error
      }
    },
  }
}

/** Whether there is somebody at the other end, if only somebody who talks nonsense. */
function answersSomething({ kind }: TargetTrouble): boolean {
  return kind === 'malformed' || kind === 'too-large'
}

function isCut({ kind }: TargetTrouble): boolean {
  return kind === 'reset' || kind === 'closed'
}

function hangKey({ operation, madeFrom, method, path }: RequestTemplate): string {
  return operation ?? madeFrom ?? `${method} ${path}`
}
