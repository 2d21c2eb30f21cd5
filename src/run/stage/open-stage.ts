import type { Outcome } from '../../checks/outcome.ts'
import type { Stage } from '../scenario.ts'
import type { Watch } from '../sender.ts'

/** What one case took down. */
export interface StageLog {
  readonly outcomes: readonly Outcome[]
  readonly requests: number
}

/** What was seen on a stage, for others to whom it happened as well; keeps nothing else of it. */
export interface Seen {
  readonly outcomes: readonly Outcome[]
  /** What was refused. */
  readonly watch: Watch
}

/** A stage, and what was taken down on it. */
export interface OpenStage {
  /** The whole of it, put together when it is first asked for. */
  readonly stage: () => Stage
  /** As much of it as sends a request. */
  readonly calls: () => Pick<Stage, 'call' | 'input' | 'marked'>
  readonly log: () => StageLog
  /** What was seen until now. */
  readonly seen: () => Seen
  /** Whether what was refused may have been so since a credential had expired. */
  readonly isDoubtful: () => Promise<boolean>
}
