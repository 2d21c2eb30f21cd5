import type { HeaderLine, RequestTemplate } from '../http/exchange.ts'
import { createClient } from '../http/client.ts'
import type { Transport } from '../http/transport.ts'
import { messageOf } from '../errors.ts'
import { parseToken, tokenOf, tokensIn } from '../secrets/token.ts'
import type { Vault } from '../secrets/types.ts'
import { credentialNamed, originOf, type CredentialSource, type Obtained } from './credential-source.ts'
import { logIn } from './login.ts'
import type { RunEvent } from './events.ts'
import type { Budgets } from './open-session.ts'
import { Interrupted } from './signals.ts'
import { createTransmitter } from './transmitter.ts'

/** A credential with a source, as it stands now. */
export interface Kept {
  readonly source: CredentialSource
  /** Counts how often it was replaced. */
  generation: number
  /** Requests that were accepted with it as it is now. */
  accepted: number
  /** When the last of them was sent, by our own clock; of those operations alone that are known to refuse. */
  acceptedAt: number
  /** Milliseconds since 1970; null where that is not known. */
  expiresAt: number | null
  /** Why it cannot be had any more; null while it can. */
  failed: string | null
  /** The same, and not forgotten when it is tried again. */
  lost: string | null
  /** It is refused as soon as it is new, so getting it again is of no use. */
  stopped: boolean
  /** How often it was refused, and taken when the same request was sent again. */
  doubted: number
}

/** Has the credentials that come from commands and logins, and gets them again. */
export interface Keeper {
  /** Gets them all, unless that was done before. Throws a KeyproofError where one cannot be had. */
  open(signal: AbortSignal): Promise<void>
  /** Those of an account by security scheme. */
  values(principal: string | null): Readonly<Record<string, string>>
  /** Tells which token stands for a credential, and what of its value that is. */
  bind(principal: string | null, scheme: string, token: string, bare: (value: string) => string): void
  /** Those whose tokens a request carries, edited or not. */
  carriedBy(request: RequestTemplate): readonly Kept[]
  /** Whether it is known to have expired, and may be had again. */
  isOver(kept: Kept): boolean
  /** Gets it again. Throws what its source throws; `failed` says so from then on. */
  renew(kept: Kept, signal: AbortSignal): Promise<void>
  /** Does the work while no other such work is done. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Lets what failed be tried again. */
  forgive(): void
  readonly all: readonly Kept[]
}

export interface KeeperOptions {
  readonly sources: readonly CredentialSource[]
  readonly target: string
  readonly vault: Vault
  readonly budgets: Pick<Budgets, 'limiter' | 'throttle'>
  readonly headers: readonly HeaderLine[]
  readonly timeoutMs: number
  readonly transport?: Transport
  readonly now: () => number
}

/** Times in a row that a credential may be refused at once before it is no longer asked for. */
const mostStrikes = 5
/** Requests it must at least have been good for, not to be refused at once. */
const fewest = 2
/** Most times a credential is asked for in a run. */
const mostRenewals = 500
/** Milliseconds before its end at which a credential counts as expired: a request takes its time. */
const marginMs = 250
const maxAnswerBytes = 256 * 1024

