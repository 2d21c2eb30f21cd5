/** What a run is told by flags, and under the same names by the configuration. */
export interface Choices {
  readonly target?: string
  readonly profile?: string
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  /** Any 32-bit number. */
  readonly seed?: number
  /** Generated inputs a property. */
  readonly runs?: number
  /** Requests in flight. */
  readonly concurrency?: number
  /** Milliseconds. */
  readonly timeout?: number
  readonly maxKeys?: number
  readonly maxOperations?: number
  readonly keepKeys?: boolean
}
