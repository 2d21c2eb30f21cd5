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

/** Replaces overlapping hits as one stretch, named after the one that explains it best. */
export function replaceHits(text: string, hits: readonly Hit[], replace: (hit: Hit) => string): string {
  const pieces: string[] = []
  let done = 0
  for (const { start, end, hits: within } of merge(hits)) {
    pieces.push(text.slice(done, start), replace(best(within, end - start)))
    done = end
  }
  return pieces.join('') + text.slice(done)
}

interface Stretch {
  readonly start: number
  end: number
  readonly hits: Hit[]
}

function merge(hits: readonly Hit[]): readonly Stretch[] {
  const merged: Stretch[] = []
  for (const hit of hits) {
    const last = merged.at(-1)
    if (last === undefined || hit.start >= last.end) {
      merged.push({ start: hit.start, end: hit.end, hits: [hit] })
    } else {
      last.end = Math.max(last.end, hit.end)
      last.hits.push(hit)
    }
  }
  return merged
}

/** Characters from the first to the last of the hits, which come in order; 0 where there is none or a gap between them. */
function extent(hits: readonly Hit[]): number {
  const [stretch, ...more] = merge(hits)
  return stretch === undefined || more.length > 0 ? 0 : stretch.end - stretch.start
}

/** The longest, but the secret itself before an edit of it whose encoding is the same but for a bit at its end. */
function best(hits: readonly Hit[], length: number): Hit {
  const most = longest(hits)
  if (!most.known.edited || most.form === 'exact') return most
  const whole = hits.filter(({ known }) => !known.edited)
  return extent(whole) === length ? longest(whole) : most
}

function longest(hits: readonly Hit[]): Hit {
  return hits.reduce((most, hit) => (hit.end - hit.start > most.end - most.start ? hit : most))
}
