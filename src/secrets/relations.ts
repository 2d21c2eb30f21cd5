import { createHash, createHmac } from 'node:crypto'
import { crc32 } from 'node:zlib'
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
 * The name of what a text holds that anyone can compute from a value, or from the value without its prefix: a plain
 * hash, or an HMAC keyed with one of the names under which the key is known, in hex or base64, 16 characters of it at
 * least; or its CRC-32 as a word of its own. null when it holds none.
 */
export function digestIn(value: string, text: string, names: readonly string[] = []): string | null {
  const folded = text.toLowerCase()
  const words = new Set(folded.match(/[\da-f]+/g))
  const shows = (digest: Buffer): boolean =>
    folded.includes(digest.toString('hex').slice(0, shortestDigest)) ||
    text.includes(digest.toString('base64').slice(0, shortestDigest)) ||
    text.includes(digest.toString('base64url').slice(0, shortestDigest))
  for (const part of new Set([value, value.slice(constantPrefix(value).length)])) {
    for (const algorithm of algorithms) {
      if (shows(createHash(algorithm).update(part).digest())) return algorithm
      if (names.some((name) => shows(createHmac(algorithm, name).update(part).digest())))
        return `hmac-${algorithm}`
    }
    const sum = crc32(part)
    if (words.has(sum.toString(16).padStart(8, '0')) || words.has(String(sum))) return 'crc32'
  }
  return null
}

const algorithms = ['md5', 'sha1', 'sha256', 'sha512'] as const
