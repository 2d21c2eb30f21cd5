import type { SecretSample } from './types.ts'

const leastReadable = 6

/** What several secrets of one kind have in common; statistics can refute randomness, never prove it. */
export function sampleOf(values: readonly string[]): SecretSample {
  const texts = values.map((value) => Array.from(value))
  const shortest = Math.min(...texts.map((text) => text.length))
  const longest = Math.max(...texts.map((text) => text.length))
  const columns = Array.from({ length: Number.isFinite(shortest) ? shortest : 0 }, (_, at) => new Set(texts.map((text) => text[at]!)))
  const prefix = columns.findIndex((column) => column.size > 1)
  const varying = columns.filter((column) => column.size > 1)
  const alphabet = alphabetOf(texts.flatMap((text) => text.slice(Math.max(prefix, 0))).filter((char) => !'-_.|:'.includes(char)))
  // What stands beyond the shortest secret differs in length at least, so it is counted as random.
  const random = varying.length + (longest - shortest)
  return {
    count: values.length,
    prefixLength: prefix < 0 ? shortest : prefix,
    randomPositions: random,
    constantPositions: prefix < 0 ? 0 : columns.length - prefix - varying.length,
    alphabetSize: alphabet,
    bits: Math.floor(random * Math.log2(alphabet)),
    ascending: values.length > 3 && values.every((value, at) => at === 0 || value > values[at - 1]!),
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
  if (each((value) => value.split(/[_\-|.:]/).concat(value).some((part) => readable(part, /^\s*[[{]/)))) return 'JSON'
  return each((value) => value.split(/[_\-|.:]/).some((part) => readable(part, /^[\x20-\x7e]+$/))) ? 'text' : null
}

function readable(part: string, pattern: RegExp): boolean {
  if (part.length < leastReadable + 2) return false
  return (['base64url', 'hex'] as const).some((encoding) => {
    if (encoding === 'hex' && (part.length % 2 === 1 || /[^\da-f]/i.test(part))) return false
    const text = Buffer.from(part, encoding).toString('latin1')
    return text.length >= leastReadable && pattern.test(text) && /^[\x20-\x7e\s]+$/.test(text)
  })
}
