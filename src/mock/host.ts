import type { Contract } from '../contract/types.ts'
import type { Clock } from './clock.ts'
import type { FaultHooks } from './fault.ts'
import type { Keyring } from './keyring.ts'
import type { KeyRecord, Ledger } from './ledger.ts'
import type { Random } from './random.ts'

/** What the parts of a running mock share. */
export interface Host {
  readonly contract: Contract
  readonly ledger: Ledger
  readonly keyring: Keyring
  readonly clock: Clock
  readonly seed: number
  /** Ids and whatever else may follow from the seed. */
  ids: Random
  secrets: Random
  /** Called with each secret while faults are planted, for them to leak; nothing else ever keeps one. */
  issued(record: KeyRecord, secret: string): void
  /** Those of the planted faults; undefined, and so for free, when there are none. */
  hooks: FaultHooks | undefined
}
