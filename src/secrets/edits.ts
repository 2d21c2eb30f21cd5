import { createHash } from 'node:crypto'
import { KeyproofError } from '../errors.ts'
import { constantPrefix } from './strength.ts'

/** What an edit may depend on besides the value. */
export interface EditContext {
  /** Seed of the run, for edits that make up characters. */
  readonly seed: number
}

type Edit = (value: string, argument: string, context: EditContext) => string

const edits: Readonly<Record<string, Edit>> = {
  empty: () => '',
  user: (value, inner, context) => {
    const [user, rest] = halves(value)
    return rest === null ? value : applyEdit(user, inner, context) + rest
  },
  password: (value, inner, context) => {
    const [user, rest] = halves(value)
    return rest === null ? value : `${user}:${applyEdit(rest.slice(1), inner, context)}`
  },
  basic: (value) => Buffer.from(value, 'utf8').toString('base64'),
  'drop-last': (value) => value.slice(0, -1),
  'drop-first': (value) => value.slice(1),
  'first-half': (value) => value.slice(0, Math.ceil(value.length / 2)),
  append: (value, suffix) => value + suffix,
  prepend: (value, head) => head + value,
  'append-nul': (value) => `${value}\0`,
  'append-percent00': (value) => `${value}%00`,
  'flip-last': (value) => flipAt(value, value.replace(/=+$/, '').length - 1),
  'flip-first-random': (value) => flipAt(value, firstLetterOrDigit(value, constantPrefix(value).length)),
  'swap-case': (value) => value.replaceAll(/[A-Za-z]/g, swapCase),
  upper: (value) => value.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase()),
  lower: (value) => value.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  lookalike: (value) => lookalike(value),
  'prefix-only': (value) => /^.*[_\-|]/s.exec(value)?.[0] ?? value,
  repeat: (value) => value + value,
  reverse: (value) => Array.from(value).toReversed().join(''),
  shuffle: (value, n, context) => shuffled(value, n, context),
  fresh: (value, n, context) => fresh(value, n, context),
}

/** User, and the password with the colon before it; null for what is no pair (RFC 7617). */
function halves(value: string): readonly [user: string, rest: string | null] {
  const colon = value.indexOf(':')
  return colon < 0 ? [value, null] : [value.slice(0, colon), value.slice(colon)]
}

/**
 * The names of all edits; `append`, `prepend`, `shuffle` and `fresh` take an argument after a colon, `user` and
 * `password` the edit of their half of a Basic credential.
 */
export const editNames: readonly string[] = Object.keys(edits)

/** Applies edits to a value in order; an unknown edit is a KeyproofError that names it. */
export function applyEdits(value: string, names: readonly string[], context: EditContext): string {
  return names.reduce((edited, named) => applyEdit(edited, named, context), value)
}

function applyEdit(value: string, named: string, context: EditContext): string {
  const colon = named.indexOf(':')
  const name = colon < 0 ? named : named.slice(0, colon)
  const edit = Object.hasOwn(edits, name) ? edits[name] : undefined
  if (edit === undefined) {
    throw new KeyproofError(
      'scenario',
      `there is no edit of a secret named ${name}`,
      `Use one of: ${editNames.join(', ')}.`,
    )
  }
  return edit(value, colon < 0 ? '' : named.slice(colon + 1), context)
}

const digits = '0123456789'
const lowers = 'abcdefghijklmnopqrstuvwxyz'
const uppers = lowers.toUpperCase()

/** The characters that may stand in for one of the value's, by what the whole value is made of. */
function classesOf(value: string): readonly string[] {
  const body = value.slice(constantPrefix(value).length)
  if (/^[0-9a-f-]*$/.test(body)) return [digits, 'abcdef']
  if (/^[0-9A-F-]*$/.test(body)) return [digits, 'ABCDEF']
  if (body.length >= 16 && /^[A-Z2-7=]*$/.test(body)) return ['234567', uppers]
  return [digits, lowers, uppers]
}

