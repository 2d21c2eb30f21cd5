/** Called for each occurrence of a needle: its number in the order of adding, and the offsets of the match. */
export type Report = (needle: number, start: number, end: number) => void

/** Searches a text once for any number of needles; needles can be added at any time. */
export interface Needles {
  /** Adds a needle of at least `shortestNeedle` characters and returns its number. */
  add(text: string, anyCase: boolean): number
  search(text: string, report: Report): void
}

/** Shorter needles cannot be indexed. */
export const shortestNeedle: number = 6

/** Characters looked through at a time. */
const window = 16 * 1024
/** Characters from which on copying them at once is faster than one by one. */
const worthCopying = 64

// ASCII alone: full Unicode folding changes lengths, and no API changes a key's case beyond ASCII.
const folded = Uint16Array.from({ length: 0x10000 }, (_, code) =>
  code >= 65 && code <= 90 ? code + 32 : code,
)

/**
 * An index over all needles by a hash of 6 of their characters, letter case ignored. Shifting 6 bits a
 * character pushes the seventh out of 32 bits, so the rolling hash needs no subtraction. Which 6 characters
 * of a needle are indexed is chosen so that a prefix shared by a thousand keys does not share a slot.
 */
export function createNeedles(): Needles {
  const needles: { text: string; folded: string; anyCase: boolean; offset: number }[] = []
  let bits = 14
  // What the search looks at for every character: whether a hash may be one of the needles', which few are.
  let marks = new Uint8Array(1 << bits)
  let heads = new Int32Array(1 << (bits - 2))
  let next: number[] = []
  // Beside one another, since a search looks at many hashes for one needle.
  const hashes: number[] = []
  // Characters are read from here in half the time that reading them from a string takes.
  let codes = new Uint16Array(512)
  let bytes = Buffer.from(codes.buffer)
  // Where the characters end whose hash is marked.
  let candidates = new Uint16Array(codes.length + 1)

  const markOf = (hash: number): number => Math.imul(hash, 0x9e3779b1) >>> (32 - bits)
  const slotOf = (hash: number): number => markOf(hash) >>> 2

  function place(number: number): void {
    const hash = hashes[number] ?? 0
    const slot = slotOf(hash)
    next[number] = heads[slot] ?? 0
    heads[slot] = number + 1
    marks[markOf(hash)] = 1
  }

  function occupancy(hash: number): number {
    let count = 0
    for (let at = heads[slotOf(hash)] ?? 0; at !== 0 && count < 16; at = next[at - 1] ?? 0) count++
    return count
  }

  function bestOffset(text: string): { offset: number; hash: number } {
    const last = text.length - shortestNeedle
    let best = { offset: last, hash: hashAt(text, last) }
    let least = occupancy(best.hash)
    for (let eighths = 7; eighths >= 0 && least > 0; eighths--) {
      const offset = Math.floor((last * eighths) / 8)
      const hash = hashAt(text, offset)
      const count = occupancy(hash)
      if (count < least) {
        best = { offset, hash }
        least = count
      }
    }
    return best
  }

  function grow(): void {
    bits += 2
    marks = new Uint8Array(1 << bits)
    heads = new Int32Array(1 << (bits - 2))
    next = []
    for (let number = 0; number < needles.length; number++) place(number)
  }

  /** Brings a part of the text to where it is read from, and gives its length. */
  function load(text: string, from: number): number {
    const length = Math.min(text.length - from, window)
    if (length > codes.length) {
      codes = new Uint16Array(window)
      bytes = Buffer.from(codes.buffer)
      candidates = new Uint16Array(window + 1)
    }
    if (length < worthCopying) for (let at = 0; at < length; at++) codes[at] = text.charCodeAt(from + at)
    else bytes.write(text.length === length ? text : text.slice(from, from + length), 'utf16le')
    return length
  }

  /** Reports the needles whose indexed characters end at the offset. */
  function meet(text: string, end: number, report: Report): void {
    const hash = end < shortestNeedle ? 0 : hashAt(text, end - shortestNeedle)
    for (let at = heads[slotOf(hash)] ?? 0; at !== 0; at = next[at - 1] ?? 0) {
      if (hashes[at - 1] !== hash) continue
      const needle = needles[at - 1]
      if (needle === undefined) continue
      const start = end - needle.offset - shortestNeedle
      if (start >= 0 && standsAt(text, start, needle)) report(at - 1, start, start + needle.text.length)
    }
  }

  return {
    add(text, anyCase) {
      const lower = fold(text)
      if (needles.length >= marks.length / 64 && bits < 22) grow()
      const number = needles.length
      const { offset, hash } = bestOffset(lower)
      needles.push({ text, folded: lower, anyCase, offset })
      hashes.push(hash)
      place(number)
      return number
    },
    search(text, report) {
      let hash = 0
      for (let from = 0; from < text.length; from += window) {
        const length = load(text, from)
        const shift = 32 - bits
        // In reach of the loop, which takes half the time then.
        const [read, fold, marked, met] = [codes, folded, marks, candidates]
        let count = 0
        for (let at = 0; at < length; at++) {
          hash = (hash << 6) ^ fold[read[at]!]!
          // Noted whatever it is, and kept if it is one: the processor need not guess which of them are.
          met[count] = at
          count += marked[Math.imul(hash, 0x9e3779b1) >>> shift]!
        }
        for (let candidate = 0; candidate < count; candidate++) meet(text, from + met[candidate]! + 1, report)
      }
    },
  }
}

function standsAt(
  text: string,
  start: number,
  needle: { text: string; folded: string; anyCase: boolean },
): boolean {
  if (start + needle.text.length > text.length) return false
  if (!needle.anyCase) return text.startsWith(needle.text, start)
  for (let at = 0; at < needle.folded.length; at++) {
    if (folded[text.charCodeAt(start + at)] !== needle.folded.charCodeAt(at)) return false
  }
  return true
}

function hashAt(text: string, offset: number): number {
  let hash = 0
  for (let at = offset; at < offset + shortestNeedle; at++)
    hash = (hash << 6) ^ (folded[text.charCodeAt(at)] ?? 0)
  return hash
}

function fold(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase()
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
