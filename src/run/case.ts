import type { Outcome } from '../checks/outcome.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { Unsatisfiable } from '../generate/unsatisfiable.ts'
import { TargetTrouble } from '../http/trouble.ts'
import { UnsendableSecret } from '../http/unsendable.ts'
import { crashPlace } from './crash-place.ts'
import type { Scenario, Subject } from './scenario.ts'
import type { Session } from './session.ts'
import { Interrupted, Unjudgeable } from './signals.ts'
import type { Memory } from './memory.ts'
import type { OpenStage } from './stage/open-stage.ts'
import { createStage } from './stage/stage.ts'

/** One scenario on one subject. */
export interface Unit {
  readonly index: number
  readonly scenario: Scenario
  readonly subject: Subject
  /** Those of the scenario's rules that it decides here. */
  readonly rules: readonly string[]
  readonly seed: number
  /** Keys one playing, or one case, may create. */
  readonly keys: number
  /** Generated cases. */
  readonly runs: number
  /** Keys it may make beside those it has in common with others; only where they are limited does it count generated cases. */
  readonly charged: number
  readonly memory: Memory
  /** The one case to play, for a replay. */
  readonly only?: CasePath
}

/** Whether nothing else of the run may be under way while the unit is played. */
export function playsAlone({ scenario: { alone }, subject }: Unit): boolean {
  return typeof alone === 'function' ? alone(subject) : alone === true
}

/** Where a case came from, so that it can be played again. */
export type CasePath =
  | { readonly kind: 'once' }
  /** The case at that index; or a smaller one, by which of the smaller ones was taken at every step. */
  | { readonly kind: 'always'; readonly index: number; readonly smaller?: readonly number[] }
  | { readonly kind: 'generated'; readonly path: string }

/** What a case ended in. */
export interface CaseResult {
  readonly path: CasePath
  readonly outcomes: readonly Outcome[]
  readonly requests: number
  /** Message of an exception that is no verdict: the scenario itself is at fault. */
  readonly crashed: string | null
  /** The run was interrupted before its end. */
  readonly cut?: true
  /** It did not come to its end, or what was refused in it proves nothing. */
  readonly stopped?: true
  /** A credential expired in the middle of it every time. */
  readonly expired?: true
}

/** Times a case is played in which a credential expires. */
const expiries = 3

/**
 * Plays one case, and plays it again where a credential expired in the middle of it; `first` lets it have requests in
 * common with others, which a case that is played to see something once more must send itself. Network trouble and missing
 * ground end it as inconclusive, never as broken.
 */
export async function playCase(
  session: Session,
  unit: Unit,
  path: CasePath,
  input: unknown,
  label: string,
  first = false,
): Promise<CaseResult> {
  let requests = 0
  for (let times = 1; ; times += 1) {
    const { result, expired } = await playOnce(
      session,
      unit,
      path,
      input,
      times === 1 ? label : `${label}.e${times}`,
      first && times === 1,
    )
    requests += result.requests
    if (expired === null) return { ...result, requests }
    if (times < expiries && expired === 'expired') continue
    const { scenario, subject, rules } = unit
    // What was refused proves nothing; what other checks saw in passing stands.
    const outcomes = result.outcomes.filter(({ rule }) => !scenario.rules.includes(rule))
    const reason =
      expired === 'expired'
        ? 'A credential expired in the middle of it, however often it was tried.'
        : expired.reason
    return {
      ...result,
      requests,
      stopped: true,
      ...(expired === 'expired' ? { expired: true } : {}),
      outcomes: [
        ...outcomes,
        ...rules.map((rule): Outcome => ({
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
  first: boolean,
): Promise<{
  readonly result: CaseResult
  readonly expired: 'expired' | { readonly reason: string } | null
}> {
  const staged = createStage(session, unit.subject, label, { keys: unit.keys, memory: unit.memory, first })
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
  { scenario, subject, rules }: Unit,
  path: CasePath,
  input: unknown,
  { stage, log }: OpenStage,
): Promise<CaseResult> {
  const ended = (reason: string): readonly Outcome[] =>
    rules
      .filter((rule) => !log().outcomes.some((outcome) => outcome.rule === rule && outcome.kind !== 'held'))
      .map((rule) => ({ kind: 'inconclusive', rule, operation: subject.operation.key, reason }))
  try {
    await scenario.verify(stage(), input)
    const played = { path, ...log(), crashed: null }
    return session.signal.aborted ? interrupted(played) : played
  } catch (error) {
    if (error instanceof Interrupted || session.signal.aborted)
      return interrupted({
        path,
        outcomes: [...log().outcomes, ...ended('')],
        requests: log().requests,
        crashed: null,
      })
    if (
      error instanceof Unjudgeable ||
      error instanceof Unsatisfiable ||
      error instanceof TargetTrouble ||
      error instanceof UnsendableSecret ||
      (error instanceof KeyproofError && error.exitCode === 3)
    )
      return {
        path,
        outcomes: [...log().outcomes, ...ended(error.message)],
        requests: log().requests,
        crashed: null,
        stopped: true,
      }
    return {
      path,
      outcomes: [...log().outcomes, ...ended('The scenario crashed.')],
      requests: log().requests,
      crashed: session.vault.redact(`${messageOf(error)}${crashPlace(error)}`),
      stopped: true,
    }
  }
}

/** What ends after the run was interrupted has lacked something, so no reason it gives can be believed. */
function interrupted(played: CaseResult): CaseResult {
  const reason = 'The run was interrupted.'
  return {
    ...played,
    outcomes: played.outcomes.map((outcome) =>
      outcome.kind === 'inconclusive' ? { ...outcome, reason } : outcome,
    ),
    cut: true,
  }
}
