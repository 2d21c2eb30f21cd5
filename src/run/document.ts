import { randomBytes } from 'node:crypto'
import { checks } from '../checks/index.ts'
import { operationByKey } from '../contract/lookup.ts'
import type { Contract, SourcePlace } from '../contract/types.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { TargetTrouble } from '../http/trouble.ts'
import { openTarget } from '../target/open.ts'
import type { Vault } from '../secrets/types.ts'
import type { Target } from '../target/types.ts'
import { createAllowance } from './allowance.ts'
import { shrinkCase } from './shrink.ts'
import { cleanUp, type CleanUp } from './clean-up.ts'
import type { Again, Finding } from './events.ts'
import { findingOf } from './finding.ts'
import { journalHead, openJournal, type Journal } from './journal.ts'
import { judge } from './judge.ts'
import type { Keeper } from './keeper.ts'
import type { Known } from './known.ts'
import { makeSharedKeys } from './make-shared-keys.ts'
import {
  isNowhere,
  noteShut,
  notePlan,
  noteProblems,
  noteThrottle,
  noteTroubles,
  sayOf,
  shownUrl,
} from './notices.ts'
import { whyUntouched } from './occasion.ts'
import { openSession, type Budgets, type OpenSession } from './open-session.ts'
import type { RunOptions } from './options.ts'
import type { Plan } from './plan.ts'
import { allowedKeys, planFor } from './preflight.ts'
import type { RunInput } from './run.ts'
import type { Scenario } from './scenario.ts'
import { wantedRules } from './selection.ts'
import type { Session } from './session.ts'
import { summaryOf } from './summary.ts'
import { noteBefore } from './sweep-list.ts'
import { timesOf, type TimedResult } from './times.ts'
import { createTrail } from './trail.ts'
import { emptyMaterial, playUnit, unmade, type UnitResult } from './unit.ts'

/** Units played side by side; their requests share one limiter. */
const unitsAtOnce = 4

/** What became of a document. */
export interface DocumentResult {
  readonly broken: boolean
  readonly untrusted: boolean
}

/** What the run of a document is made of beside its options. */
interface DocumentInput extends RunInput {
  readonly known: Known
  readonly keeper: Keeper
}

