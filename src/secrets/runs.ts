import { kindBits, kindsOf, type EncodedCharacters } from './characters.ts'

/** Where characters that encodings are made of follow one another: start and end offsets in turn. */
export type Stretches = readonly number[]

const none: Stretches = []

/** The stretches of a text with at least so many characters. */
export function stretchesOf(text: string, least: number): Stretches {
  let stretches: number[] | undefined
  // One that is long enough covers one of the characters looked at.
  for (let at = least - 1; at < text.length; at += least) {
    if (kindsOf[text.charCodeAt(at)] === 0) continue
    let start = at
    while (start > 0 && kindsOf[text.charCodeAt(start - 1)] !== 0) start--
    let end = at + 1
    while (end < text.length && kindsOf[text.charCodeAt(end)] !== 0) end++
    if (end - start >= least) (stretches ??= []).push(start, end)
    at = end
  }
  return stretches ?? none
}

/** Length of the longest run of each kind of characters. */
export type Runs = Readonly<Record<EncodedCharacters, number>>

/** Shorter ones may occur in an encoding of something else, so they do not interrupt it. */
const shortestInterruption = 16

/**
 * Lengths of the longest runs of characters, within the stretches of a text, that may be the encoding of
 * something. What is known to be something else, by its ranges, belongs to no run. In a run of any characters
 * shorter than `least` no others are looked for.
 */
export function longestRuns(
  text: string,
  stretches: Stretches,
  known: readonly (readonly [start: number, end: number])[],
  least: number,
): Runs {
  const longest = { any: 0, base58: 0, base32: 0, hex: 0 }
  const long = known.filter(([start, end]) => end - start >= shortestInterruption)
  const isInOrder = long.every(([start], at) => at === 0 || (long[at - 1]?.[0] ?? 0) <= start)
  const interruptions = isInOrder ? long : long.toSorted(([one], [other]) => one - other)
  let next = 0
  for (let at = 0; at < stretches.length; at += 2) {
    let from = stretches[at] ?? 0
    const end = stretches[at + 1] ?? 0
    while ((interruptions[next]?.[1] ?? end) <= from) next++
    for (let inside = next; (interruptions[inside]?.[0] ?? end) < end; inside++) {
      const [start, last] = interruptions[inside] ?? [end, end]
      measure(text, from, start, least, longest)
      from = Math.max(from, last)
    }
    measure(text, from, end, least, longest)
  }
  return longest
}

function measure(
  text: string,
  from: number,
  to: number,
  least: number,
  longest: Record<EncodedCharacters, number>,
): void {
  const length = to - from
  if (length > longest.any) longest.any = length
  if (length < least) return
  let base58 = 0
  let base32 = 0
  let hex = 0
  for (let at = from; at < to; at++) {
    const kinds = kindsOf[text.charCodeAt(at)] ?? 0
    base58 = (kinds & kindBits.base58) === 0 ? 0 : base58 + 1
    base32 = (kinds & kindBits.base32) === 0 ? 0 : base32 + 1
    hex = (kinds & kindBits.hex) === 0 ? 0 : hex + 1
    if (base58 > longest.base58) longest.base58 = base58
    if (base32 > longest.base32) longest.base32 = base32
    if (hex > longest.hex) longest.hex = hex
  }
}
