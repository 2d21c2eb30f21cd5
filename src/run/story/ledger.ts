import type { JsonValue } from '../../contract/types.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { ServerClock } from '../expiry.ts'
import type { IssuedKey } from '../scenario.ts'
import type { Step } from './story.ts'

/** What the story knows of a key, as far as it has come. */
export interface StoryKey {
  readonly number: number
  issued: IssuedKey
  /** unknown: something went otherwise than the story needs, so nothing more is said of the key. */
  state: 'living' | 'revoked' | 'expired' | 'unknown'
  /** It was seen to work; before that a refusal proves nothing. */
  proven: boolean
  /** Requests to revoke it that were answered. */
  revocations: number
  /** When it expires by the server's clock, where it was made to: milliseconds since 1970. */
  ends: number | null
  /** Secrets that rotations have replaced. */
  readonly former: IssuedKey[]
  /** Members that the list and get showed of it, since it was last changed. */
  readonly shown: Map<'list' | 'get', JsonValue>
}

/** The ledger as it should be: the model that the target is held against. */
export interface StoryLedger {
  readonly keys: Map<number, StoryKey>
  /** The last step that was not merely a use: what is seen after it is its doing. */
  last: Step | null
  /** The last step that was to change a key, or make one. */
  change: Step | null
  /** The telling exchange of every step. */
  readonly exchanges: Exchange[]
  /** A promise is broken, or the target cannot be held against the model any longer. */
  over: boolean
  /** Keys can be used on some read, and that read tells living keys from others. */
  usable: boolean
  /** The server's time, once it was asked for. */
  clock: ServerClock | null
}

/** A ledger without keys. */
export function emptyLedger(): StoryLedger {
  return { keys: new Map(), last: null, change: null, exchanges: [], over: false, usable: true, clock: null }
}

/** Whether the time of a key that was made to expire is so near that its use proves nothing. */
export function isNearItsEnd({ ends, state }: StoryKey, { clock }: StoryLedger): boolean {
  return ends !== null && state === 'living' && clock !== null && clock.now() > ends - 700
}