/** Runs one document against its target, from start to clean-up; `most` keys may be planned for. */
export async function createDocumentRun(
  contract: Contract,
  input: DocumentInput,
  options: RunOptions,
  budgets: Budgets,
  most: number,
): Promise<DocumentResult> {
  const { emit } = input
  const started = performance.now()
  const startedAt = input.now().toISOString()
  const say = sayOf(contract, emit)
  await using target = await openTarget(options.target, contract, options.seed)
  const plan = planFor(contract, target, input.scenarios, options, most)
  const allowed = allowedKeys(contract, target, plan, options, most)
  const trail = createTrail(`keyproof-${randomBytes(4).toString('hex')}-`, randomBytes(8).toString('hex'))
  let journal: Journal | null = null
  await input.keeper.open(input.signal)
  await using open = openSession(contract, target, {
    ...options,
    vault: input.vault,
    keeper: input.keeper,
    signal: input.signal,
    budgets: allowed === 0 ? { ...budgets, allowance: createAllowance(0) } : budgets,
    trail,
    journal: (line, vital) => journal?.write(line, vital),
    now: () => input.now().getTime(),
  })
  const { session, transmitter, tracker, afterwards } = open
  const again = againOf(contract, target, input.vault, options)
  input.watch?.({
    keys: () => (target.ephemeral || options.keepKeys ? 0 : trail.standing().length),
    ...(again.again === undefined ? {} : { sweep: again.again.sweep }),
  })
  await reach(target, open)

  emit({
    type: 'document-started',
    document: summaryOf(contract),
    target: { kind: target.kind, url: shownUrl(target) },
    startedAt,
    units: plan.units.length,
    ...(contract.title === '' ? {} : { title: contract.title }),
    ...again,
  })
  const known = contract.problems.length
  noteProblems(contract, contract.problems, emit)
  notePlan(plan, contract, session, say)
  if (!target.ephemeral && plan.keys > 0) {
    if (options.journal !== undefined)
      journal = openJournal(
        options.journal.folder,
        journalHead(contract, target.url, trail, session, input, options),
      )
    await noteBefore(session, tracker)
  }

  const results: TimedResult[] = []
  let broken = false
  let crashed = false
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      crashed = true
      say(
        'error',
        `The run of this document broke off: ${input.vault.redact(messageOf(error))}`,
        'This is a fault of keyproof or of a scenario: please report it, unless the message tells what to do.',
      )
    }
  }
  await guarded(async () => {
    await makeSharedKeys(session, plan)
    await playAll(session, plan, input, options, results)
    await transmitter.settle()
  })
  await guarded(async () => {
    broken = await judgeAll(open, plan, results, input, options)
  })
  let cleaned: CleanUp = {
    left: [],
    untold: 0,
    verdict: 'not-applicable',
    reason: target.ephemeral
      ? 'The target ends with the run, and its keys with it.'
      : 'The keys were to be kept (--keep-keys).',
  }
  if (!options.keepKeys && !target.ephemeral)
    await guarded(async () => {
      const standing = trail.standing()
      input.keeper.forgive()
      cleaned = {
        ...cleaned,
        left: standing.map(({ id, name, operation }) => ({ id: id ?? name ?? 'unknown', operation })),
        untold: standing.filter(({ answeredAt }) => answeredAt === null).length,
      }
      cleaned = await cleanUp(afterwards.session, tracker, {
        concurrency: options.concurrency,
        timeoutMs: options.timeoutMs,
      })
    })
  journal?.close(cleaned.left.length === 0 && (!options.keepKeys || trail.standing().length === 0))
  const rule = wantedRules(options, input.scenarios).find(({ id }) => id === 'harness-cleanup-complete')
  const keys = keyCounts(open, cleaned, !options.keepKeys && !target.ephemeral)
  if (rule !== undefined)
    emit({
      type: 'verdict',
      verdict: {
        document: contract.name,
        rule: rule.id,
        group: rule.group,
        operation: null,
        verdict: cleaned.verdict,
        ...(cleaned.reason === null ? {} : { reason: cleaned.reason }),
        cases: keys.created,
      },
    })

  // Schemas tell what is wrong with them when they are first used, whichever scenario comes to that first.
  const late = contract.problems.slice(known)
  noteProblems(
    contract,
    late.toSorted((one, other) => ((one.pointer ?? '') < (other.pointer ?? '') ? -1 : 1)),
    emit,
  )
  const lost = transmitter.lost()
  if (lost !== null)
    say('error', lost, 'What could not be judged is marked inconclusive; look at the target’s own log.')
  const troubles = transmitter.troubles()
  noteTroubles(troubles, say)
  const words = lost === null && troubles.length === 0 ? null : lastWords(target, input.vault)
  if (words !== null) say('info', words)
  noteThrottle(budgets.throttle.counts(), say)
  const shut = noteShut(session, contract, target, say)
  emit({
    type: 'document-finished',
    document: contract.name,
    cases: results.reduce((sum, result) => sum + result.cases.length, 0),
    requests: transmitter.requests() + afterwards.transmitter.requests(),
    durationMs: Math.round(performance.now() - started),
    keys: { ...keys, left: cleaned.left },
  })
  crashed ||= results.some((result) => result.cases.some((played) => played.crashed !== null))
  return {
    broken,
    untrusted: crashed || lost !== null || troubles.length > 0 || shut || cleaned.left.length > 0,
  }
}

/** The end of the log of a target that keyproof started itself, without the secrets in it. */
function lastWords(target: Target, vault: Vault): string | null {
  const lines = vault.redact(target.log()).split('\n').slice(-6).join(' | ')
  return lines === ''
    ? null
    : `The log of the target ends: ${lines.length > 360 ? `…${lines.slice(-360)}` : lines}`
}

/** Flags to reach the target again; a value among them that turned out to be a secret is not repeated. */
function againOf(
  contract: Contract,
  target: Target,
  vault: Vault,
  { again }: RunOptions,
): { readonly again?: Again } {
  if (again === undefined) return {}
  const { replay, sweep } = again(contract, shownUrl(target))
  return { again: { replay: vault.redact(replay), sweep: vault.redact(sweep) } }
}

/** What the report says of the keys: after a clean-up, each that was created is either revoked or left. */
function keyCounts(
  { session, tracker }: OpenSession,
  { left, untold }: CleanUp,
  cleaned: boolean,
): { readonly created: number; readonly revoked: number } {
  const created = tracker.created() + untold
  return {
    created,
    revoked: cleaned ? created - left.length : Math.min(session.keys.counts().revoked, created),
  }
}

