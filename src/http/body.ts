import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'
import type { Transform } from 'node:stream'
import { TextDecoder } from 'node:util'
import { headerValues, type HeaderLine } from './exchange.ts'
import { TargetTrouble } from './trouble.ts'

/** A response as a writer hands it over: header lines in order, the body still encoded. */
export interface WireResponse {
  readonly status: number
  readonly headers: readonly HeaderLine[]
  readonly body: Buffer
  /** The body was cut at the limit. */
  readonly cut: boolean
}

const mostEncodings = 3

/** The body as text, decompressed up to the limit; what is not valid in its charset is replaced, not refused. */
export async function decodeBody(
  response: WireResponse,
  maxBytes: number,
  label: string,
): Promise<{ readonly body: string; readonly truncated: boolean }> {
  let { body: bytes, cut } = response
  const encodings = headerValues(response.headers, 'content-encoding')
    .flatMap((value) => value.toLowerCase().split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '' && value !== 'identity')
  if (encodings.length > mostEncodings)
    throw new TargetTrouble('malformed', label, 'too many content encodings')
  for (const encoding of encodings.toReversed()) {
    if (bytes.length === 0) break
    const decompress = decompressor(encoding, bytes)
    if (decompress === undefined) break
    const result = await decompressed(decompress, bytes, maxBytes)
    if (result.failed && !cut) throw new TargetTrouble('malformed', label, `the body is not ${encoding}`)
    bytes = result.bytes
    cut ||= result.cut
  }
  return { body: decoderFor(response.headers).decode(bytes), truncated: cut }
}

function decompressor(encoding: string, bytes: Buffer): Transform | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      // Meant with a zlib header (RFC 9110 §8.4.1.2); some servers leave it out.
      return ((bytes[0] ?? 0) & 15) === 8 ? createInflate() : createInflateRaw()
    case 'br':
      return createBrotliDecompress()
    case 'zstd':
      return createZstdDecompress()
    default:
      return undefined
  }
}

async function decompressed(
  stream: Transform,
  input: Buffer,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer; readonly cut: boolean; readonly failed: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  let cut = false
  let failed = false
  stream.on('error', () => {})
  stream.end(input)
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (length > maxBytes) {
        cut = true
        break
      }
    }
  } catch {
    failed = true
  } finally {
    stream.destroy()
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), cut, failed }
}

// Made once: nearly every body is decoded by it, and it keeps nothing from one to the next.
const utf8 = new TextDecoder('utf-8')

function decoderFor(headers: readonly HeaderLine[]): TextDecoder {
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(headerValues(headers, 'content-type')[0] ?? '')?.[1]
  if (charset === undefined || /^utf-?8$/i.test(charset)) return utf8
  try {
    return new TextDecoder(charset)
  } catch {
    return utf8
  }
}
