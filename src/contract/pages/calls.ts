/** A request as an example shows it. */
export interface Call {
  /** Upper case. */
  readonly method: string
  /** As written: absolute, or a path. */
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  /** `user:password` where the example signs in that way. */
  readonly user?: string
  readonly cookies?: string
  readonly body?: string
  /** Names and values of a form. */
  readonly form?: readonly (readonly [string, string])[]
  readonly multipart?: boolean
}

/** An answer as an example shows it. */
export interface Answer {
  readonly status: string
  readonly body: string
}
