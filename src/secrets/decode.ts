import { gunzipSync, inflateSync } from 'node:zlib'
import { codesOf, type Codes } from './codes.ts'
import { hexValues, noDigit, unreadable } from './readable.ts'
import type { Stretches } from './runs.ts'

/** A stretch of text that reads as the encoding of other text. */
export interface Decoded {
  readonly start: number
  readonly end: number
  readonly form: string
  readonly text: string
}

/** What was decoded in other views of a text; most texts hold nothing that is. */
export interface DecodedBefore {
  words?: Set<string>
}

/** Shorter stretches hold nothing worth decoding. */
const shortestDecoded = 16
const mostInflated = 256 * 1024
const sample = 12

/**
 * The fewest characters that can decode to a text with a secret of so many: base64 makes four of three, and
 * compressing leaves of letters drawn from ten or more no less than 3.3 bits, behind a head of its own.
 */
export function shortestHiding(length: number): number {
  return Math.max(
    shortestDecoded,
    Math.min(Math.floor((length * 4) / 3), Math.floor((length * 3.3 + 64) / 6)),
  )
}

/**
 * What stretches of encoding characters decode to, where that is readable text: base64 and base64url at any
 * offset, hex, and what was compressed before it was encoded. Random keys and ids are told from encoded text
 * by samples of 12 bytes, so that most are never decoded. What was decoded before is passed over.
 */
export function decodedParts(
  text: string,
  codes: Codes,
  stretches: Stretches,
  before: DecodedBefore,
): readonly Decoded[] {
  let parts: Decoded[] | undefined
  for (let at = 0; at < stretches.length; at += 2) {
    const start = stretches[at] ?? 0
    const end = stretches[at + 1] ?? 0
    if (end - start < shortestDecoded) continue
    const isPacked = beginsPacked(text, codes, start)
    const digits = hexDigits(codes, start, end)
    const reads =
      isPacked ||
      (digits > 0 ? hexReads(codes, start, end, digits) : base64Reads(codes, start, end, 0, 4) >= 0)
    if (!reads) continue
    const word = text.slice(start, end)
    if (before.words?.has(word) === true) continue
    ;(before.words ??= new Set()).add(word)
    parts ??= []
    for (const [form, decoded] of decodedForms(word, digits > 0))
      parts.push({ start, end, form, text: decoded })
  }
  return parts ?? none
}

const none: readonly Decoded[] = []

// zlib and gzip streams begin with fixed bytes, so their base64 begins with fixed letters.
const packed = /^(?:H4sI|1f8b08|e[JANF]|789c|7801|78da|785e)/

function beginsPacked(text: string, codes: Codes, start: number): boolean {
  const first = codes[start]
  return (
    (first === 72 || first === 49 || first === 101 || first === 55) &&
    packed.test(text.slice(start, start + 6))
  )
}

function decodedForms(word: string, isHex: boolean): [form: string, text: string][] {
  const inflated = packed.test(word) ? inflate(word) : undefined
  if (inflated !== undefined) return [['compressed', inflated]]
  if (isHex) {
    const digits = word.replaceAll('-', '')
    if (!hexReads(codesOf(word), 0, word.length, digits.length)) return []
    return [['hex', Buffer.from(digits.slice(0, digits.length & ~1), 'hex').toString('utf8')]]
  }
  const form = /[-_]/.test(word) ? 'base64url' : 'base64'
  const codes = codesOf(word)
  const forms: [string, string][] = []
  for (let offset = base64Reads(codes, 0, word.length, 0, 4); offset >= 0;) {
    forms.push([form, Buffer.from(word.slice(offset), 'base64').toString('utf8')])
    offset = base64Reads(codes, 0, word.length, offset + 1, 4)
  }
  return forms
}

function inflate(word: string): string | undefined {
  const bytes = Buffer.from(word, /^(?:1f8b|78)/.test(word) && /^[0-9a-f]+$/i.test(word) ? 'hex' : 'base64')
  try {
    const options = { maxOutputLength: mostInflated }
    const isGzip = word.startsWith('H4sI') || word.startsWith('1f8b08')
    return (isGzip ? gunzipSync(bytes, options) : inflateSync(bytes, options)).toString('utf8')
  } catch {
    return undefined
  }
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const values = new Uint8Array(0x10000)
for (let at = 0; at < base64Alphabet.length; at++) values[base64Alphabet.charCodeAt(at)] = at
values['-'.charCodeAt(0)] = 62
values['_'.charCodeAt(0)] = 63

const hyphen = '-'.charCodeAt(0)
/** How many hex digits a stretch has; 0 where it holds anything but digits and hyphens. */
function hexDigits(codes: Codes, start: number, end: number): number {
  let digits = 0
  for (let at = start; at < end; at++) {
    const code = codes[at]!
    if (hexValues[code] !== noDigit) digits++
    else if (code !== hyphen) return 0
  }
  return digits
}

/** Whether the first or the last 12 bytes of a stretch of hex digits are text, one exception allowed. */
function hexReads(codes: Codes, start: number, end: number, digits: number): boolean {
  const bytes = digits >> 1
  if (bytes < 8) return false
  const most = Math.min(bytes, sample)
  let odd = 0
  let at = start
  const next = (step: 1 | -1): number => {
    while (codes[at] === hyphen) at += step
    const digit = hexValues[codes[at]!]!
    at += step
    return digit
  }
  for (let byte = 0; byte < most && odd < 2; byte++) odd += unreadable((next(1) << 4) | next(1))
  if (odd < 2) return true
  at = end - 1
  // A digit left over at the end belongs to no byte.
  if (digits % 2 === 1) next(-1)
  odd = 0
  for (let byte = 0; byte < most && odd < 2; byte++) odd += unreadable(next(-1) | (next(-1) << 4))
  return odd < 2
}

/** The first of some offsets at which a stretch of base64 reads as text at its beginning, middle or end; -1 for none. */
function base64Reads(codes: Codes, start: number, end: number, from: number, to: number): number {
  const length = end - start
  for (let offset = from; offset < to && length - offset >= 16; offset++) {
    const first = start + offset
    const room = length - offset - 16
    if (
      readsAt(codes, first) ||
      readsAt(codes, first + 4 * Math.floor(room / 8)) ||
      readsAt(codes, first + 4 * Math.floor(room / 4))
    )
      return offset
  }
  return -1
}

/** Whether 16 base64 characters from here are 12 bytes of text, one exception allowed. */
function readsAt(codes: Codes, start: number): boolean {
  let odd = 0
  for (let at = start; at < start + 16; at += 4) {
    const group =
      (value(codes, at) << 18) |
      (value(codes, at + 1) << 12) |
      (value(codes, at + 2) << 6) |
      value(codes, at + 3)
    odd += unreadable(group >> 16) + unreadable((group >> 8) & 255) + unreadable(group & 255)
    if (odd > 1) return false
  }
  return true
}

function value(codes: Codes, at: number): number {
  return values[codes[at]!]!
}
