import type { IncomingMessage } from 'node:http'
import type { JsonValue, Operation } from '../contract/types.ts'
import type { Violation } from '../http/exchange.ts'
import type { KeyRecord } from './ledger.ts'

/** What is sent back. */
export interface Answer {
  readonly status: number
  /** By lower-case name; undefined takes away one that every answer has. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body?: JsonValue
  /** The body as it goes out, where it is not to be serialised afresh. */
  readonly text?: string
}

/** Who is calling: an account, by one of its own credentials or by a key it issued. */
export interface Principal {
  readonly account: string
  readonly record: KeyRecord | null
}

/** What was decided of the credentials of a request. */
export type Decision =
  | {
      readonly kind: 'granted'
      readonly principal: Principal
      /** Index of the alternative that was satisfied. */ readonly alternative: number
    }
  | {
      readonly kind: 'refused'
      /** missing: nothing was sent; bad: something was, and it does not do. */ readonly reason:
        | 'missing'
        | 'bad'
    }
  /** Each credential is valid, together or for this tenant they are not. */
  | { readonly kind: 'forbidden' }

/** What is wrong with a request, and in which part of it. */
export interface Defective {
  readonly part: 'path' | 'query' | 'header' | 'cookie' | 'body'
  readonly violation: Violation
}

/** One request on its way through the mock. */
export interface Call {
  readonly request: IncomingMessage
  /** As sent, but `GET` where a HEAD is answered by it. */
  readonly method: string
  readonly operation: Operation
  /** Path as sent, without the query. */
  readonly path: string
  /** Parsed when first asked for. */
  readonly query: () => URLSearchParams
  /** Decoded path parameters. */
  readonly pathValues: Readonly<Record<string, string>>
  /** Every credential that was sent, in clear, so that no answer echoes one. */
  readonly presented: string[]
  principal: Principal
  /** Value that selects the tenant: of its parameter, or the account. */
  tenant: string
  bytes: Buffer
  body: unknown
  /** The body could not be parsed. */
  malformed: boolean
  /** The key the call is about, once it is known. */
  record: KeyRecord | undefined
  /** The secret this call issued. */
  secret: string | undefined
}

/** A copy of a JSON value that shares nothing with it. */
export function copyJson(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(copyJson)
  const copy: Record<string, JsonValue> = {}
  for (const name of Object.keys(value)) {
    const member = copyJson((value as Readonly<Record<string, JsonValue>>)[name]!)
    if (name === '__proto__')
      Object.defineProperty(copy, name, {
        value: member,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    else copy[name] = member
  }
  return copy
}
