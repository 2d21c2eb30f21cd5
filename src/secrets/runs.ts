import { kindBits, kindsOf, type EncodedCharacters } from './characters.ts'
import type { Codes } from './codes.ts'
import { endOfIdleUuid } from './uuid.ts'

/** Where characters that encodings are made of follow one another: start and end offsets in turn. */
export type Stretches = readonly number[]

const none: Stretches = []

/** The stretches of a text with at least so many characters, without the UUIDs that encode nothing. */
export function stretchesOf(codes: Codes, least: number): Stretches {
  let stretches: number[] | undefined
  const { length } = codes
  // In reach of the loop, and written out in it: every character of every answer may pass here.
  const kinds = kindsOf
  // A stretch that is long enough covers one of the characters looked at.
  for (let at = least - 1; at < length; at += least) {
    if (kinds[codes[at]!] === 0) continue
    let start = at - 1
    while (start >= 0 && kinds[codes[start]!] !== 0) start--
    start++
    const past = endOfIdleUuid(codes, start)
    if (past > 0 && (past === length || kinds[codes[past]!] === 0)) {
      at = past
      continue
    }
    at++
    while (at < length && kinds[codes[at]!] !== 0) at++
    if (at - start >= least) (stretches ??= []).push(start, at)
  }
  return stretches ?? none
}

/** Those of them that hold or touch one of some ranges: start and end offsets in turn, in order. */
export function stretchesAt(codes: Codes, ranges: readonly number[], least: number): Stretches {
  let stretches: number[] | undefined
  let done = 0
  for (let range = 0; range < ranges.length; range += 2) {
    const last = Math.min(ranges[range + 1] ?? 0, codes.length - 1)
    for (let at = Math.max((ranges[range] ?? 0) - 1, done); at <= last; at++) {
      if (kindsOf[codes[at]!] === 0) continue
      const start = startOf(codes, at, 0, any)
      done = endOf(codes, at, codes.length, any)
      if (done - start >= least) (stretches ??= []).push(start, done)
      at = done
    }
  }
  return stretches ?? none
}

const { any } = kindBits

function startOf(codes: Codes, at: number, from: number, bit: number): number {
  let start = at
  while (start > from && (kindsOf[codes[start - 1]!]! & bit) !== 0) start--
  return start
}

function endOf(codes: Codes, at: number, to: number, bit: number): number {
  let end = at + 1
  while (end < to && (kindsOf[codes[end]!]! & bit) !== 0) end++
  return end
}

/** Length of the longest run of each kind of characters. */
export type Runs = Readonly<Record<EncodedCharacters, number>>

const narrowKinds = ['base58', 'base32', 'hex'] as const

/** Shorter ones may occur in an encoding of something else, so they do not interrupt it. */
const shortestInterruption = 16

/**
 * Lengths of the longest runs of characters, within the stretches of a text, that may be the encoding of
 * something. What is known to be something else, by its ranges, belongs to no run. Of
 * any characters the length is exact; of the others it is where it is no less than `least`.
 */
export function longestRuns(
  codes: Codes,
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
      measure(codes, from, start, least, longest)
      from = Math.max(from, last)
    }
    measure(codes, from, end, least, longest)
  }
  return longest
}

function measure(
  codes: Codes,
  from: number,
  to: number,
  least: number,
  longest: Record<EncodedCharacters, number>,
): void {
  const length = to - from
  if (length > longest.any) longest.any = length
  for (const kind of narrowKinds)
    for (let at = from + least - 1; at < to; at += least) {
      if ((kindsOf[codes[at]!]! & kindBits[kind]) === 0) continue
      const end = endOf(codes, at, to, kindBits[kind])
      longest[kind] = Math.max(longest[kind], end - startOf(codes, at, from, kindBits[kind]))
      at = end
    }
}
