import type { Keeper } from './keeper.ts'
import type { Known } from './known.ts'
import type { RunInput } from './run.ts'

/** What the run of a document is made of beside its options. */
export interface DocumentInput extends RunInput {
  readonly known: Known
  readonly keeper: Keeper
}
