import { decodedParts } from './decode.ts'
import { formsOf, formsOfEdited, type Encoding, type EncodedCharacters, type Form } from './encodings.ts'
import { createNeedles, shortestNeedle, type Needles } from './needles.ts'
import { longestRuns, type Runs } from './runs.ts'
import { tokenRanges } from './token.ts'
import type { SecretKind } from './types.ts'
import { escapeIn, unescapedFormsOf, viewsOf, type View } from './views.ts'

/** A secret as the oracle knows it. */
interface Known {
  /** `k1`, or for an edited secret that was sent, `k1|drop-last`. */
  readonly name: string
  readonly token: string
  readonly kind: SecretKind
  /** An edit of another secret. */
  readonly edited: boolean
}

/** A stretch of text that shows a secret. */
export interface Hit {
  readonly start: number
  readonly end: number
  readonly known: Known
  readonly form: string
}

/** Finds every secret it has learned in any text, in every form it knows. */
export interface Oracle {
  learn(value: string, known: Known): void
  /** All hits, by start and then the longest first; none inside a token. */
  find(text: string): Hit[]
}

const kinds: readonly EncodedCharacters[] = ['any', 'base58', 'base32', 'hex']
const deepest = 3
const leastDecoded = 1_000_000

interface Index {
  readonly needles: Needles
  /** By the number of their needle. */
  readonly entries: { readonly known: Known; readonly form: Form }[]
}

/** An encoding of a secret that no text was long enough for yet. */
interface Unmade {
  readonly known: Known
  readonly encoding: Encoding
}

function createIndex(): Index {
  return { needles: createNeedles(), entries: [] }
}

function addTo({ needles, entries }: Index, known: Known, form: Form): void {
  if (form.text.length >= shortestNeedle) entries[needles.add(form.text, form.anyCase)] = { known, form }
}

