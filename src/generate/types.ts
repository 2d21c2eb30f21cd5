import type { JsonValue } from '../contract/types.ts'

/** The values of one request before they are serialised, by parameter name. */
export interface OperationInput {
  readonly path: Readonly<Record<string, JsonValue>>
  readonly query: Readonly<Record<string, JsonValue>>
  readonly header: Readonly<Record<string, JsonValue>>
  readonly cookie: Readonly<Record<string, JsonValue>>
  readonly body?: InputBody
}

/** A body to be serialised by its media type, or text to be sent as it stands. */
export type InputBody =
  | { readonly mediaType: string; readonly value: JsonValue }
  | { readonly mediaType: string | null; readonly text: string }

/** The one thing that is wrong with a request. */
export interface Defect {
  /** Stable, without values: `body /name: missing`, `query page: below minimum`. */
  readonly name: string
  /** `body`, `path`, `query`, `header` or `cookie`. */
  readonly part: 'body' | 'path' | 'query' | 'header' | 'cookie'
  /** JSON Pointer in the body, or parameter name. */
  readonly place: string
  /** Keyword or kind violated: `required`, `type`, `maxLength`, `malformed-json`, ... */
  readonly keyword: string
  /** Further keywords of the same place that no value with this defect can satisfy; mostly none. */
  readonly also: readonly string[]
  /** Only `format` is violated. */
  readonly formatOnly: boolean
  /** JSON Pointer into the document of the schema or body that forbids it. */
  readonly schema: string
}

export interface InvalidInput {
  readonly input: OperationInput
  readonly defect: Defect
}
