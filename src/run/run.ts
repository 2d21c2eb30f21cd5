import type { Contract } from '../contract/types.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { createLimiter } from '../http/limiter.ts'
import type { Vault } from '../secrets/types.ts'
import { liveTarget } from '../target/live.ts'
import type { TargetKind } from '../target/types.ts'
import { createAllowance } from './allowance.ts'
import { createDocumentRun } from './document.ts'
import type { RunEvent, Verdict } from './events.ts'
import { isUndecided } from '../rules/undecided.ts'
import { createGuard } from './guard.ts'
import { createKeeper, noticesOf } from './keeper.ts'
import { knownFindings } from './known.ts'
import type { Budgets } from './open-session.ts'
import type { RunOptions } from './options.ts'
import { checkLive, mostKeys } from './preflight.ts'
import type { Scenario } from './scenario.ts'
import { checkSelection, wantedRules } from './selection.ts'
import { sharesOf } from './shares.ts'
import { Interrupted } from './signals.ts'
import { summaryOf } from './summary.ts'
import { createThrottle } from './throttle.ts'

/** What a run is made of beside its options. */
export interface RunInput {
  readonly contracts: readonly Contract[]
  readonly scenarios: readonly Scenario[]
  readonly vault: Vault
  readonly signal: AbortSignal
  /** Told of every target on which keys may come to stand. */
  readonly watch?: (standing: Standing) => void
  readonly emit: (event: RunEvent) => void
  readonly now: () => Date
}

/** What stands on a target at the moment, and how it is revoked without the run. */
export interface Standing {
  /** Keys that the run is to revoke at its end and that were or may have been created. */
  readonly keys: () => number
  /** Flags for `keyproof sweep`. */
  readonly sweep?: string
}

type ExitCode = Extract<RunEvent, { readonly type: 'run-finished' }>['exitCode']

/** Runs every document in turn against its target, and says in events what held and what did not. */
export async function run(input: RunInput, options: RunOptions): Promise<ExitCode> {
  const { contracts, signal } = input
  const said: RunEvent[] = []
  const guard = createGuard(input.vault, (event) => {
    said.push(event)
    input.emit(event)
  })
  const { emit } = guard
  const judged = wantedRules(options, input.scenarios).some(
    (rule) => rule.id === 'harness-artifacts-redacted',
  )
  checkSelection(options, input.scenarios, contracts)
  const startedAt = input.now()
  const known = knownFindings(contracts, options, startedAt)
  const live = isLive(options.target) ? liveTarget(options.target) : null
  if (live !== null) checkLive(live, options)
  let keysLeft = mostKeys(options, live === null)
  // Where there is no end of keys, each may have them all.
  const shares = Number.isFinite(keysLeft) ? sharesOf(contracts, input.scenarios, options) : []
  const budgets: Omit<Budgets, 'allowance'> = {
    limiter: createLimiter({
      concurrency: options.concurrency,
      ...(options.rate === null ? {} : { ratePerSecond: options.rate }),
    }),
    throttle: createThrottle(),
  }
  const keeper = createKeeper({
    ...options,
    sources: live === null ? [] : (options.sources ?? []),
    target: live?.url ?? 'http://127.0.0.1',
    vault: input.vault,
    budgets,
    now: () => input.now().getTime(),
  })
  const started = performance.now()
  emit({
    type: 'run-started',
    schema: 'keyproof.events/1',
    version: options.version,
    startedAt: startedAt.toISOString(),
    seed: options.seed,
    profile: options.profile,
    ...(options.shard === undefined ? {} : { shard: options.shard }),
  })
  for (const notice of known.before) emit(notice)
  let broken = false
  let untrusted = false
  const verdicts: Verdict[] = []
  for (const [index, contract] of contracts.entries()) {
    if (signal.aborted) break
    const most = shares[index]?.most ?? Number.POSITIVE_INFINITY
    const allowance = createAllowance(Math.min(most, keysLeft))
    let begun = false
    const noting = (event: RunEvent): void => {
      begun ||= event.type === 'document-started'
      if (event.type === 'verdict') verdicts.push(event.verdict)
      if (event.type === 'document-finished' && judged) guard.judge(contract)
      emit(event)
    }
    try {
      const result = await createDocumentRun(
        contract,
        { ...input, emit: noting, known, keeper },
        options,
        { ...budgets, allowance },
        most,
      )
      broken ||= result.broken
      untrusted ||= result.untrusted
    } catch (error) {
      if (error instanceof KeyproofError && error.exitCode !== 3) throw error
      if (error instanceof Interrupted) break
      untrusted = true
      if (!begun)
        emit({
          type: 'document-started',
          document: summaryOf(contract),
          target: targetNamed(options.target),
          startedAt: input.now().toISOString(),
          units: 0,
        })
      emit({
        type: 'notice',
        document: contract.name,
        severity: 'error',
        message: input.vault.redact(messageOf(error)),
        hint: error instanceof KeyproofError ? error.hint : 'This is a fault of keyproof: please report it.',
      })
    }
    keysLeft -= allowance.used()
  }
  for (const notice of noticesOf(keeper)) emit(notice)
  untrusted ||= keeper.all.some(({ lost }) => lost !== null)
  const interrupted = signal.aborted ? String(signal.reason) : null
  if (interrupted !== null) emit({ type: 'interrupted', signal: interrupted })
  const isPart = options.shard !== undefined
  // Half a run has not shown that something is gone.
  if (interrupted === null && !untrusted && !isPart) for (const notice of known.after(said)) emit(notice)
  const exitCode: ExitCode =
    interrupted !== null
      ? interrupted === 'SIGINT'
        ? 130
        : 143
      : untrusted || guard.leaks() > 0 || (!isPart && isUndecided(verdicts))
        ? 3
        : broken
          ? 1
          : 0
  emit({ type: 'run-finished', durationMs: Math.round(performance.now() - started), exitCode })
  return exitCode
}

/** The target as reports name it, for a document that never got as far as opening it. */
function targetNamed(name: string): { readonly kind: TargetKind; readonly url: string } {
  return name === 'mock' || name === 'prism'
    ? { kind: name, url: 'http://127.0.0.1' }
    : { kind: 'live', url: liveTarget(name).url }
}

function isLive(name: string): boolean {
  return name !== 'mock' && name !== 'prism'
}
