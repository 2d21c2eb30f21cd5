import type { Codes } from './codes.ts'
import { hexValues, unreadable } from './readable.ts'

const hyphen = '-'.charCodeAt(0)
/** What outweighs the odd bytes of a whole UUID. */
const noUuid = -100

/** By a byte, 1 where it is not to be met in text. */
const odd = Uint8Array.from({ length: 256 }, (_, byte) => unreadable(byte))

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
  const found =
    oddBytes(codes, start, start + 8) +
    oddBytes(codes, start + 9, start + 13) +
    oddBytes(codes, start + 14, start + 18) +
    oddBytes(codes, start + 19, start + 23) +
    oddBytes(codes, start + 24, start + 36)
  return found > 3 ? start + 36 : 0
}

/** How many of the bytes that digits stand for are not to be met in text. */
function oddBytes(codes: Codes, from: number, to: number): number {
  let found = 0
  let seen = 0
  for (let at = from; at < to; at += 2) {
    const high = hexValues[codes[at]!]!
    const low = hexValues[codes[at + 1]!]!
    seen |= high | low
    found += odd[((high << 4) | low) & 255]!
  }
  return seen < 16 ? found : noUuid
}
