import { constantPrefix } from './strength.ts'
import type { SecretSample } from './types.ts'

/** Characters an encoded object takes at least. */
const leastReadable = 8

/** What several secrets of one kind have in common; statistics can refute randomness, never prove it. */
export function sampleOf(values: readonly string[]): SecretSample {
  const texts = values.map((value) => Array.from(value))
  const shortest = Math.min(...texts.map((text) => text.length))
  const longest = Math.max(...texts.map((text) => text.length))
  const columns = Array.from(
    { length: Number.isFinite(shortest) ? shortest : 0 },
    (_, at) => new Set(texts.map((text) => text[at]!)),
  )
  const prefix = columns.findIndex((column) => column.size > 1)
  const varying = columns.filter((column) => column.size > 1)
  const alphabet = alphabetOf(
    texts.flatMap((text) => text.slice(Math.max(prefix, 0))).filter((char) => !'-_.|:'.includes(char)),
  )
  // What stands beyond the shortest secret differs in length at least, so it is counted as random.
  const random = varying.length + (longest - shortest)
  return {
    count: values.length,
    prefixLength: prefix < 0 ? shortest : prefix,
    randomPositions: random,
    sharedVariety: new Set(
      columns
        .slice(constantPrefix(values[0] ?? '').length)
        .flatMap((column) => (column.size === 1 ? [...column] : [])),
    ).size,
    alphabetSize: alphabet,
    bits: Math.floor(random * Math.log2(alphabet)),
    structured: structureOf(values),
  }
}

function alphabetOf(chars: readonly string[]): number {
  const text = chars.join('')
  if (/^\d*$/.test(text)) return 10
  if (/^(?:[\da-f]*|[\dA-F]*)$/.test(text)) return 16
  if (/^(?:[a-z]*|[A-Z]*)$/.test(text)) return 26
  if (/^(?:[a-z\d]*|[A-Z\d]*)$/.test(text)) return 36
  return /^[A-Za-z\d]*$/.test(text) ? 62 : 64
}

/** The name of the readable structure that every value turns out to be once decoded; null for none. */
function structureOf(values: readonly string[]): SecretSample['structured'] {
  const each = (test: (value: string) => boolean): boolean => values.length > 0 && values.every(test)
  if (each((value) => /^ey[\w-]+\.ey[\w-]+\.[\w-]*$/.test(value))) return 'JWT'
  if (
    each((value) =>
      value
        .split(/[_\-|.:]/)
        .concat(value)
        .some(isJsonEncoded),
    )
  )
    return 'JSON'
  return null
}

function isJsonEncoded(part: string): boolean {
  return (['base64url', 'hex'] as const).some((encoding) => {
    if (
      part.length < leastReadable ||
      (encoding === 'hex' && (part.length % 2 === 1 || /[^\da-f]/i.test(part)))
    )
      return false
    const text = Buffer.from(part, encoding).toString('utf8')
    try {
      const value: unknown = JSON.parse(text)
      return typeof value === 'object' && value !== null
    } catch {
      return false
    }
  })
}
