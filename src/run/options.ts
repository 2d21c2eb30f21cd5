import type { JsonValue } from '../contract/types.ts'
import type { HeaderLine } from '../http/exchange.ts'
import type { Profile } from '../rules/types.ts'

/** Everything a run needs to know, as plain values. */
export interface RunOptions {
  /** `mock`, `prism` or a base URL. */
  readonly target: string
  /** Bare credentials by security scheme name. */
  readonly credentials: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, JsonValue>>
  readonly headers: readonly HeaderLine[]
  readonly profile: Profile
  /** Globs over rule ids, groups and scenario names; empty means all. */
  readonly only: readonly string[]
  readonly skip: readonly string[]
  /** Globs over `METHOD /path` and operationId; empty means those that deal with keys. */
  readonly operations: readonly string[]
  readonly seed: number
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
  readonly version: string
}

/** Most keys a run may create on a live target unless told otherwise. */
export const liveMaxKeys = 60