/** An oracle that knows nothing yet. */
export function createOracle(): Oracle {
  const written = createIndex()
  const encoded = createIndex()
  // The same keys, ids and media types are met again and again.
  const barren = new Set<string>()
  let isEmpty = true
  // Encodings are costly to make, and few texts have a run of characters that is long enough to be one.
  const unmade: Readonly<Record<EncodedCharacters, Map<number, Unmade[]>>> = {
    any: new Map(),
    base58: new Map(),
    base32: new Map(),
    hex: new Map(),
  }
  const shortestUnmade: Record<EncodedCharacters, number> = {
    any: Number.POSITIVE_INFINITY,
    base58: Number.POSITIVE_INFINITY,
    base32: Number.POSITIVE_INFINITY,
    hex: Number.POSITIVE_INFINITY,
  }
  let shortestMade = Number.POSITIVE_INFINITY

  function searchIn(text: string, view: View | undefined, add: (hit: Hit) => void): void {
    const found: (readonly [start: number, end: number])[] = []
    searchWith(written, text, view, (hit, start, end) => {
      // What an edited secret looks like may be an encoding of the secret itself.
      if (!hit.known.edited) found.push([start, end])
      add(hit)
    })
    const { base58, base32, hex } = shortestUnmade
    const longest = longestRuns(text, found, Math.min(base58, base32, hex))
    makeEncodings(longest)
    if (longest.any >= shortestMade) searchWith(encoded, text, view, add)
  }

  function makeEncodings(longest: Runs): void {
    for (const characters of kinds) {
      if (longest[characters] < shortestUnmade[characters]) continue
      const byLength = unmade[characters]
      for (const [shortest, waiting] of byLength) {
        if (shortest > longest[characters]) continue
        byLength.delete(shortest)
        for (const { known, encoding } of waiting)
          for (const form of encoding.forms()) {
            addTo(encoded, known, form)
            shortestMade = Math.min(shortestMade, form.text.length)
          }
      }
      shortestUnmade[characters] = Math.min(...byLength.keys())
    }
  }

  function wait(known: Known, encoding: Encoding): void {
    const { characters, shortest } = encoding
    const waiting = unmade[characters].get(shortest)
    if (waiting === undefined) unmade[characters].set(shortest, [{ known, encoding }])
    else waiting.push({ known, encoding })
    shortestUnmade[characters] = Math.min(shortestUnmade[characters], shortest)
  }

  function searchWith(
    { needles, entries }: Index,
    text: string,
    view: View | undefined,
    add: (hit: Hit, start: number, end: number) => void,
  ): void {
    let tokens: ReturnType<typeof tokenRanges> | undefined
    needles.search(text, (number, start, end) => {
      const entry = entries[number]
      if (entry === undefined || (entry.form.bounded && !isBounded(text, start, end))) return
      tokens ??= tokenRanges(text)
      if (tokens.some(([from, to]) => start < to && end > from)) return
      const { alphabet } = entry.form
      const first = alphabet !== undefined && alphabet.test(text[start - 1] ?? '') ? start - 1 : start
      const last = pastEncoding(text, end, alphabet)
      const [from, to] = view?.source(first, last) ?? [first, last]
      const hit = {
        start: from,
        end: to,
        known: entry.known,
        form: formOf(entry.form, text.slice(start, end)),
      }
      add(hit, start, end)
    })
  }

  // The budget keeps a text built of nested archives from being unpacked for hours.
  function scan(text: string, depth: number, budget: { left: number }, add: (hit: Hit) => void): void {
    searchIn(text, undefined, add)
    const views = viewsOf(text)
    for (const view of views) {
      searchIn(view.text, view, (hit) => {
        const escape = escapeIn(text.slice(hit.start, hit.end))
        add(
          escape === 'exact'
            ? hit
            : { ...hit, form: hit.form === 'exact' ? escape : `${escape} ${hit.form}` },
        )
      })
    }
    if (depth === deepest) return
    const decoded = new Set<string>()
    for (const view of [undefined, ...views]) {
      for (const part of decodedParts(view?.text ?? text, decoded, barren)) {
        budget.left -= part.text.length
        if (budget.left < 0) return
        const [start, end] = view?.source(part.start, part.end) ?? [part.start, part.end]
        scan(part.text, depth + 1, budget, ({ known, form }) => {
          add({ start, end, known, form: form === 'exact' ? part.form : `${part.form} ${form}` })
        })
      }
    }
  }

  return {
    learn(value, known) {
      const forms = known.edited ? formsOfEdited(value) : formsOf(value)
      const unescaped = unescapedFormsOf(value).map((text): Form => {
        return { text, form: 'exact', anyCase: false, bounded: text.length < 12 }
      })
      for (const form of [...forms.written, ...unescaped]) addTo(written, known, form)
      for (const encoding of forms.encoded) wait(known, encoding)
      isEmpty = false
    },
    find(text) {
      if (isEmpty) return []
      const hits = new Map<string, Hit>()
      scan(text, 0, { left: Math.max(leastDecoded, 4 * text.length) }, (hit) => {
        const key = `${hit.start} ${hit.end} ${hit.known.name}`
        const other = hits.get(key)
        if (other === undefined || rank(hit.form) < rank(other.form)) hits.set(key, hit)
      })
      if (hits.size === 0) return []
      return [...hits.values()].toSorted((a, b) => a.start - b.start || b.end - a.end)
    },
  }
}

// The simplest account of one and the same stretch is the one to report.
function rank(form: string): number {
  return form === 'exact' ? 0 : form.length
}

function formOf({ form, text }: Form, found: string): string {
  return form === 'exact' && found !== text ? 'letter-case' : form
}

function isBounded(text: string, start: number, end: number): boolean {
  return !/[A-Za-z0-9]/.test(text[start - 1] ?? '') && !/[A-Za-z0-9]/.test(text[end] ?? '')
}

// The next character may still carry bits of the secret; padding never stands alone.
function pastEncoding(text: string, end: number, alphabet: RegExp | undefined): number {
  let last = end
  if (alphabet !== undefined && alphabet.test(text[last] ?? '')) last++
  while (text[last] === '=' && last - end < 3) last++
  return last
}