/** A keeper of the credentials of a run. */
export function createKeeper(options: KeeperOptions): Keeper {
  const { sources, target, vault, budgets, now } = options
  const all: Kept[] = sources.map((source) => ({
    source,
    generation: 0,
    accepted: 0,
    acceptedAt: Number.NEGATIVE_INFINITY,
    expiresAt: null,
    failed: null,
    lost: null,
    stopped: false,
    doubted: 0,
  }))
  const values = new Map<Kept, string>()
  const tokens = new Map<string, { readonly kept: Kept; readonly bare: (value: string) => string }>()
  const strikes = new Map<Kept, number>()
  let opened: Promise<void> | null = null
  let queue: Promise<unknown> = Promise.resolve()

  const obtain = async ({ source }: Kept, signal: AbortSignal): Promise<Obtained> => {
    if (source.kind === 'command') return { value: await source.run(signal), expiresAt: null }
    await using client = createClient({
      baseUrl: new URL(target).origin,
      timeoutMs: options.timeoutMs,
      maxBodyBytes: maxAnswerBytes,
      fill: (text, place) => vault.fill(text, place),
      connections: 1,
      extraHeaders: options.headers,
      ...(options.transport === undefined ? {} : { transport: options.transport }),
    })
    const transmitter = createTransmitter({ client, ...budgets, signal, outageMs: options.timeoutMs })
    return await logIn(source, { transmitter, target, now })
  }

  const take = async (kept: Kept, signal: AbortSignal): Promise<void> => {
    const { value, expiresAt } = await obtain(kept, signal)
    values.set(kept, value)
    for (const [name, bound] of tokens) if (bound.kept === kept) vault.renew(tokenOf(name), bound.bare(value))
    // One that has expired on arrival tells of clocks that differ.
    kept.expiresAt = expiresAt !== null && expiresAt > now() ? expiresAt : null
  }

  return {
    all,
    open(signal) {
      opened ??= (async () => {
        for (const { source } of all)
          if (source.kind === 'login')
            for (const { name, value, kind } of source.login.secrets) vault.add(value, name, kind)
        for (const kept of all) await take(kept, signal)
      })()
      return opened
    },
    values: (principal) =>
      Object.fromEntries(
        [...values].flatMap(([{ source }, value]) =>
          source.principal === principal ? [[source.scheme, value]] : [],
        ),
      ),
    bind(principal, scheme, token, bare) {
      const kept = all.find(({ source }) => source.principal === principal && source.scheme === scheme)
      const name = parseToken(token)?.name
      if (kept !== undefined && name !== undefined) tokens.set(name, { kept, bare })
    },
    carriedBy({ path, headers, body }) {
      if (tokens.size === 0) return []
      const found = [path, ...headers.flat(), body ?? ''].flatMap((text) => tokensIn(text))
      return [...new Set(found.flatMap(({ name }) => tokens.get(name)?.kept ?? []))]
    },
    isOver: ({ expiresAt, stopped, failed }) =>
      !stopped && failed === null && expiresAt !== null && now() >= expiresAt - marginMs,
    async renew(kept, signal) {
      const inRow = kept.accepted < fewest ? (strikes.get(kept) ?? 0) + 1 : 0
      strikes.set(kept, inRow)
      try {
        await take(kept, signal)
      } catch (error) {
        if (signal.aborted) throw new Interrupted()
        kept.lost =
          kept.failed = `The ${credentialNamed(kept.source)} has expired, and another cannot be had. ${messageOf(error)}`
        throw error
      }
      kept.generation += 1
      kept.accepted = 0
      kept.acceptedAt = Number.NEGATIVE_INFINITY
      kept.stopped = inRow >= mostStrikes || kept.generation >= mostRenewals
    },
    alone(work) {
      const done = queue.then(work)
      queue = done.catch(() => undefined)
      return done
    },
    forgive() {
      for (const kept of all) kept.failed = null
    },
  }
}

/** What a report says of credentials that were asked for. */
export function noticesOf({ all }: Keeper): readonly RunEvent[] {
  return all.flatMap(({ source, generation, doubted, lost, stopped }): readonly RunEvent[] => {
    const name = credentialNamed(source)
    const notice = (severity: 'error' | 'warning' | 'info', message: string, hint: string): RunEvent => ({
      type: 'notice',
      document: null,
      severity,
      message,
      hint,
    })
    return [
      ...(generation === 0
        ? []
        : [
            notice(
              'info',
              `The ${name} was refreshed ${timesOf(generation)}, by ${originOf(source)}.`,
              'Requests it was refused for (401) were sent again.',
            ),
          ]),
      ...(doubted === 0
        ? []
        : [
            notice(
              'warning',
              `The ${name} was refused ${timesOf(doubted)} (401) and accepted when the same request was sent again.`,
              'It had not expired: the target refuses a valid credential now and then. Look at its log.',
            ),
          ]),
      ...(stopped
        ? [
            notice(
              'warning',
              `The ${name} was refused again as soon as it was new, so it is not asked for any more.`,
              'Check that what is handed out is good for this API; or lower --concurrency if its sessions are very short.',
            ),
          ]
        : []),
      ...(lost === null ? [] : [notice('error', lost, 'What could not be judged is marked inconclusive.')]),
    ]
  })
}

function timesOf(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
