/** Called for each occurrence of a needle: its number in the order of adding, and the offsets of the match. */
type Report = (needle: number, start: number, end: number) => void

/** Searches a text once for any number of needles; needles can be added at any time. */
export interface Needles {
  /** Adds a needle of at least `shortestNeedle` characters and returns its number. */
  add(text: string, anyCase: boolean): number
  search(text: string, report: Report): void
}

/** Shorter needles cannot be indexed. */
export const shortestNeedle: number = 6

/**
 * An index over all needles by a hash of 6 of their characters, letter case ignored. Shifting 6 bits a
 * character pushes the seventh out of 32 bits, so the rolling hash needs no subtraction. Which 6 characters
 * of a needle are indexed is chosen so that a prefix shared by a thousand keys does not share a slot.
 */
export function createNeedles(): Needles {
  const needles: { text: string; folded: string; anyCase: boolean; offset: number }[] = []
  let bits = 12
  let heads = new Int32Array(1 << bits)
  let next: number[] = []
  // Beside one another, since a search looks at many hashes for one needle.
  const hashes: number[] = []

  const slotOf = (hash: number): number => Math.imul(hash, 0x9e3779b1) >>> (32 - bits)

  function place(number: number): void {
    const slot = slotOf(hashes[number] ?? 0)
    next[number] = heads[slot] ?? 0
    heads[slot] = number + 1
  }

  function occupancy(hash: number): number {
    let count = 0
    for (let at = heads[slotOf(hash)] ?? 0; at !== 0 && count < 16; at = next[at - 1] ?? 0) count++
    return count
  }

  function bestOffset(folded: string): { offset: number; hash: number } {
    const last = folded.length - shortestNeedle
    let best = { offset: last, hash: hashAt(folded, last) }
    let least = occupancy(best.hash)
    for (let eighths = 7; eighths >= 0 && least > 0; eighths--) {
      const offset = Math.floor((last * eighths) / 8)
      const hash = hashAt(folded, offset)
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
    heads = new Int32Array(1 << bits)
    next = []
    for (let number = 0; number < needles.length; number++) place(number)
  }

  return {
    add(text, anyCase) {
      const folded = fold(text)
      if (needles.length >= heads.length / 8 && bits < 22) grow()
      const number = needles.length
      const { offset, hash } = bestOffset(folded)
      needles.push({ text, folded, anyCase, offset })
      hashes.push(hash)
      place(number)
      return number
    },
    search(text, report) {
      if (needles.length === 0) return
      const shift = 32 - bits
      let hash = 0
      for (let at = 0; at < text.length; at++) {
        hash = (hash << 6) ^ folding(text.charCodeAt(at))
        let chain = heads[Math.imul(hash, 0x9e3779b1) >>> shift] ?? 0
        for (; chain !== 0; chain = next[chain - 1] ?? 0) {
          if (hashes[chain - 1] !== hash) continue
          const needle = needles[chain - 1]
          if (needle === undefined) continue
          const start = at - needle.offset - shortestNeedle + 1
          if (start >= 0 && standsAt(text, start, needle))
            report(chain - 1, start, start + needle.text.length)
        }
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
    if (folding(text.charCodeAt(start + at)) !== needle.folded.charCodeAt(at)) return false
  }
  return true
}

function hashAt(folded: string, offset: number): number {
  let hash = 0
  for (let at = offset; at < offset + shortestNeedle; at++) hash = (hash << 6) ^ folded.charCodeAt(at)
  return hash
}

// ASCII alone: full Unicode folding changes lengths, and no API changes a key's case beyond ASCII.
function folding(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code
}

function fold(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase()
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
