/** Codes a script may rely on; the exit code follows from them. */
export type ErrorCode =
  | 'usage'
  | 'config'
  | 'document'
  | 'overlay'
  | 'credential'
  | 'scenario'
  | 'target-unreachable'
  | 'target-lost'
  | 'report'
  | 'secret-in-output'

/** A broken run, as against a broken rule: what happened, and what to do about it. */
export class KeyproofError extends Error {
  readonly code: ErrorCode
  /** One sentence that tells the user what to do. */
  readonly hint: string

  constructor(code: ErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'KeyproofError'
    this.code = code
    this.hint = hint
  }

  /** 2: nothing was judged; 3: the run cannot be trusted as a whole. */
  get exitCode(): 2 | 3 {
    return this.code === 'target-unreachable' ||
      this.code === 'target-lost' ||
      this.code === 'secret-in-output'
      ? 3
      : 2
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
