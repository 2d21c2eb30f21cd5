import fc from 'fast-check'
import { regExp as patternRegExp } from '../contract/keywords.ts'
import { codePoints } from './canonical.ts'
import { parsed, repetition, sized } from './regular.ts'

interface Piece {
  readonly atom: string
  readonly min: number
  readonly max: number
}

/** From here on, chance alone hardly makes a text of the length, or makes it of parts of parts without end. */
const longEnough = 10

/** Candidates for a pattern; most match, all are worth trying. Null where the pattern is beyond the generator. */
export function matching(pattern: string, minLength: number, maxLength: number): fc.Arbitrary<string> | null {
  const regExp = patternRegExp(pattern)
  if (regExp === undefined) return null
  const { source, flags } = regExp
  const rowed = row(source, flags, minLength, maxLength)
  if (rowed !== null) return tidied(rowed, regExp, minLength, maxLength)
  if (minLength >= longEnough) {
    const part = parsed(source)
    const long = part && sized(part, minLength, maxLength, (one) => made(`^${one}$`, flags, 1))
    if (long) return tidied(long, regExp, minLength, maxLength)
  }
  for (const candidate of [source, literal(source), bare(literal(source))]) {
    const strings = made(candidate, flags, minLength)
    if (strings !== null) return tidied(strings, regExp, minLength, maxLength)
  }
  return null
}

function made(source: string, flags: string, minLength: number): fc.Arbitrary<string> | null {
  // What repeats repetitions would grow beyond all measure.
  const nests = /[*+}]\??\)(?:[*+]|\{\d)/.test(source)
  const size = minLength >= 200 && !nests ? 'large' : minLength >= longEnough ? 'medium' : 'small'
  try {
    // Its own maxLength is a filter that never ends where nothing is short enough.
    return fc.stringMatching(new RegExp(source, flags.includes('u') ? 'u' : ''), { size })
  } catch {
    return null
  }
}

/** Leaves out control characters and spaces at the ends, where the pattern can do without them. */
function tidied(
  strings: fc.Arbitrary<string>,
  regExp: RegExp,
  minLength: number,
  maxLength: number,
): fc.Arbitrary<string> {
  const fits = (text: string): boolean => {
    const length = codePoints(text)
    return length >= minLength && length <= maxLength && regExp.test(text) && text.isWellFormed()
  }
  const tidy = (text: string): boolean =>
    !/[\u0000-\u001f\u007f]/.test(text) && text.trim() === text && fits(text)
  const trial = fc.sample(strings, { seed: 1, numRuns: 40 })
  return trial.filter(tidy).length >= 4
    ? strings.filter(tidy)
    : trial.filter(fits).length >= 4
      ? strings.filter(fits)
      : strings
}

/**
 * Strings for a pattern that is a plain row of characters and classes, its widest repetition narrowed so
 * that the length comes out right; null for any other pattern.
 */
function row(
  source: string,
  flags: string,
  minLength: number,
  maxLength: number,
): fc.Arbitrary<string> | null {
  const pieces = source.startsWith('^') && source.endsWith('$') ? piecesOf(source.slice(1, -1)) : undefined
  if (pieces === undefined || pieces.length === 0) return null
  const widest = pieces.reduce((best, piece) => (piece.max - piece.min > best.max - best.min ? piece : best))
  const others = pieces.filter((piece) => piece !== widest)
  const least = others.reduce((sum, piece) => sum + piece.min, 0)
  const most = others.reduce((sum, piece) => sum + usualMost(piece), 0)
  const low = Math.max(widest.min, Math.min(minLength - least, widest.max))
  const high = Math.max(low, Math.min(widest.max, maxLength - most, Math.max(low + 4, 40)))
  const parts = pieces.map((piece) => {
    const unit = made(`^${piece.atom}$`, flags, 1)
    const range =
      piece === widest
        ? { minLength: low, maxLength: high }
        : { minLength: piece.min, maxLength: usualMost(piece) }
    return (
      unit &&
      fc
        .array(unit, { ...range, size: range.minLength > 20 ? 'large' : 'medium' })
        .map((units) => units.join(''))
    )
  })
  return parts.some((part) => part === null)
    ? null
    : fc.tuple(...parts.map((part) => part!)).map((texts) => texts.join(''))
}

/** Repetitions beyond the first few add nothing where another piece makes up the length. */
function usualMost(piece: Piece): number {
  return Math.min(piece.max, piece.min + 8)
}

function piecesOf(source: string): Piece[] | undefined {
  const atoms =
    /(\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\p\{[^}]*\}|\\[^bBkpPuxc1-9]|\[(?:\\.|[^\]\\])+\]|[^\\[\](){}|?*+^$])(\*|\+|\?|\{\d+(?:,\d*)?\})?(?!\?)/uy
  const pieces: Piece[] = []
  while (atoms.lastIndex < source.length) {
    const [, atom, repeat] = atoms.exec(source) ?? []
    if (atom === undefined) return undefined
    pieces.push({ atom, ...(repeat === undefined ? { min: 1, max: 1 } : repetition(repeat)) })
  }
  return pieces
}

/** Unicode escapes written as the characters themselves, which the string maker reads better. */
function literal(source: string): string {
  return source.replaceAll(
    /\\u\{([0-9a-fA-F]+)\}|\\u([0-9a-fA-F]{4})/g,
    (whole, long?: string, short?: string) => {
      const code = Number.parseInt(long ?? short ?? '', 16)
      const character = code <= 0x10ffff ? String.fromCodePoint(code) : whole
      return /[\s\\\]^[.*+?(){}|$/-]/.test(character) || !character.isWellFormed() ? whole : character
    },
  )
}

/** Without lookarounds, word boundaries and inline flags, whose effect is left to chance and the final check. */
function bare(source: string): string {
  let text = source.replaceAll(/\\[bB]/g, '').replaceAll(/\(\?[a-z-]+:/g, '(?:')
  for (let start = text.search(/\(\?<?[=!]/); start >= 0; start = text.search(/\(\?<?[=!]/)) {
    const end = closing(text, start)
    if (end < 0) return text
    text = text.slice(0, start) + text.slice(end + 1)
  }
  return text
}

function closing(text: string, open: number): number {
  let depth = 0
  let inClass = false
  for (let index = open; index < text.length; index++) {
    const character = text[index]
    if (character === '\\') index++
    else if (character === '[') inClass = true
    else if (character === ']') inClass = false
    else if (!inClass && character === '(') depth++
    else if (!inClass && character === ')' && --depth === 0) return index
  }
  return -1
}
