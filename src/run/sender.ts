import { KeyproofError } from '../errors.ts'
import type { RequestTemplate } from '../http/exchange.ts'
import { tokensIn } from '../secrets/token.ts'
import type { RawResponse } from '../secrets/types.ts'
import type { Keeper, Kept } from './keeper.ts'
import { Unjudgeable } from './signals.ts'
import type { Passage, Transmitter } from './transmitter.ts'

/** What the sender of a request says of it. */
export interface SendingMeta {
  /** It presents an account's credentials as they are meant to be, so that 401 says that they are good no more. */
  readonly ordinary: boolean
  /** It may be sent at any time, and the document asks for a credential. */
  readonly harmless: boolean
  readonly watch?: Watch
  /** Told of every answer that only asks for patience, and is not the last. */
  readonly turnedAway?: (raw: RawResponse) => void
}

/** Remembers the refusals of a case that prove something only as long as the account's credentials were good. */
export interface Watch {
  readonly refusals: { readonly kept: Kept; readonly generation: number; readonly at: number }[]
}

/** An answer; `doubt` is why it cannot be judged, though what was done must be known. */
export interface Sent {
  readonly raw: RawResponse
  readonly doubt: string | null
}

interface Attempt {
  readonly raw: RawResponse
  /** Generations of the credentials it was sent with. */
  readonly under: readonly number[]
  readonly at: number
}

const refusedOnce = 'The credential was refused (401), and accepted when the same request was sent again.'

/** Sends requests, and gets credentials again that have expired. */
export interface Sender {
  send(request: RequestTemplate, meta: SendingMeta, passage?: Passage): Promise<Sent>
  /** Whether a refusal that was watched may have been owed to an expired credential. */
  isDoubtful(watch: Watch): Promise<boolean>
}

/** Times a refused request is tried with a credential that is new. */
const freshTries = 3

