import type { Breach } from '../../checks/outcome.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { Stage } from '../scenario.ts'
import type { StoryLedger } from './ledger.ts'

/** A step that breaks a promise. */
export interface Break extends Pick<
  Breach,
  'place' | 'failure' | 'message' | 'expected' | 'basis' | 'severity' | 'confidence' | 'because'
> {
  readonly rule: string
  readonly on: string
  /** The step and what came of it, such as `use a → 200`. */
  readonly step: string
  /** What should have come of it, in a word or two. */
  readonly wanted: string
  readonly exchange: Exchange
  readonly received?: string
}

/** Takes a broken promise down, and ends the story there. */
export function breaks(ledger: StoryLedger, stage: Stage, found: Break): void {
  const { rule, on, step, wanted, exchange, ...breach } = found
  stage.tell(`${step}, expected ${wanted}`)
  ledger.exchanges.push(exchange)
  stage.broken(
    rule,
    { received: String(exchange.response.status), ...breach, exchanges: [...ledger.exchanges] },
    on,
  )
  ledger.over = true
}
