import { encodedCharacters, type EncodedCharacters } from './encodings.ts'

/** Length of the longest run of each kind of characters. */
export type Runs = Readonly<Record<EncodedCharacters, number>>

const bits = { any: 1, base58: 2, base32: 4, hex: 8 } as const
const kinds = ['base58', 'base32', 'hex'] as const

// As long as there are UTF-16 codes: a lookup that cannot miss is several times faster.
const kindsOf = new Uint8Array(0x10000)
for (const [kind, characters] of Object.entries(encodedCharacters))
  for (const character of characters) {
    const code = character.charCodeAt(0)
    kindsOf[code] = (kindsOf[code] ?? 0) | bits[kind as EncodedCharacters]
  }

/** Shorter stretches may occur in an encoding of something else, so they do not interrupt it. */
const shortestInterruption = 16

/**
 * Lengths of the longest runs of characters in a text that may be the encoding of something. What is known
 * to be something else, by its ranges, belongs to no run. In a run of any characters shorter than `least`
 * no others are looked for.
 */
export function longestRuns(
  text: string,
  known: readonly (readonly [start: number, end: number])[],
  least: number,
): Runs {
  const longest = { any: 0, base58: 0, base32: 0, hex: 0 }
  let from = 0
  for (const [start, end] of known.toSorted(([one], [other]) => one - other)) {
    if (end - start < shortestInterruption || end <= from) continue
    measure(text, from, start, least, longest)
    from = end
  }
  measure(text, from, text.length, least, longest)
  return longest
}

function measure(
  text: string,
  from: number,
  to: number,
  least: number,
  longest: Record<EncodedCharacters, number>,
): void {
  let start = from
  for (let at = from; at <= to; at++) {
    if (at < to && kindsOf[text.charCodeAt(at)] !== 0) continue
    const length = at - start
    if (length > longest.any) longest.any = length
    if (length >= least)
      for (const kind of kinds)
        longest[kind] = Math.max(longest[kind], longestOf(bits[kind], text, start, at))
    start = at + 1
  }
}

function longestOf(bit: number, text: string, from: number, to: number): number {
  let longest = 0
  let run = 0
  for (let at = from; at < to; at++) {
    run = ((kindsOf[text.charCodeAt(at)] ?? 0) & bit) === 0 ? 0 : run + 1
    if (run > longest) longest = run
  }
  return longest
}
