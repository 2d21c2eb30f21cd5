import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { parse } from 'content-type'
import { duplicateMembers } from '../contract/json-duplicates.ts'
import { isJson } from '../contract/lookup.ts'
import type { JsonValue } from '../contract/types.ts'

/** Deeper JSON is refused as malformed. */
const DEEPEST = 200

/** A body as it came, `too large`, or `aborted` when the client went away. */
export type Received = Buffer | 'too large' | 'aborted'

/** Hands over the whole body, at once where there is none; what exceeds the limit is read and dropped. */
export function receive(request: IncomingMessage, limit: number, done: (received: Received) => void): void {
  const { headers } = request
  if (headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0') {
    done(Buffer.alloc(0))
    return
  }
  if (Number(headers['content-length']) > limit) {
    done('too large')
    request.resume()
    return
  }
  let chunks: Buffer[] = []
  let length = 0
  let open = true
  const end = (received: Received): void => {
    if (!open) return
    open = false
    chunks = []
    done(received)
  }
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > limit) end('too large')
    else if (open) chunks.push(chunk)
  })
  request.on('end', () => end(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
  // With it and no listener for errors, of which it comes after each, a request that breaks off is no exception.
  request.on('close', () => end('aborted'))
}

/** A parsed JSON text, or what is wrong with it in words that quote nothing of it. */
export type ParsedJson = { readonly value: unknown } | { readonly fault: string }

/** Parses JSON strictly (RFC 8259, and RFC 7493 for names): UTF-8, no byte order mark, no name twice, bounded depth. */
export function parseStrictJson(bytes: Buffer): ParsedJson {
  if (!isUtf8(bytes)) return { fault: 'The body is not UTF-8.' }
  const text = bytes.toString('utf8')
  if (tooDeep(text)) return { fault: `The body is nested deeper than ${DEEPEST} levels.` }
  let value: JsonValue
  try {
    value = JSON.parse(text) as JsonValue
  } catch {
    return { fault: 'The body is not well-formed JSON.' }
  }
  // One colon makes one member at most.
  if (
    typeof value === 'object' &&
    text.indexOf(':') !== text.lastIndexOf(':') &&
    duplicateMembers(text, value).length > 0
  )
    return { fault: 'The body names a member twice in one object.' }
  return { value }
}

function tooDeep(text: string): boolean {
  if (text.length < DEEPEST) return false
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (quoted) {
      if (code === 0x5c) index++
      else if (code === 0x22) quoted = false
    } else if (code === 0x22) quoted = true
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > DEEPEST) return true
    } else if (code === 0x7d || code === 0x5d) depth--
  }
  return false
}

/** The media type of a Content-Type value in lower case, `application/json` for all JSON in UTF-8; undefined when malformed or in another charset. */
export function mediaTypeOf(contentType: string): string | undefined {
  if (contentType === 'application/json') return contentType
  try {
    const { type, parameters } = parse(contentType)
    const charset = parameters['charset']?.toLowerCase()
    if (!/^[^\s/;]+\/[^\s/;]+$/.test(type)) return undefined
    if (isJson(type) && charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') return undefined
    return type.toLowerCase()
  } catch {
    return undefined
  }
}