/** A sender over a transmitter. */
export function createSender(transmitter: Transmitter, keeper: Keeper, signal: AbortSignal): Sender {
  /** Operations that have refused somebody, so that they look at credentials at all. */
  const guarded = new Set<string>()
  /** Operations that refuse a credential that is as new as it can be. */
  const refusing = new Set<string>()
  const witnesses = new Map<Kept, RequestTemplate>()

  const noteAccepted = (
    request: RequestTemplate,
    carried: readonly Kept[],
    { under, at, raw }: Attempt,
    { harmless }: SendingMeta,
  ): void => {
    refusing.delete(placeOf(request))
    carried.forEach((kept, index) => {
      if (kept.generation !== under[index]) return
      kept.accepted += 1
      if (guarded.has(placeOf(request))) kept.acceptedAt = Math.max(kept.acceptedAt, at)
      if (harmless && raw.status < 300 && !carriesIssued(request)) witnesses.set(kept, request)
    })
  }

  /** Sends it once, and tells with which of its credentials' generations, and when. */
  const attempt = async (
    request: RequestTemplate,
    carried: readonly Kept[],
    meta: SendingMeta,
    passage: Passage | undefined,
  ): Promise<Attempt> => {
    let under: readonly number[] = []
    let at = 0
    const raw = await transmitter.send(
      request,
      {
        sending() {
          under = carried.map(({ generation }) => generation)
          at = performance.now()
          passage?.sending()
        },
        refused: () => passage?.refused(),
        unsure: () => passage?.unsure(),
      },
      meta.turnedAway,
    )
    const sent = { raw, under, at }
    if (raw.status === 401) guarded.add(placeOf(request))
    else if (meta.ordinary && raw.status < 500 && raw.status !== 403 && raw.status !== 429)
      noteAccepted(request, carried, sent, meta)
    return sent
  }

  /** What became of an ordinary request that was refused; null where others have got the credentials again meanwhile. */
  const onRefusal = (
    request: RequestTemplate,
    carried: readonly Kept[],
    first: Attempt,
    meta: SendingMeta,
    passage: Passage | undefined,
  ): Promise<Sent | null> =>
    keeper.alone(async () => {
      if (carried.some(({ generation }, index) => generation !== first.under[index])) return null
      // A refused request was not carried out, so sending it again does nothing twice.
      const again = await attempt(request, carried, meta, passage)
      if (again.raw.status !== 401) {
        for (const kept of carried) kept.doubted += 1
        // What only reads is judged by the first answer; of anything else the effect must be known.
        return isRead(request) ? { raw: first.raw, doubt: null } : { raw: again.raw, doubt: refusedOnce }
      }
      let last = again
      for (let tries = 0; tries < freshTries && !carried.every(({ stopped }) => stopped); tries += 1) {
        for (const kept of carried) if (!kept.stopped) await keeper.renew(kept, signal)
        last = await attempt(request, carried, meta, passage)
        if (last.raw.status !== 401) return { raw: last.raw, doubt: null }
      }
      refusing.add(placeOf(request))
      return { raw: last.raw, doubt: null }
    })

  /** Gets again what is known to have expired, and ends the case where a credential cannot be had. */
  const ready = async (carried: readonly Kept[], passage: Passage | undefined): Promise<void> => {
    try {
      if (carried.some((kept) => keeper.isOver(kept)))
        await keeper.alone(async () => {
          for (const kept of carried) if (keeper.isOver(kept)) await keeper.renew(kept, signal)
        })
    } catch (error) {
      passage?.refused()
      throw ended(error, carried)
    }
    const failed = carried.find((kept) => kept.failed !== null)
    if (failed === undefined) return
    passage?.refused()
    throw new Unjudgeable(failed.failed!)
  }

  return {
    async send(request, meta, passage) {
      const carried = keeper.carriedBy(request)
      if (carried.length === 0)
        return { raw: await transmitter.send(request, passage, meta.turnedAway), doubt: null }
      for (;;) {
        await ready(carried, passage)
        const first = await attempt(request, carried, meta, passage)
        const { raw, under } = first
        if (raw.status !== 401) return { raw, doubt: null }
        if (!meta.ordinary) {
          const at = performance.now()
          carried.forEach((kept, index) => meta.watch?.refusals.push({ kept, generation: under[index]!, at }))
          return { raw, doubt: null }
        }
        if (refusing.has(placeOf(request)) || carried.every(({ stopped }) => stopped))
          return { raw, doubt: null }
        try {
          const after = await onRefusal(request, carried, first, meta, passage)
          if (after !== null) return after
        } catch (error) {
          if (error instanceof KeyproofError) passage?.refused()
          throw ended(error, carried)
        }
      }
    },

    async isDoubtful({ refusals }) {
      for (const { kept, generation, at } of refusals) {
        if (kept.generation !== generation) return true
        if (kept.acceptedAt > at || kept.stopped) continue
        const witness = witnesses.get(kept)
        if (witness === undefined || !guarded.has(placeOf(witness))) continue
        await this.send(witness, { ordinary: true, harmless: true })
        if (kept.generation !== generation) return true
      }
      return false
    },
  }
}

/** What a case ends with where a credential could not be had again. */
function ended(error: unknown, carried: readonly Kept[]): unknown {
  const reason = carried.find(({ failed }) => failed !== null)?.failed
  return error instanceof KeyproofError && reason != null ? new Unjudgeable(reason) : error
}

function placeOf({ operation, madeFrom, method, path }: RequestTemplate): string {
  return operation ?? madeFrom ?? `${method} ${path}`
}

function isRead({ method }: RequestTemplate): boolean {
  return /^(?:GET|HEAD|OPTIONS|TRACE)$/.test(method)
}

/** A key of this run may be revoked at any time. */
function carriesIssued({ path, headers, body }: RequestTemplate): boolean {
  return [path, ...headers.flat(), body ?? ''].some((text) =>
    tokensIn(text).some(({ name }) => name.includes('.@')),
  )
}
