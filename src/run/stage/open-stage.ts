import type { Outcome } from '../../checks/outcome.ts'
import type { Stage } from '../scenario.ts'

/** What one case took down. */
export interface StageLog {
  readonly outcomes: readonly Outcome[]
  readonly requests: number
}

/** A stage, and what was taken down on it. */
export interface OpenStage {
  /** The whole of it, put together when it is first asked for. */
  readonly stage: () => Stage
  /** As much of it as sends a request. */
  readonly calls: () => Pick<Stage, 'call' | 'input' | 'marked'>
  readonly log: () => StageLog
  /** Whether what was refused may have been so since a credential had expired. */
  readonly isDoubtful: () => Promise<boolean>
}
