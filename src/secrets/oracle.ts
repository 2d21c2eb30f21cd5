import { createCodes, type Codes } from './codes.ts'
import { decodedParts, shortestHiding, type Decoded, type DecodedBefore } from './decode.ts'
import { writtenForms, writtenFormsOfEdited, type Form } from './encodings.ts'
import { createNeedles, shortestNeedle, type Needles, type Report } from './needles.ts'
import { longestRuns, stretchesAt, stretchesOf, type Stretches } from './runs.ts'
import { tokenRanges } from './token.ts'
import { isMasked } from './traits.ts'
import type { Known } from './types.ts'
import { createWaiting } from './waiting.ts'
import { escapeIn, unescapedFormsOf, viewsOf, type View } from './views.ts'

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

const deepest = 3
const leastDecoded = 1_000_000
const none: never[] = []

interface Entry {
  readonly known: Known
  readonly form: Form
}

interface Index {
  readonly needles: Needles
  /** By the number of their needle. */
  readonly entries: Entry[]
}

function createIndex(apart: number): Index {
  return { needles: createNeedles(apart), entries: [] }
}

function addTo({ needles, entries }: Index, known: Known, form: Form): void {
  if (form.text.length >= shortestNeedle) entries[needles.add(form.text, form.anyCase)] = { known, form }
}

/** An oracle that knows nothing yet. */
export function createOracle(): Oracle {
  // Written forms are looked for in every text; encoded ones are many, and looked for in few texts.
  const written = createIndex(12)
  const encoded = createIndex(4)
  const waiting = createWaiting()
  const read = createCodes()
  let isEmpty = true
  let shortestMade = Number.POSITIVE_INFINITY
  let shortestWritten = Number.POSITIVE_INFINITY

  /** Searches a text as it stands, and gives the stretches of encoding characters that are new in it. */
  function searchIn(text: string, codes: Codes, view: View | undefined, add: (hit: Hit) => void): Stretches {
    let acceptance: Acceptor | undefined
    let explained: [start: number, end: number][] | undefined
    const meet: Report = (number, start, end) => {
      const entry = written.entries[number]
      if (entry === undefined || !(acceptance ??= acceptor(text, view, add)).accept(entry, start, end)) return
      // What an edited secret looks like may be an encoding of the secret itself.
      if (!entry.known.edited) (explained ??= []).push([start, end])
    }
    const least = Math.min(shortestHiding(shortestWritten), shortestMade, waiting.shortest())
    // Away from what a view changes, it is no other than the text it is a view of.
    const isWhole = view === undefined
    if (isWhole) written.needles.search(text, codes, meet)
    else written.needles.searchAt(text, codes, view.changes, meet)
    const stretches = isWhole ? stretchesOf(codes, least) : stretchesAt(codes, view.changes, least)
    makeEncodings(codes, stretches, explained)
    if (hasLonger(stretches, shortestMade)) {
      const meetEncoded: Report = (number, start, end) => {
        const entry = encoded.entries[number]
        if (entry !== undefined) (acceptance ??= acceptor(text, view, add)).accept(entry, start, end)
      }
      for (let at = 0; at < stretches.length; at += 2) {
        const from = stretches[at] ?? 0
        const to = stretches[at + 1] ?? 0
        if (to - from >= shortestMade) encoded.needles.search(text, codes, meetEncoded, from, to)
      }
    }
    acceptance?.finish()
    return stretches
  }

  function makeEncodings(codes: Codes, stretches: Stretches, explained: readonly Range[] = []): void {
    if (!hasLonger(stretches, waiting.shortest())) return
    waiting.make(longestRuns(codes, stretches, explained, waiting.shortestOfKind()), (known, form) => {
      addTo(encoded, known, form)
      shortestMade = Math.min(shortestMade, form.text.length)
    })
  }

  function addWritten(known: Known, form: Form): void {
    addTo(written, known, form)
    shortestWritten = Math.min(shortestWritten, form.text.length)
  }

  // The budget keeps a text built of nested archives from being unpacked for hours.
  function scan(text: string, depth: number, budget: { left: number }, add: (hit: Hit) => void): void {
    const codes = read(text)
    const stretches = searchIn(text, codes, undefined, add)
    const before: DecodedBefore = {}
    let parts: Decoded[] | undefined
    const decode = (text: string, codes: Codes, stretches: Stretches, view: View | undefined): void => {
      if (depth === deepest || stretches.length === 0) return
      for (const part of decodedParts(text, codes, stretches, before)) {
        const [start, end] = view?.source(part.start, part.end) ?? [part.start, part.end]
        ;(parts ??= []).push({ ...part, start, end })
      }
    }
    decode(text, codes, stretches, undefined)
    for (const view of viewsOf(text)) {
      const codes = read(view.text)
      decode(
        view.text,
        codes,
        searchIn(view.text, codes, view, (hit) => add(escaped(hit, text))),
        view,
      )
    }
    for (const part of parts ?? none) {
      budget.left -= part.text.length
      if (budget.left < 0) return
      scan(part.text, depth + 1, budget, ({ known, form }) => {
        add({
          start: part.start,
          end: part.end,
          known,
          form: form === 'exact' ? part.form : `${part.form} ${form}`,
        })
      })
    }
  }

  return {
    learn(value, known) {
      // Of a masked value little is left, and that little in another letter case is another key's.
      const exactly = isMasked(value)
      for (const form of known.edited ? writtenFormsOfEdited(value) : writtenForms(value))
        addWritten(known, exactly ? { ...form, anyCase: false } : form)
      for (const text of unescapedFormsOf(value))
        addWritten(known, { text, form: 'exact', anyCase: false, bounded: text.length < 12 })
      waiting.add(value, known)
      isEmpty = false
    },
    find(text) {
      if (isEmpty || text.length < shortestNeedle) return none
      let hits: Hit[] | undefined
      const budget = { left: Math.max(leastDecoded, 4 * text.length) }
      scan(text, 0, budget, (hit) => void (hits ??= []).push(hit))
      return hits === undefined ? none : settled(hits)
    },
  }
}

