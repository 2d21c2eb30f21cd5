import type { JsonValue, MediaType, Operation, ResponseSpec } from '../types.ts'
import type { Description, SchemaReader } from './fields.ts'

/** A request or response body as the document describes it. */
export interface Body extends Description {
  /** JSON Pointer of the response, or of the request body, in the document. */
  readonly pointer: string
  readonly response?: ResponseSpec
}

const NOTHING: Body = { fields: [], byPointer: new Map(), arrays: [], texts: [], pointer: '' }

/** The body of the response that says the operation succeeded; empty where none is described. */
export function successBody(operation: Operation, read: SchemaReader): Body {
  const response = successResponse(operation)
  if (response === undefined) return NOTHING
  return { ...bodyOf(response.content, response.pointer, read), response }
}

/** The successful response of an operation: one with a body before one without, the lowest status first. */
function successResponse(operation: Operation): ResponseSpec | undefined {
  const all = Object.values(operation.responses)
  const successes = all
    .filter((r) => r.status.startsWith('2'))
    .toSorted((a, b) => (a.status < b.status ? -1 : 1))
  const candidates = successes.length > 0 ? successes : all.filter((r) => r.status === 'default')
  return candidates.find((r) => Object.keys(r.content).length > 0) ?? candidates[0]
}

/** The request body of an operation; empty where it takes none. */
export function requestBody(operation: Operation, read: SchemaReader): Body {
  if (operation.requestBody === undefined) return NOTHING
  return bodyOf(operation.requestBody.content, operation.requestBody.pointer, read)
}

function bodyOf(content: Readonly<Record<string, MediaType>>, pointer: string, read: SchemaReader): Body {
  const types = Object.keys(content)
  const type =
    types.find((t) => /[/+]json\b/i.test(t)) ?? types.find((t) => !/^(text|image|video|audio)\//i.test(t))
  const media = type === undefined ? undefined : content[type]
  if (media === undefined) return { ...NOTHING, pointer }
  const examples: readonly JsonValue[] = media.examples.map((e) => e.value)
  return { ...read(media.schema, examples), pointer }
}
