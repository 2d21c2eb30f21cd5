import type { Codes } from './codes.ts'
import { hexValues, noDigit, unreadable } from './readable.ts'

const hyphen = '-'.charCodeAt(0)
const noDigits = 128

/** By the codes of two ASCII characters, 1 where the byte they are the hex digits of is not to be met in text. */
const odd = new Uint8Array(128 * 128)
for (let high = 0; high < 128; high++)
  for (let low = 0; low < 128; low++) {
    const [first, second] = [hexValues[high]!, hexValues[low]!]
    odd[(high << 7) | low] =
      first === noDigit || second === noDigit ? noDigits : unreadable((first << 4) | second)
  }

/**
 * Where a UUID that begins here ends, if it is none whose bytes read as text; 0 otherwise. Answers are full of
 * UUIDs: such a one encodes no secret, since secrets are text, and none of their other forms looks like it.
 */
export function endOfIdleUuid(codes: Codes, start: number): number {
  if (
    codes[start + 8] !== hyphen ||
    codes[start + 13] !== hyphen ||
    codes[start + 18] !== hyphen ||
    codes[start + 23] !== hyphen ||
    start + 36 > codes.length
  )
    return 0
  let found = 0
  let seen = 0
  let codesSeen = 0
  for (let at = start; at < start + 36; at += 2) {
    if (codes[at] === hyphen) at++
    const [high, low] = [codes[at]!, codes[at + 1]!]
    codesSeen |= high | low
    const one = odd[((high & 127) << 7) | (low & 127)]!
    seen |= one
    found += one
  }
  return codesSeen < 128 && seen < noDigits && found > 3 ? start + 36 : 0
}
