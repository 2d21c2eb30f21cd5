import type { Hit, Oracle } from './oracle.ts'

const mostPasses = 8

/** Replaces every stretch that shows a secret by the secret's token, until the oracle finds none. */
export function redactWith(oracle: Oracle, text: string): string {
  let redacted = text
  for (let pass = 0; pass < mostPasses; pass++) {
    const hits = oracle.find(redacted)
    if (hits.length === 0) return redacted
    redacted = replaceHits(redacted, hits, (hit) => hit.known.token)
  }
  // Texts built so that each replacement uncovers another secret are not worth keeping.
  return oracle.find(redacted).length === 0 ? redacted : '<redacted>'
}

/** Replaces overlapping hits as one stretch, named after the longest of them. */
export function replaceHits(text: string, hits: readonly Hit[], replace: (hit: Hit) => string): string {
  const pieces: string[] = []
  let done = 0
  for (const { start, end, longest } of merge(hits)) {
    pieces.push(text.slice(done, start), replace(longest))
    done = end
  }
  return pieces.join('') + text.slice(done)
}

function merge(hits: readonly Hit[]): { start: number; end: number; longest: Hit }[] {
  const merged: { start: number; end: number; longest: Hit }[] = []
  for (const hit of hits) {
    const last = merged.at(-1)
    if (last === undefined || hit.start >= last.end) {
      merged.push({ start: hit.start, end: hit.end, longest: hit })
    } else {
      last.end = Math.max(last.end, hit.end)
      if (hit.end - hit.start > last.longest.end - last.longest.start) last.longest = hit
    }
  }
  return merged
}