/** Judges what was played, shrinks what broke, and says so. Gives whether a rule at level fail is broken. */
async function judgeAll(
  { session, transmitter, budgets }: OpenSession,
  plan: Plan,
  results: readonly TimedResult[],
  { emit, scenarios, signal, known }: DocumentInput,
  options: RunOptions,
): Promise<boolean> {
  const { contract, target } = session
  const judgement = judge(results, {
    document: contract.name,
    profile: options.profile,
    limits: target.limits,
    nowhere: isNowhere(session.recorder.statuses(), target)
      ? 'Every operation was answered 404, so the API does not seem to be at this address.'
      : null,
    rules: wantedRules(options, scenarios).filter((rule) => decidable(rule.id, scenarios)),
    unplayed: plan.unplayed,
    undecided: (rule) => whyUntouched(rule, contract, scenarios),
  })
  const timeOf = timesOf(results)
  for (const verdict of judgement.verdicts) emit({ type: 'verdict', verdict, durationMs: timeOf(verdict) })
  let broken = false
  for (const [index, suspicion] of judgement.suspicions.entries()) {
    const unit = results.find((result) => result.unit === suspicion.unit)!
    const before = budgets.allowance.denied()
    const cutShort = (): boolean =>
      signal.aborted || transmitter.lost() !== null || budgets.allowance.denied() > before
    const asSeen = { breach: suspicion.breach, path: suspicion.path, reproduced: true, requests: 0 }
    const played = cutShort()
      ? asSeen
      : await shrinkCase(session, suspicion.unit, suspicion, unit.material, `f${index}`)
    // A run that ends in the middle of it has not shown that the breach does not come again.
    const shrunk = played.reproduced || !cutShort() ? played : asSeen
    const finding = known.mark(
      contract,
      findingOf(suspicion, shrunk, { session, seed: options.seed, target: options.target }),
    )
    broken ||= finding.level === 'fail' && finding.suppressed === undefined
    const place = options.lines === true ? placeOf(finding, contract) : null
    emit({ type: 'finding', finding, ...(place === null ? {} : { at: place }) })
  }
  return broken
}

/** Plays all units, a few at a time, and reports each in the order of the plan. */
async function playAll(
  session: Session,
  plan: Plan,
  { emit }: RunInput,
  { concurrency }: RunOptions,
  results: TimedResult[],
): Promise<void> {
  const done = new Map<number, TimedResult>()
  let reported = 0
  const report = (): void => {
    for (let result = done.get(reported); result !== undefined; result = done.get(reported)) {
      results.push(result)
      reported += 1
      if (result.cases.some(({ cut }) => cut === true)) continue
      const { scenario, subject } = result.unit
      const crash = result.cases.find((played) => played.crashed !== null)
      if (crash !== undefined)
        emit({
          type: 'scenario-crashed',
          document: session.contract.name,
          scenario: scenario.name,
          operation: subject.operation.key,
          message: session.vault.redact(crash.crashed!),
          rules: scenario.rules,
        })
      emit({
        type: 'scenario-finished',
        document: session.contract.name,
        scenario: scenario.name,
        operation: subject.operation.key,
        cases: result.cases.length,
        requests: result.cases.reduce((sum, played) => sum + played.requests, 0),
        durationMs: Math.round(result.durationMs),
      })
    }
  }
  let next = 0
  const play = async (index: number): Promise<void> => {
    const unit = plan.units[index]!
    const started = performance.now()
    // One that throws must not end the others' in the middle of what they do.
    const played = await playUnit(session, unit, concurrency).catch((error: unknown): UnitResult => ({
      unit,
      material: emptyMaterial,
      cases: [unmade(unit, error)],
    }))
    done.set(index, { ...played, durationMs: performance.now() - started })
    report()
  }
  const indexes = plan.units.map((_unit, index) => index)
  const together = indexes.filter((index) => plan.units[index]!.scenario.alone !== true)
  const work = async (): Promise<void> => {
    while (next < together.length) {
      const index = together[next]!
      next += 1
      await play(index)
    }
  }
  await Promise.all(Array.from({ length: unitsAtOnce }, work))
  for (const index of indexes) if (plan.units[index]!.scenario.alone === true) await play(index)
}

/** Where the document says what a finding stands on, or else describes its operation. */
function placeOf({ because, operation }: Finding, contract: Contract): SourcePlace | null {
  const own = operation === null ? undefined : operationByKey(contract, operation)?.pointer
  return contract.placeOf(because.pointer ?? own ?? '')
}

/** One request that tells whether anybody is there; what it answers does not matter. */
async function reach(target: Target, { transmitter }: OpenSession): Promise<void> {
  try {
    await transmitter.reach()
  } catch (error) {
    if (!(error instanceof TargetTrouble)) throw error
    throw new KeyproofError(
      'target-unreachable',
      `The target ${shownUrl(target)} does not answer: ${error.message.replace(/\.$/, '')}.`,
      'Check the URL, and that the server is up and reachable from here.',
      error,
    )
  }
}

/** Whether a check or scenario of this run decides the rule at all. */
function decidable(rule: string, scenarios: readonly Scenario[]): boolean {
  return (
    scenarios.some((scenario) => scenario.rules.includes(rule)) ||
    checks.some((check) => check.rules.includes(rule))
  )
}
