import type fc from 'fast-check'
import { bounded } from './bounded.ts'
import { codePoints } from './canonical.ts'
import type { Alphabet } from './characters.ts'
import { textOf } from './characters.ts'
import { formatted, plainFormats, stretched } from './formats.ts'
import type { Keywords } from './intersect.ts'
import { matching } from './patterns.ts'

/** Longest string made where no keyword asks for more, in code points. */
const usualLength = 40

/** Strings that satisfy the string keywords, or in hard cases might; null when the lengths contradict. */
export function strings(
  keywords: Keywords,
  alphabet: Alphabet,
  atLeast: number,
): fc.Arbitrary<string> | null {
  const least = (keywords['minLength'] as number | undefined) ?? 0
  const most = (keywords['maxLength'] as number | undefined) ?? Infinity
  if (least > most) return null
  const minLength = Math.min(Math.max(least, atLeast), most)
  const maxLength = Math.min(most, Math.max(usualLength, minLength + 4))
  const fits = (text: string): boolean => {
    const length = codePoints(text)
    return length >= minLength && length <= most
  }
  const { pattern, format } = keywords
  const inFormat = typeof format === 'string' ? formatted(format) : null
  if (inFormat !== null) {
    if (minLength === 0 && most === Infinity) return inFormat
    const long = inFormat.map((text) => stretched(String(format), text, minLength - codePoints(text)))
    return bounded(long, fits)
  }
  if (typeof pattern === 'string') {
    const matched = matching(pattern, minLength, most)
    if (matched !== null) return bounded(matched, fits)
  }
  if (typeof format === 'string' && !plainFormats.has(format))
    return textOf('ascii', Math.max(minLength, Math.min(1, most)), maxLength)
  return textOf(alphabet, minLength, maxLength)
}