type Range = readonly [start: number, end: number]

function hasLonger(stretches: Stretches, length: number): boolean {
  for (let at = 0; at < stretches.length; at += 2)
    if ((stretches[at + 1] ?? 0) - (stretches[at] ?? 0) >= length) return true
  return false
}

/** Turns matches into hits. */
interface Acceptor {
  /** Takes a match unless it stands in a token or inside a longer word; says whether it did. */
  accept(entry: Entry, start: number, end: number): boolean
  /** Gives the last hits, after the last match. */
  finish(): void
}

function acceptor(text: string, view: View | undefined, add: (hit: Hit) => void): Acceptor {
  const tokens = tokenRanges(text)
  // A secret such as `xxxxxxxx` is met anew at every letter of a longer run of them, which is one hit.
  const open = new Map<Entry, { start: number; end: number }>()
  const close = ({ known, form }: Entry, start: number, end: number): void => {
    const { alphabet } = form
    const first = alphabet !== undefined && alphabet.test(text[start - 1] ?? '') ? start - 1 : start
    const last = pastEncoding(text, end, alphabet)
    const [from, to] = view?.source(first, last) ?? [first, last]
    add({ start: from, end: to, known, form: formOf(form, text.slice(start, start + form.text.length)) })
  }
  return {
    accept(entry, start, end) {
      if (entry.form.bounded && !isBounded(text, start, end)) return false
      for (const [from, to] of tokens) if (start < to && end > from) return false
      const before = open.get(entry)
      if (before !== undefined && start < before.end && end > before.start) {
        before.start = Math.min(before.start, start)
        before.end = Math.max(before.end, end)
        return true
      }
      if (before !== undefined) close(entry, before.start, before.end)
      open.set(entry, { start, end })
      return true
    },
    finish() {
      for (const [entry, { start, end }] of open) close(entry, start, end)
    },
  }
}

/** A hit in a view under the name of the escape that the text itself uses there. */
function escaped(hit: Hit, text: string): Hit {
  const escape = escapeIn(text.slice(hit.start, hit.end))
  if (escape === 'exact') return hit
  return { ...hit, form: hit.form === 'exact' ? escape : `${escape} ${hit.form}` }
}

/** By start, then the longest first; of one and the same stretch what looks most alike, and a secret before an edit of it. */
function inOrder(one: Hit, other: Hit): number {
  const apart = one.start - other.start || other.end - one.end || rank(one.form) - rank(other.form)
  return apart || Number(one.known.edited) - Number(other.known.edited)
}

/** Hits are few as a rule, and two are put in order sooner than a sort begins. */
function ordered(hits: readonly Hit[]): readonly Hit[] {
  const [one, other] = hits
  if (one === undefined || other === undefined) return hits
  if (hits.length > 2) return hits.toSorted(inOrder)
  return inOrder(one, other) <= 0 ? hits : [other, one]
}

/** Hits by start and then the longest first, each stretch and secret once. */
function settled(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  let group = 0
  for (const hit of ordered(hits)) {
    const last = kept.at(-1)
    if (last?.start !== hit.start || last.end !== hit.end) group = kept.length
    let same = group
    while (same < kept.length && kept[same]?.known.name !== hit.known.name) same++
    if (rank(hit.form) < rank(kept[same]?.form)) kept[same] = hit
  }
  return kept
}

// The simplest account of one and the same stretch is the one to report.
function rank(form: string | undefined): number {
  if (form === undefined) return Number.POSITIVE_INFINITY
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
