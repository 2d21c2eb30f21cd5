import type { Contract, JsonValue } from '../contract/types.ts'
import type { HeaderLine } from '../http/exchange.ts'
import type { Transport } from '../http/transport.ts'
import type { Profile } from '../rules/types.ts'
import type { Baseline } from './baseline.ts'
import type { Again } from './events.ts'
import type { CredentialSource } from './credential-source.ts'
import type { Principal } from './principal.ts'
import type { ReplayPoint } from './replay-token.ts'
import type { DocumentSource } from './journal.ts'
import type { Shard } from './shard.ts'
import type { Suppression } from './suppress.ts'

/** Everything a run needs to know, as plain values. */
export interface RunOptions {
  /** `mock`, `prism` or a base URL. */
  readonly target: string
  /** Bare credentials by security scheme name. */
  readonly credentials: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, JsonValue>>
  /** A second account, for the rules that keep accounts apart; one at most. */
  readonly principals?: readonly Principal[]
  /** Where credentials come from that are not given as they are; those above hold the empty text for them. */
  readonly sources?: readonly CredentialSource[]
  readonly headers: readonly HeaderLine[]
  readonly profile: Profile
  /** Globs over rule ids, groups and scenario names; empty means all. */
  readonly only: readonly string[]
  readonly skip: readonly string[]
  /** Globs over `METHOD /path` and operationId; empty means those that deal with keys. */
  readonly operations: readonly string[]
  readonly seed: number
  /** The part of the run to play; all of it where left out. */
  readonly shard?: Shard
  /** Most operations tried of a document without a key resource, of which none were named; 100 by default. */
  readonly maxOperations?: number
  /** Generated inputs a property. */
  readonly runs: number
  /** Requests in flight. */
  readonly concurrency: number
  /** Requests a second, without a ceiling when null. */
  readonly rate: number | null
  readonly timeoutMs: number
  /** Most keys a run may create; null for no limit. */
  readonly maxKeys: number | null
  readonly keepKeys: boolean
  /** How late a change may show; `usualLeniency` where left out. */
  readonly leniency?: Leniency
  /** Sends credentials over plain http to other machines too. */
  readonly allowInsecure?: boolean
  readonly transport?: Transport
  /** Folder for journals, and how documents were loaded, for `keyproof sweep`; none are kept without it. */
  readonly journal?: { readonly folder: string; readonly document: (source: string) => DocumentSource }
  readonly version: string
  /** Findings that are accepted for a time, beside those the documents themselves name. */
  readonly suppress?: readonly Suppression[]
  /** Findings that were there before. */
  readonly baseline?: Baseline
  /** How the user may reach a target again. */
  readonly again?: (contract: Contract, targetUrl: string) => Again
  /** Whether the log tells the line of the document that each finding stands on: they are looked up at some cost. */
  readonly lines?: boolean
  /** The one recorded failure to play again. */
  readonly replay?: ReplayPoint
}

/** How far an API may be behind its own promises before it counts as breaking them, in milliseconds. */
export interface Leniency {
  /** What a change to a key may take beyond what the document declares. */
  readonly graceMs: number
  /** By how much the clocks of its servers may differ. */
  readonly skewMs: number
}

/** What real servers need: a cache that is told of a change, and clocks that were set by each other. */
export const usualLeniency: Leniency = { graceMs: 2_000, skewMs: 5_000 }

/** Most keys a run may create on a live target unless told otherwise. */
export const liveMaxKeys = 60

/** Most operations a run tries of a document without a key resource unless told otherwise. */
export const usualOperations = 100
