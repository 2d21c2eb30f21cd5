import type { DocumentSummary, Finding, RunEvent, SourcePlace, TargetKind, Verdict } from '../run/events.ts'
import type { Profile } from '../rules/types.ts'

/** The events of one type. */
export type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>

/** A scenario that threw, as the log tells it. */
export type Crash = Omit<EventOf<'scenario-crashed'>, 'type' | 'document'>

/** A finding with the command that shows it again, and its line where the log tells it. */
export interface LoggedFinding extends Finding {
  readonly command: string
  readonly at?: SourcePlace
}

/** A verdict and the time it took. */
export interface LoggedVerdict extends Verdict {
  readonly durationMs: number
}

/** Something to know that is no finding. */
export type Notice = Omit<EventOf<'notice'>, 'type' | 'document'>

/** Everything the log says of one document. */
export interface LoggedDocument {
  readonly summary: DocumentSummary
  /** What the document calls itself; empty where it does not. */
  readonly title: string
  readonly target: { readonly kind: TargetKind; readonly url: string }
  /** An ISO date. */
  readonly startedAt: string
  /** Scenario units planned, and those that ended. */
  readonly units: { readonly planned: number; readonly ended: number }
  readonly cases: number
  readonly requests: number
  readonly durationMs: number
  readonly keys: EventOf<'document-finished'>['keys']
  /** One of each rule and operation, in the order of the log. */
  readonly verdicts: readonly LoggedVerdict[]
  /** One of each fingerprint, in the order of the log. */
  readonly findings: readonly LoggedFinding[]
  /** The command that revokes what is left. */
  readonly sweep: string
  readonly crashes: readonly Crash[]
  readonly notices: readonly Notice[]
  readonly finished: boolean
}

/** An event log, folded: what reports are made of. */
export interface Log {
  readonly version: string
  readonly startedAt: string
  readonly seed: number
  /** The one part of a run that the log tells of. */
  readonly shard?: NonNullable<EventOf<'run-started'>['shard']>
  readonly profile: Profile
  readonly durationMs: number
  readonly documents: readonly LoggedDocument[]
  /** Notices that concern no single document. */
  readonly notices: readonly Notice[]
  /** The signal that ended the run before its time. */
  readonly interrupted: string | null
  /** null while the run has not finished. */
  readonly exitCode: EventOf<'run-finished'>['exitCode'] | null
}

/** A rule on an operation, as a key. */
export function spotOf(at: { readonly rule: string; readonly operation: string | null }): string {
  return `${at.rule} ${at.operation ?? ''}`
}

/** True for a finding that fails the run. */
export function fails(finding: Finding): boolean {
  return finding.level === 'fail' && finding.suppressed === undefined
}
