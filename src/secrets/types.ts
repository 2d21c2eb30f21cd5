import type { Exchange, HeaderLine, RequestTemplate, Violation } from '../http/exchange.ts'

/** issued: handed out by the API during the run; credential: given to keyproof; canary: made up by it. */
export type SecretKind = 'issued' | 'credential' | 'canary' | 'identifier'

/** A secret as the oracle knows it. */
export interface Known {
  /** `k1`, or for an edited secret that was sent, `k1|drop-last`. */
  readonly name: string
  readonly token: string
  readonly kind: SecretKind
  /** An edit of another secret. */
  readonly edited: boolean
}

/** Where a token is replaced by its value, and so how the value must be encoded. */
export type FillPlace = 'header' | 'url' | 'json' | 'form' | 'text'

/** A response as it came off the wire: the only place where secrets stand in clear, and only until sealed. */
export interface RawResponse {
  readonly status: number
  readonly headers: readonly HeaderLine[]
  readonly body: string
  readonly truncated: boolean
}

/** What the contract knows of one response, asked for while the raw body is still at hand. */
export interface SealPlan {
  /** JSON Pointers at which this response issues a secret, the first one being the secret itself. */
  readonly issues: readonly string[]
  /** JSON Pointer of the user name that HTTP Basic wants with the issued secret. */
  readonly user?: string
  /** The user name that HTTP Basic wants with every issued secret alike. */
  readonly userName?: string
  /** Name for the issued secret, unique in the run and independent of timing, such as `k3`. */
  readonly issuedName: string
  /** JSON Pointers (array indexes as `*`) where a shortened form is documented, so no leak. */
  readonly masked: readonly string[]
  /** The raw body as JSON, null where it is none; parsed anew where this is left out. */
  readonly json?: { readonly value: unknown } | null
  /** JSON Pointers (array indexes as `*`) at which the document has the id of a key, which is no secret. */
  readonly ids?: readonly string[]
  /** Validates the parsed body; absent when the document has no schema for it. */
  readonly validate?: (body: unknown) => readonly Violation[]
}

/** What may be known of a secret without knowing it. */
export interface SecretTraits {
  readonly name: string
  readonly kind: SecretKind
  readonly length: number
  /** Equal to one of the strings passed as documented examples. */
  readonly isExample: boolean
  /** Consists of mask characters or holds a run of them, or is a placeholder. */
  readonly looksMasked: boolean
  /** Length of the leading part that keys of this kind are likely to share, such as `sk-proj-`. */
  readonly prefixLength: number
  /** Size of the smallest usual alphabet that holds everything after the prefix: 10, 16, 32, 36, 62, 64... */
  readonly alphabetSize: number
  readonly hasWhitespaceOrControl: boolean
  /** Visible ASCII, with blanks at most inside, so that a header field carries it unchanged (RFC 9110 §5.5). */
  readonly headerSafe: boolean
  /** Consists of b64token characters, as a bearer token must (RFC 6750 §2.1). */
  readonly isB64Token: boolean
  readonly hasColon: boolean
  /** What follows the prefix is a UUID, with or without hyphens. */
  readonly isUuid: boolean
}

/** How two secrets compare. */
export interface SecretComparison {
  readonly equal: boolean
  /** Positions at which they differ, counted over the longer one. */
  readonly differing: number
}

/** How much of a secret a text shows in clear, in characters. */
export interface SecretOverlap {
  /** Common to the beginnings of both. */
  readonly leading: number
  /** Common to the ends of both. */
  readonly trailing: number
  /** The longest stretch that occurs in both. */
  readonly longest: number
}

/** What several secrets of one kind have in common. */
export interface SecretSample {
  readonly count: number
  /** Characters at the beginning that are the same in all. */
  readonly prefixLength: number
  /** Positions at which not all agree. */
  readonly randomPositions: number
  /** Different characters among those that all share, what looks like a public prefix aside: many are a random part that is shared. */
  readonly sharedVariety: number
  /** Size of the smallest usual alphabet that holds what follows the common beginning. */
  readonly alphabetSize: number
  /** What the positions that differ are worth at most: no proof of randomness, only a ceiling. */
  readonly bits: number
  /** Every secret is, or holds, an encoding of something readable. */
  readonly structured: 'JWT' | 'JSON' | null
}

/**
 * Every secret the run has seen. Hands out tokens (`<secret:k1>`) in their stead; only `fill`, called by
 * the request writer, turns a token back. A token may carry an edit: `<secret:k1|drop-last>`.
 */
export interface Vault {
  /** Registers a value and returns its token; the same name with another value is an error. */
  add(value: string, name: string, kind: SecretKind): string
  /** Gives a token another value from now on; the one before stays known. */
  renew(token: string, value: string): void
  /** Replaces every token in the text by its value, edited and encoded as the place needs. */
  fill(text: string, place: FillPlace): string
  /** Replaces every known secret, in every encoding known to the oracle, by its token. */
  redact(text: string): string
  /** Replaces what shows so much of a known secret that the rest could be guessed. */
  hideParts(text: string): string
  /** True when the text holds a secret in any encoding known to the oracle. */
  holds(text: string): boolean
  /** Learns the secrets a response issues, notes where others show, validates, then redacts. */
  seal(request: RequestTemplate, raw: RawResponse, plan: SealPlan): Exchange
  /** Tells about the secret behind a token without telling it. */
  traits(token: string, examples: readonly string[]): SecretTraits
  compare(token: string, other: string): SecretComparison
  /** What the secrets behind the tokens have in common, in the order in which they were made. */
  sample(tokens: readonly string[]): SecretSample
  /** True when the token's edits change the value: `swap-case` of digits does not. */
  differs(token: string): boolean
  /** True when the secret matches the regular expression as a whole or in part, as the pattern says. */
  matches(token: string, pattern: string): boolean
  /** How much of the secret a text shows, such as the masked form a list gives. */
  overlap(token: string, text: string): SecretOverlap
  /** Name of what a text holds that is computed from the secret alone, or with one of the names as key: `sha256`, `hmac-sha256`, `crc32`; null for none. */
  digestIn(token: string, text: string, names?: readonly string[]): string | null
  /** 64 bits of a salted hash of the text as it was before secrets were replaced: tells it again, and nothing else of it. */
  print(text: string, salt: string): string
}