function classOf(value: string, char: string): string | undefined {
  return classesOf(value).find((candidate) => candidate.includes(char))
}

// The next letter could differ only in the unused bits of the last base64 character, so one is taken whose
// two leading bits differ, or else one half the class away.
function flipAt(value: string, at: number): string {
  const char = value[at]
  if (char === undefined) return value
  const among = classOf(value, char) ?? '-_.~!'
  const leading = (letter: string): number => (uppers + lowers + digits).indexOf(letter) >> 4
  const halfway = (Math.max(among.indexOf(char), 0) + Math.floor(among.length / 2)) % among.length
  const other =
    Array.from(among).find((letter) => leading(letter) !== leading(char)) ?? among[halfway] ?? char
  return value.slice(0, at) + other + value.slice(at + 1)
}

function firstLetterOrDigit(value: string, from: number): number {
  const found = value.slice(from).search(/[A-Za-z0-9]/)
  return found < 0 ? from : from + found
}

function swapCase(letter: string): string {
  return letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()
}

const homoglyphs: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  j: 'ј',
  o: 'о',
  p: 'р',
  s: 'ѕ',
  x: 'х',
  y: 'у',
  A: 'А',
  B: 'В',
  C: 'С',
  E: 'Е',
  H: 'Н',
  K: 'К',
  M: 'М',
  O: 'О',
  P: 'Р',
  T: 'Т',
  X: 'Х',
}

function lookalike(value: string): string {
  const from = constantPrefix(value).length
  const at = Array.from(value.slice(from)).findIndex((char) => Object.hasOwn(homoglyphs, char))
  if (at >= 0) return replaceAt(value, from + at, homoglyphs[value[from + at] ?? ''] ?? '')
  const first = firstLetterOrDigit(value, from)
  const code = value.charCodeAt(first)
  // The full-width form of any printable ASCII character.
  return code > 0x20 && code < 0x7f ? replaceAt(value, first, String.fromCharCode(code + 0xfee0)) : value
}

function replaceAt(value: string, at: number, char: string): string {
  return value.slice(0, at) + char + value.slice(at + 1)
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

function fresh(value: string, n: string, { seed }: EditContext): string {
  const from = constantPrefix(value).length
  const body = value.slice(from)
  // A look-alike of a UUID keeps version and variant, or it would be refused for its form alone.
  const kept = (at: number): boolean => uuid.test(body) && (at === 14 || at === 19)
  for (let attempt = 0; attempt < 8; attempt++) {
    const draw = numbersFrom(`fresh ${seed} ${n} ${attempt} ${value.length}`)
    const made = Array.from(body)
      .map((char, at) => {
        const among = classOf(value, char)
        const drawn = draw()
        return among === undefined || kept(at) ? char : (among[drawn % among.length] ?? char)
      })
      .join('')
    if (made !== body) return value.slice(0, from) + made
  }
  return value
}

function shuffled(value: string, n: string, { seed }: EditContext): string {
  const from = constantPrefix(value).length
  const chars = Array.from(value.slice(from))
  const draw = numbersFrom(`shuffle ${seed} ${n} ${value.length}`)
  for (const among of classesOf(value)) {
    const places = chars.flatMap((char, at) => (among.includes(char) ? [at] : []))
    for (let last = places.length - 1; last > 0; last--) {
      const a = places[last] ?? 0
      const b = places[draw() % (last + 1)] ?? 0
      const held = chars[a] ?? ''
      chars[a] = chars[b] ?? ''
      chars[b] = held
    }
  }
  return value.slice(0, from) + chars.join('')
}

/** An endless, reproducible supply of 32-bit numbers. */
function numbersFrom(seed: string): () => number {
  let block = Buffer.alloc(0)
  let used = 0
  let count = 0
  return () => {
    if (used + 4 > block.length) {
      block = createHash('sha256').update(`${seed} ${count++}`).digest()
      used = 0
    }
    const number = block.readUInt32BE(used)
    used += 4
    return number
  }
}
