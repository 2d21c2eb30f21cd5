import type { HeaderLine } from '../http/exchange.ts'
import type { SecretKind } from '../secrets/types.ts'

/** A credential that is not given as it is, but must be asked for, and asked for again when it has expired. */
export type CredentialSource = CommandSource | LoginSource

interface Wanted {
  readonly scheme: string
  /** Name of the second account it belongs to; null for the run's own. */
  readonly principal: string | null
}

/** A program that prints it. */
export interface CommandSource extends Wanted {
  readonly kind: 'command'
  /** Name of the program, without its arguments, which may hold secrets. */
  readonly program: string
  readonly run: (signal: AbortSignal) => Promise<string>
}

/** A request that is answered with it. */
export interface LoginSource extends Wanted {
  readonly kind: 'login'
  readonly login: Login
}

/** A login request; its texts hold tokens in place of secrets. */
export interface Login {
  readonly method: string
  /** Path below the target, or a URL of the same origin. */
  readonly url: string
  readonly headers: readonly HeaderLine[]
  readonly body?: string
  /** Where the answer has the credential. */
  readonly token: AnswerPlace
  /** Where it says when that expires. */
  readonly expires?: AnswerPlace
  /** What the tokens stand for. */
  readonly secrets: readonly { readonly name: string; readonly value: string; readonly kind: SecretKind }[]
}

/** A place in the answer to a login. */
export type AnswerPlace =
  | { readonly in: 'body'; readonly pointer: string }
  | { readonly in: 'header' | 'cookie'; readonly name: string }

/** A credential as it was handed out. */
export interface Obtained {
  readonly value: string
  /** Milliseconds since 1970; null where nothing is said of it. */
  readonly expiresAt: number | null
}

/** What a credential is called in messages. */
export function credentialNamed({ scheme, principal }: Wanted): string {
  return principal === null ? `credential ${scheme}` : `credential ${scheme} of ${principal}`
}

/** Where a credential comes from, in words. */
export function originOf(source: CredentialSource): string {
  return source.kind === 'command'
    ? `the command ${source.program}`
    : `the login ${source.login.method} ${source.login.url}`
}
