/** One header line as it stands on the wire: name in the case sent, value unfolded. */
export type HeaderLine = readonly [name: string, value: string]

/**
 * A request to be sent. Any string in it may hold secret tokens (`<secret:k1>`), which only the
 * request writer replaces by values, encoded as the place needs.
 */
export interface RequestTemplate {
  /** Key of the operation meant, such as `POST /v0/api-keys`; null for a path outside the document. */
  readonly operation: string | null
  /** Key of the operation it was made from, where method or path were changed afterwards. */
  readonly madeFrom?: string
  readonly method: string
  /** Path and query as sent, percent-encoded, relative to the target's base URL: `/v0/api-keys?page=1`. */
  readonly path: string
  readonly headers: readonly HeaderLine[]
  readonly body?: string
  /** Sent by the raw writer: names, order, duplicates and bytes of the headers exactly as they stand. */
  readonly raw?: boolean
  /** So strange that whoever receives it may end the connection instead of answering; no trouble of the target's, then. */
  readonly mayBeCutOff?: boolean
}

/** A response as recorded: every secret in it is already a token. */
export interface ResponseRecord {
  readonly status: number
  readonly headers: readonly HeaderLine[]
  readonly body: string
  /** The body was longer than the limit and was cut. */
  readonly truncated: boolean
}

/** A place where a response showed a secret, and in what form; never the value. */
export interface Sighting {
  /** Name of the secret seen, such as `k1`. */
  readonly secret: string
  /** canary: a value made up by keyproof, or an edited secret it sent, such as `k1|drop-last`. */
  readonly kind: 'credential' | 'issued' | 'canary'
  /** `exact`, or the encoding in which it was found, such as `base64`. */
  readonly form: string
  /** JSON Pointer with array indexes as `*`, `header:Location`, or `text`. */
  readonly place: string
  /** The secret stands inside a URL in the body. */
  readonly inUrl: boolean
  /** The request carried this very secret in its path, query or body, so the API may be answering with it. */
  readonly echo?: true
}

/** A way in which a body departs from its schema; holds no value of the body. */
export interface Violation {
  /** JSON Pointer into the body, array indexes as `*`. */
  readonly place: string
  readonly keyword: string
  /** JSON Pointer into the document. */
  readonly schema: string
  readonly message: string
  /** Only a `format` was missed, which 3.1 treats as an annotation. */
  readonly formatOnly: boolean
}

/** What was learned from the raw response before it was redacted. */
export interface ExchangeFacts {
  readonly sightings: readonly Sighting[]
  /** null when the document has no schema for this response. */
  readonly violations: readonly Violation[] | null
  /** Token of the secret this response issued. */
  readonly issued: string | null
  /** The body parses as JSON. */
  readonly json: boolean
}

/** One request and its response, as plain data. */
export interface Exchange {
  readonly request: RequestTemplate
  readonly response: ResponseRecord
  readonly facts: ExchangeFacts
}

/** The values of a header, in order, whatever the case of its name. */
export function headerValues(headers: readonly HeaderLine[], name: string): readonly string[] {
  const wanted = name.toLowerCase()
  let values: string[] | undefined
  for (const [candidate, value] of headers) {
    // Every check asks for several fields of every answer, and most differ in length already.
    if (candidate.length !== wanted.length || candidate.toLowerCase() !== wanted) continue
    if (values === undefined) values = [value]
    else values.push(value)
  }
  return values ?? none
}

const none: readonly string[] = []
