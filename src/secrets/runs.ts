import { encodedCharacters } from './encodings.ts'

// As long as there are UTF-16 codes: a lookup that cannot miss is several times faster.
const isEncoded = new Uint8Array(0x10000)
for (const character of encodedCharacters) isEncoded[character.charCodeAt(0)] = 1

/** Shorter stretches may occur in an encoding of something else, so they do not interrupt it. */
const shortestInterruption = 16

/**
 * Length of the longest run of characters in a text that may be the encoding of something. What is known to
 * be something else, by its ranges, belongs to no run.
 */
export function longestRun(text: string, known: readonly (readonly [start: number, end: number])[]): number {
  const skips = known
    .filter(([start, end]) => end - start >= shortestInterruption)
    .toSorted(([one], [other]) => one - other)
  let skip = 0
  let longest = 0
  let run = 0
  for (let at = 0; at < text.length; at++) {
    while (skip < skips.length && (skips[skip]?.[1] ?? 0) <= at) skip++
    const inside = (skips[skip]?.[0] ?? Number.POSITIVE_INFINITY) <= at
    run = inside || isEncoded[text.charCodeAt(at)] === 0 ? 0 : run + 1
    if (run > longest) longest = run
  }
  return longest
}
