import type { Contract, KeyResource, Operation } from '../contract/types.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Outcome } from './outcome.ts'

/** What a check may know of the exchange beside the exchange itself. */
export interface CheckContext {
  readonly contract: Contract
  /** The operation the request was meant for; null for a path or method outside the document. */
  readonly operation: Operation | null
  /** The key resource this operation belongs to, if any. */
  readonly resource: KeyResource | null
  /** Pointers of the response at which this operation issues a secret. */
  readonly issues: readonly string[]
  /** The secret that the response issues was given to another key before. */
  readonly taken?: true
  /** The request deliberately breaks the protocol or the document, so generic refusals are right. */
  readonly probe: boolean
}

/** Judges every exchange as it passes; sends nothing. */
export interface Check {
  readonly name: string
  readonly rules: readonly string[]
  /** A scenario decides its rules; what it sees in passing comes on top of that, and is no reason to play all others. */
  readonly extra?: true
  /** It also judges answers that only ask for patience, after which the request is sent again. */
  readonly judgesThrottling?: true
  readonly judge: (exchange: Exchange, context: CheckContext) => readonly Outcome[]
}
