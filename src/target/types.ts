import type { JsonValue } from '../contract/types.ts'

export type TargetKind = 'mock' | 'prism' | 'live'

/** Something a target is known not to do, so that neither a green nor a red of it is believed. */
export interface TargetLimit {
  readonly rule: string
  /**
   * skip: nothing is sent, since whatever came back would prove nothing. excuse: it is tried, and a
   * violation is put down to the target, which leaves the rule unjudged. ignore: a violation is dropped and
   * the rest still counts.
   */
  readonly kind: 'skip' | 'excuse' | 'ignore'
  readonly reason: string
  /** Which violations are meant, by place, failure class and operation; all of them where it is left out. */
  readonly matches?: (breach: {
    readonly place: string
    readonly failure: string
    readonly operation: string | null
  }) => boolean
}

/** Where requests go. Nothing above this room knows which kind it is, only what it can do. */
export interface Target extends AsyncDisposable {
  readonly kind: TargetKind
  /** Base URL that operation paths are appended to, without a trailing slash. */
  readonly url: string
  /** It remembers created keys between requests. */
  readonly stateful: boolean
  /** It ends with the run, so keys left on it harm nobody. */
  readonly ephemeral: boolean
  /** Credentials the target itself gives out, by security scheme name; bare values. */
  readonly credentials: Readonly<Record<string, string>>
  /** Values of parameters the target knows, such as its tenant's. */
  readonly parameters?: Readonly<Record<string, JsonValue>>
  /** A second account that shares nothing with the first, where the target gives one out. */
  readonly second?: {
    readonly credentials: Readonly<Record<string, string>>
    readonly parameters: Readonly<Record<string, JsonValue>>
  }
  /** A clock that can be put forward, where the target has one of its own. Milliseconds. */
  readonly clock?: { advance(ms: number): void }
  readonly limits: readonly TargetLimit[]
  /** Kinds of defect (`Defect.keyword`) that must not be sent, with the reason. */
  readonly avoid: Readonly<Record<string, string>>
  /** Milliseconds after which a request is given up, where the target needs less patience than asked for. */
  readonly timeoutMs?: number
  /** The last lines of the target's own log, for diagnosis; empty where there is none. */
  log(): string
}
