import type { Checkout } from './checkout.ts'
import type { RunEvent } from '../run/events.ts'

/** How a text for people may look; other reporters ignore it. */
export interface RenderOptions {
  readonly color: boolean
  /** Columns. */
  readonly width: number
  /** Tells what could not be judged rule by rule. */
  readonly verbose?: boolean
  /** Of the CI service that runs it, where it has one. */
  readonly checkout?: Checkout
}

/** A way to report a run: a pure function of its event log. */
export interface Reporter {
  readonly name: string
  /** What it is for, in a few words. */
  readonly describe: string
  /** It shows lines of the document, so the log should tell them. */
  readonly showsLines?: true
  /** The whole file, for any log: finished, interrupted or empty. */
  readonly render: (events: readonly RunEvent[], options: RenderOptions) => string
}
