import type { Codes } from './codes.ts'

/** Called for each occurrence of a needle: its number in the order of adding, and the offsets of the match. */
export type Report = (needle: number, start: number, end: number) => void

/** Searches a text once for any number of needles; needles can be added at any time. */
export interface Needles {
  /** Adds a needle of at least `shortestNeedle` characters and returns its number. */
  add(text: string, anyCase: boolean): number
  /** Searches a text, whose codes are given along with it, or a part of it. */
  search(text: string, codes: Codes, report: Report, from?: number, to?: number): void
  /** Searches only where a match would hold or touch one of some ranges: start and end offsets in turn, in order. */
  searchAt(text: string, codes: Codes, ranges: readonly number[], report: Report): void
}

/** Shorter needles cannot be indexed. */
export const shortestNeedle: number = 6
const gram = shortestNeedle
/** Spreads hashes over the upper bits. */
const spreading = 0x9e3779b1

// ASCII alone: full Unicode folding changes lengths, and no API changes a key's case beyond ASCII.
const folded = Uint16Array.from({ length: 0x10000 }, (_, code) =>
  code >= 65 && code <= 90 ? code + 32 : code,
)

interface Needle {
  readonly text: string
  readonly folded: string
  readonly anyCase: boolean
  /** The first of its indexed offsets. */
  first: number
}

/**
 * An index over all needles by hashes of 6 of their characters, letter case ignored. Of a text only every
 * n-th offset is looked at, so of every needle the 6 characters at n offsets in a row are indexed, one of
 * which is met. n is as large as the shortest needle allows. Which offsets are indexed is chosen so that a
 * prefix shared by a thousand keys does not share a slot.
 */
export function createNeedles(mostApart: number): Needles {
  const needles: Needle[] = []
  let longest = 0
  let apart = mostApart
  let bits = 14
  // What the search looks at: whether a hash may be one of the needles', which few are. Two bits of one word for
  // each, so that it stays in the processor's own memory and is seldom wrong.
  let marks = new Int32Array(1 << (bits - 5))
  let heads = new Int32Array(1 << (bits - 2))
  // Of each indexed hash, those of one needle beside one another: the hash, and what follows in its chain.
  let count = 0
  let hashes = new Int32Array(256)
  let next = new Int32Array(256)

  const slotOf = (hash: number): number => Math.imul(hash, spreading) >>> (34 - bits)

  function place(entry: number): void {
    const hash = hashes[entry] ?? 0
    const slot = slotOf(hash)
    next[entry] = heads[slot] ?? 0
    heads[slot] = entry + 1
    const spread = Math.imul(hash, spreading)
    const word = spread >>> (37 - bits)
    marks[word] = (marks[word] ?? 0) | (1 << (spread >>> (32 - bits))) | (1 << (spread >>> 5))
  }

  function index(needle: Needle): void {
    const text = needle.folded
    needle.first = bestOffset(text)
    if (count + apart > hashes.length) {
      hashes = larger(hashes)
      next = larger(next)
    }
    for (let offset = needle.first; offset < needle.first + apart; offset++) {
      hashes[count] = hashAt(text, offset)
      place(count++)
    }
    if (count >= (1 << bits) / 5 && bits < 24) grow()
  }

  function bestOffset(text: string): number {
    const last = text.length - gram + 1 - apart
    let best = last
    let least = occupancy(hashAt(text, last))
    // Two forms of one secret end alike.
    for (let eighths = 7; eighths >= 0 && least > 2; eighths--) {
      const offset = Math.floor((last * eighths) / 8)
      const count = occupancy(hashAt(text, offset))
      if (count >= least) continue
      best = offset
      least = count
    }
    return best
  }

  function occupancy(hash: number): number {
    let found = 0
    for (let entry = heads[slotOf(hash)] ?? 0; entry !== 0 && found < 16; entry = next[entry - 1] ?? 0)
      if (hashes[entry - 1] === hash) found++
    return found
  }

  function grow(): void {
    bits += 2
    marks = new Int32Array(1 << (bits - 5))
    heads = new Int32Array(1 << (bits - 2))
    for (let entry = 0; entry < count; entry++) place(entry)
  }

  /** Begins anew for a needle that is shorter than all before. */
  function reindex(): void {
    marks.fill(0)
    heads.fill(0)
    count = 0
    for (const needle of needles) index(needle)
  }

  /** Reports the needles that have these 6 characters at an indexed offset. */
  function meet(text: string, at: number, hash: number, report: Report): void {
    for (let entry = heads[slotOf(hash)] ?? 0; entry !== 0; entry = next[entry - 1] ?? 0) {
      if (hashes[entry - 1] !== hash) continue
      const number = Math.floor((entry - 1) / apart)
      const needle = needles[number]
      if (needle === undefined) continue
      const start = at - needle.first - ((entry - 1) % apart)
      if (start >= 0 && standsAt(text, start, needle)) report(number, start, start + needle.text.length)
    }
  }

  return {
    add(text, anyCase) {
      const number = needles.length
      const needle = { text, folded: fold(text), anyCase, first: 0 }
      needles.push(needle)
      longest = Math.max(longest, text.length)
      const most = text.length - gram + 1
      if (most < apart) {
        apart = most
        reindex()
      } else index(needle)
      return number
    },
    search(text, codes, report, from = 0, to = text.length) {
      if (needles.length > 0) look(text, codes, from, to, report)
    },
    searchAt(text, codes, ranges, report) {
      if (needles.length === 0) return
      let from = 0
      let to = 0
      for (let range = 0; range < ranges.length; range += 2) {
        const start = (ranges[range] ?? 0) - longest
        if (start > to) {
          look(text, codes, from, to, report)
          from = start
        }
        to = Math.min((ranges[range + 1] ?? 0) + longest, text.length)
      }
      look(text, codes, from, to, report)
    },
  }

  /** Looks through a part of a text. */
  function look(text: string, codes: Codes, from: number, to: number, report: Report): void {
    const end = to - gram + 1
    // In reach of the loop, which takes half the time then.
    const [fold, marked, step, shift] = [folded, marks, apart, 32 - bits]
    for (let at = Math.ceil(from / step) * step; at < end; at += step) {
      // As in hashAt, but for letter case.
      const hash =
        (fold[codes[at]!]! << 24) ^
        (fold[codes[at + 2]!]! << 16) ^
        (fold[codes[at + 3]!]! << 8) ^
        fold[codes[at + 5]!]!
      const spread = Math.imul(hash, spreading)
      const both = (1 << (spread >>> shift)) | (1 << (spread >>> 5))
      if ((marked[spread >>> (shift + 5)]! & both) === both) meet(text, at, hash, report)
    }
  }
}

function standsAt(text: string, start: number, needle: Needle): boolean {
  if (start + needle.text.length > text.length) return false
  if (!needle.anyCase) return text.startsWith(needle.text, start)
  for (let at = 0; at < needle.folded.length; at++) {
    if (folded[text.charCodeAt(start + at)] !== needle.folded.charCodeAt(at)) return false
  }
  return true
}

function larger(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2)
  to.set(from)
  return to
}

/** Of 6 characters four, which tell hardly less than all and take two thirds of the time. */
function hashAt(text: string, offset: number): number {
  return (
    (text.charCodeAt(offset) << 24) ^
    (text.charCodeAt(offset + 2) << 16) ^
    (text.charCodeAt(offset + 3) << 8) ^
    text.charCodeAt(offset + 5)
  )
}

function fold(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase()
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
