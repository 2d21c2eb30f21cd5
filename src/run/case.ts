import fc from 'fast-check'
import { fingerprintOf, type Breach, type Outcome } from '../checks/outcome.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { TargetTrouble } from '../http/trouble.ts'
import type { Scenario, Subject } from './scenario.ts'
import type { Session } from './session.ts'
import { Interrupted, Unjudgeable } from './signals.ts'
import { createMemory, type Memory } from './memory.ts'
import { createStage, type OpenStage } from './stage.ts'

/** One scenario on one subject. */
export interface Unit {
  readonly index: number
  readonly scenario: Scenario
  readonly subject: Subject
  readonly seed: number
  /** Keys one playing, or one case, may create. */
  readonly keys: number
  /** Generated cases. */
  readonly runs: number
  readonly memory: Memory
  /** The one case to play, for a replay. */
  readonly only?: CasePath
}

/** Where a case came from, so that it can be played again. */
export type CasePath =
  | { readonly kind: 'once' }
  | { readonly kind: 'always'; readonly index: number }
  | { readonly kind: 'generated'; readonly path: string }

/** What a case ended in. */
export interface CaseResult {
  readonly path: CasePath
  readonly outcomes: readonly Outcome[]
  readonly requests: number
  /** Message of an exception that is no verdict: the scenario itself is at fault. */
  readonly crashed: string | null
}

/** Times a case is played in which a credential expires. */
const expiries = 3

/**
 * Plays one case, and plays it again where a credential expired in the middle of it. Network trouble and missing
 * ground end it as inconclusive, never as broken.
 */
export async function playCase(
  session: Session,
  unit: Unit,
  path: CasePath,
  input: unknown,
  label: string,
): Promise<CaseResult> {
  let requests = 0
  for (let times = 1; ; times += 1) {
    const { result, expired } = await playOnce(
      session,
      unit,
      path,
      input,
      times === 1 ? label : `${label}.e${times}`,
    )
    requests += result.requests
    if (expired === null) return { ...result, requests }
    if (times < expiries && expired === 'expired') continue
    const { scenario, subject } = unit
    // What was refused proves nothing; what other checks saw in passing stands.
    const outcomes = result.outcomes.filter(({ rule }) => !scenario.rules.includes(rule))
    const reason =
      expired === 'expired'
        ? 'A credential expired in the middle of it, however often it was tried.'
        : expired.reason
    return {
      ...result,
      requests,
      outcomes: [
        ...outcomes,
        ...scenario.rules.map((rule): Outcome => ({
          kind: 'inconclusive',
          rule,
          operation: subject.operation.key,
          reason,
        })),
      ],
    }
  }
}

/** One playing, and whether a credential that expired leaves it in doubt; with a reason where that cannot be told. */
async function playOnce(
  session: Session,
  unit: Unit,
  path: CasePath,
  input: unknown,
  label: string,
): Promise<{
  readonly result: CaseResult
  readonly expired: 'expired' | { readonly reason: string } | null
}> {
  const staged = createStage(session, unit.subject, label, { keys: unit.keys, memory: unit.memory })
  const result = await playOn(session, unit, path, input, staged)
  if (session.signal.aborted) return { result, expired: null }
  try {
    return { result, expired: (await staged.isDoubtful()) ? 'expired' : null }
  } catch (error) {
    if (error instanceof Interrupted) return { result, expired: null }
    return { result, expired: { reason: messageOf(error) } }
  }
}

async function playOn(
  session: Session,
  { scenario, subject }: Unit,
  path: CasePath,
  input: unknown,
  { stage, log }: OpenStage,
): Promise<CaseResult> {
  const ended = (reason: string): readonly Outcome[] =>
    scenario.rules
      .filter((rule) => !log().outcomes.some((outcome) => outcome.rule === rule && outcome.kind !== 'held'))
      .map((rule) => ({ kind: 'inconclusive', rule, operation: subject.operation.key, reason }))
  try {
    await scenario.verify(stage, input)
    return { path, ...log(), crashed: null }
  } catch (error) {
    if (error instanceof Interrupted)
      return {
        path,
        outcomes: [...log().outcomes, ...ended('The run was interrupted.')],
        requests: log().requests,
        crashed: null,
      }
    if (
      error instanceof Unjudgeable ||
      error instanceof TargetTrouble ||
      (error instanceof KeyproofError && error.exitCode === 3)
    )
      return {
        path,
        outcomes: [...log().outcomes, ...ended(error.message)],
        requests: log().requests,
        crashed: null,
      }
    return {
      path,
      outcomes: [...log().outcomes, ...ended('The scenario crashed.')],
      requests: log().requests,
      crashed: session.vault.redact(messageOf(error)),
    }
  }
}

/** Executions a single shrink may take: a live target pays for every one. */
const maxShrinkSteps = 60

/** A breach played again and made as small as it goes. */
export interface Shrunk {
  readonly breach: Breach
  readonly path: CasePath
  /** It showed again when played again. */
  readonly reproduced: boolean
  readonly requests: number
}

/**
 * Plays the case of a breach again and shrinks it, pinned to its own fingerprint: a smaller input that
 * breaks something else does not count.
 */
export async function shrinkCase(
  session: Session,
  played: Unit,
  found: { readonly path: CasePath; readonly fingerprint: string; readonly breach: Breach },
  material: { readonly always: readonly unknown[]; readonly generated: fc.Arbitrary<unknown> | null },
  label: string,
): Promise<Shrunk> {
  // Nothing remembered: what was asked once for all cases is asked again.
  const unit: Unit = { ...played, memory: createMemory() }
  let steps = 0
  let requests = 0
  let last: Breach | null = null
  const stillBroken = async (input: unknown): Promise<boolean> => {
    steps += 1
    if (steps > maxShrinkSteps) return false
    const result = await playCase(session, unit, found.path, input, `${label}.${steps}`)
    requests += result.requests
    const breach = breachOf(result.outcomes, found.fingerprint)
    if (breach !== null) last = breach
    return breach !== null
  }
  const { path } = found
  if (path.kind === 'generated' && material.generated !== null) {
    const property = fc.asyncProperty(material.generated, async (input) => !(await stillBroken(input)))
    const details = await fc.check(property, { seed: unit.seed, path: path.path, numRuns: 1 })
    const reached = details.counterexamplePath ?? path.path
    return {
      breach: last ?? found.breach,
      path: { kind: 'generated', path: reached },
      reproduced: last !== null,
      requests,
    }
  }
  await stillBroken(path.kind === 'always' ? material.always[path.index] : undefined)
  return { breach: last ?? found.breach, path, reproduced: last !== null, requests }
}

function breachOf(outcomes: readonly Outcome[], fingerprint: string): Breach | null {
  for (const outcome of outcomes)
    if (
      outcome.kind === 'broken' &&
      fingerprintOf(outcome.rule, outcome.operation, outcome.breach) === fingerprint
    )
      return outcome.breach
  return null
}
