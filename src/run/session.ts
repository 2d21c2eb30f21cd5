import type { Rights } from './all-rights.ts'
import type { Contract, JsonValue, Operation } from '../contract/types.ts'
import type { Given } from '../generate/requests.ts'
import type { Tokens } from '../generate/credentials.ts'
import type { Vault } from '../secrets/types.ts'
import type { Target } from '../target/types.ts'
import type { KeyRegister } from './keys.ts'
import type { Memory } from './memory.ts'
import type { Leniency } from './options.ts'
import type { OtherPrincipal } from './principal.ts'
import type { Recorder } from './recorder.ts'
import type { Revocations } from './revocations.ts'

/** Everything the cases of one document on one target share. */
export interface Session {
  readonly contract: Contract
  readonly target: Target
  readonly vault: Vault
  readonly recorder: Recorder
  readonly keys: KeyRegister
  readonly revocations: Revocations
  /** What units share, such as a key that is only looked at. */
  readonly memory: Memory
  /** Reads on which keys were seen to work, where that is not the likeliest one, by the label of their resource. */
  readonly keyRead: Map<string, Operation>
  /** Rights that keys are made with, where they need more than is required to be of use, by the label of their resource. */
  readonly rights: Map<string, Rights>
  /** Tokens of the run's own credentials by scheme name. */
  readonly tokens: Tokens
  /** Values for parameters by name, from the user or settled once for the session. */
  readonly parameters: Readonly<Record<string, JsonValue>>
  /** Those of them that the user or the target gave, and so name something that is there. */
  readonly told: Readonly<Record<string, JsonValue>>
  /** A second account, for rules that keep accounts apart; null where none is known. */
  readonly other: OtherPrincipal | null
  /** The same as generation wants it; one object, since what is prepared for it is kept. */
  readonly given: Given
  /** Sets the keys of this run apart from all others: the beginning of every name it gives. */
  readonly mark: string
  /** Such a name, unlike any other: of the so-manieth thing that a case names. */
  readonly nameOf: (label: string, count: number) => string
  readonly leniency: Leniency
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal
}
