import { createHash } from 'node:crypto'
import { constantPrefix } from './strength.ts'
import type { SecretOverlap } from './types.ts'

const longestCompared = 4096
const shortestDigest = 16

/** How much of a value a text shows in clear. */
export function overlapOf(value: string, text: string): SecretOverlap {
  const shown = text.slice(0, longestCompared)
  let leading = 0
  while (leading < Math.min(value.length, shown.length) && value[leading] === shown[leading]) leading++
  let trailing = 0
  while (
    trailing < Math.min(value.length, shown.length) &&
    value.at(-1 - trailing) === shown.at(-1 - trailing)
  )
    trailing++
  return { leading, trailing, longest: longestCommon(value.slice(0, longestCompared), shown) }
}

function longestCommon(a: string, b: string): number {
  let longest = 0
  let previous = new Uint16Array(b.length + 1)
  for (let i = 1; i <= a.length; i++) {
    const row = new Uint16Array(b.length + 1)
    for (let j = 1; j <= b.length; j++) {
      if (a[i - 1] !== b[j - 1]) continue
      const length = (previous[j - 1] ?? 0) + 1
      row[j] = length
      if (length > longest) longest = length
    }
    previous = row
  }
  return longest
}

/**
 * The name of the plain hash of a value, or of the value without its prefix, that a text holds in hex or
 * base64, 16 characters of it at least; null when it holds none.
 */
export function digestIn(value: string, text: string): string | null {
  const folded = text.toLowerCase()
  for (const part of new Set([value, value.slice(constantPrefix(value).length)])) {
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const digest = createHash(algorithm).update(part).digest()
      if (folded.includes(digest.toString('hex').slice(0, shortestDigest))) return algorithm
      if (text.includes(digest.toString('base64').slice(0, shortestDigest))) return algorithm
      if (text.includes(digest.toString('base64url').slice(0, shortestDigest))) return algorithm
    }
  }
  return null
}
