import { gunzipSync, inflateSync } from 'node:zlib'

/** A stretch of text that reads as the encoding of other text. */
export interface Decoded {
  readonly start: number
  readonly end: number
  readonly form: string
  readonly text: string
}

const shortestCandidate = 16
const mostInflated = 256 * 1024
const mostRemembered = 2_000
const longestRemembered = 256

/**
 * The parts of a text that decode to readable text: base64 and base64url at any offset, hex, and what was
 * compressed before it was encoded. Random keys and ids are told from encoded text by a sample of 12 bytes,
 * so that most are never decoded. Tokens in `done` are passed over, and those met are added to it; so are
 * those in `barren`, to which those are added that decode to nothing, whatever text they stand in.
 */
export function* decodedParts(text: string, done: Set<string>, barren: Set<string>): Generator<Decoded> {
  let start = 0
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && isEncoded[text.charCodeAt(at)] === 1) continue
    if (at - start >= shortestCandidate) yield* decodeToken(text.slice(start, at), start, done, barren)
    start = at + 1
  }
}

function decodeToken(
  token: string,
  start: number,
  done: Set<string>,
  barren: Set<string>,
): readonly Decoded[] {
  const parts: Decoded[] = []
  if (done.has(token) || barren.has(token)) return parts
  done.add(token)
  const end = start + token.length
  const add = (form: string, decoded: string): void => void parts.push({ start, end, form, text: decoded })
  const inflated = inflate(token)
  if (inflated !== undefined) add('compressed', inflated)
  else if (/^[0-9a-f-]+$/i.test(token)) decodeHex(token, add)
  else decodeBase64(token, add)
  if (parts.length === 0 && token.length <= longestRemembered) {
    if (barren.size >= mostRemembered) barren.clear()
    barren.add(token)
  }
  return parts
}

function decodeHex(token: string, add: (form: string, text: string) => void): void {
  const digits = token.replaceAll('-', '')
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : digits.slice(0, -1), 'hex')
  if (readable(bytes, 0) || readable(bytes, bytes.length - 12)) add('hex', bytes.toString('utf8'))
}

function decodeBase64(token: string, add: (form: string, text: string) => void): void {
  const form = /[-_]/.test(token) ? 'base64url' : 'base64'
  const { length } = token
  for (let offset = 0; offset < 4 && length - offset >= 16; offset++) {
    const middle = offset + 4 * Math.floor((length - offset - 16) / 8)
    const last = offset + 4 * Math.floor((length - offset - 16) / 4)
    if (!(readsAt(token, offset) || readsAt(token, middle) || readsAt(token, last))) continue
    add(form, Buffer.from(token.slice(offset), 'base64').toString('utf8'))
  }
}

// zlib and gzip streams begin with fixed bytes, so their base64 begins with fixed letters.
function inflate(token: string): string | undefined {
  const gzip = token.startsWith('H4sI') || token.startsWith('1f8b08')
  if (!gzip && !/^(?:eJ|eA|eN|eF|789c|7801|78da|785e)/.test(token)) return undefined
  const bytes = Buffer.from(
    token,
    /^(?:1f8b|78)/.test(token) && /^[0-9a-f]+$/i.test(token) ? 'hex' : 'base64',
  )
  try {
    const options = { maxOutputLength: mostInflated }
    return (gzip ? gunzipSync(bytes, options) : inflateSync(bytes, options)).toString('utf8')
  } catch {
    return undefined
  }
}

const values = new Int8Array(128)
const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
for (let at = 0; at < base64Alphabet.length; at++) values[base64Alphabet.charCodeAt(at)] = at
values['-'.charCodeAt(0)] = 62
values['_'.charCodeAt(0)] = 63

// As long as there are UTF-16 codes: a lookup that cannot miss is several times faster.
const isEncoded = new Uint8Array(0x10000)
for (const char of `${base64Alphabet}-_`) isEncoded[char.charCodeAt(0)] = 1

/** Whether 16 base64 characters from here are 12 bytes of text, one exception allowed. */
function readsAt(token: string, start: number): boolean {
  let odd = 0
  for (let at = start; at < start + 16; at += 4) {
    const group =
      (value(token, at) << 18) |
      (value(token, at + 1) << 12) |
      (value(token, at + 2) << 6) |
      value(token, at + 3)
    odd += unreadable(group >> 16) + unreadable((group >> 8) & 255) + unreadable(group & 255)
    if (odd > 1) return false
  }
  return true
}

function value(token: string, at: number): number {
  return values[token.charCodeAt(at)] ?? 0
}

function readable(bytes: Buffer, start: number): boolean {
  let odd = 0
  const from = Math.max(start, 0)
  const to = Math.min(from + 12, bytes.length)
  for (let at = from; at < to; at++) odd += unreadable(bytes[at] ?? 0)
  return to - from >= 8 && odd <= 1
}

function unreadable(byte: number): 0 | 1 {
  return (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13 ? 0 : 1
}
