import fc from 'fast-check'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { codePoints } from './canonical.ts'
import { type Flaw, flaw } from './flaw.ts'
import type { Keywords } from './intersect.ts'
import { candidates } from './make.ts'
import { rangeOf } from './numbers.ts'
import { usualTaste } from './taste.ts'
import { standalone } from './standalone.ts'

/** Longest string made to be wrong; on the wire servers cut off long lines before they judge them. */
const longest = 20_000
const longestOnWire = 2000

/** What can be wrong with a string. */
export function stringFlaws(keywords: Keywords, root: JsonSchema, wire: boolean): readonly Flaw[] {
  if (Array.isArray(keywords['enum'])) return []
  const { minLength, maxLength, pattern, format } = keywords
  const flaws: Flaw[] = []
  const limit = wire ? longestOnWire : longest
  if (typeof minLength === 'number' && minLength > (wire ? 1 : 0) && minLength <= limit) {
    const short = { maxLength: minLength - 1, minLength: Math.min(minLength - 1, wire ? 1 : 0) }
    flaws.push(made('too short', 'minLength', keywords, short, root, () => 'k'.repeat(minLength - 1)))
  }
  if (typeof maxLength === 'number' && maxLength < limit) {
    // Just outside: who refuses this refuses what is longer.
    const long = { minLength: maxLength + 1, maxLength: maxLength + 1 }
    flaws.push(
      made('too long', 'maxLength', keywords, long, root, (text) =>
        text.padEnd(text.length + maxLength + 1 - codePoints(text), 'k'),
      ),
    )
  }
  const least = typeof minLength === 'number' ? Math.min(minLength, limit) : 0
  const most = typeof maxLength === 'number' ? maxLength : limit
  const fitting = (text: string): string => text.slice(0, most).padEnd(least, '!')
  if (typeof pattern === 'string')
    flaws.push(flaw('pattern not matched', 'pattern', unpatterned.map(fitting)))
  if (typeof format === 'string') flaws.push(flaw('format not met', 'format', unformatted.map(fitting)))
  return flaws
}

const unpatterned: readonly string[] = [
  '!',
  '???',
  'no match!',
  '<keyproof>',
  '0',
  '-',
  '%%%%%%%%%%%%%%%%%%%%',
]
const unformatted: readonly string[] = ['not-in-the-format', '!!', 'a b c', '::', '99999', '%%', '{', '(']

/** Strings of another length, kept to the rest of the schema where that is possible, else cut or stretched. */
function made(
  name: string,
  keyword: string,
  keywords: Keywords,
  change: { readonly minLength: number; readonly maxLength: number },
  root: JsonSchema,
  force: (text: string) => string,
): Flaw {
  const wanted = candidates(standalone({ ...keywords, ...change }, root), {
    ...usualTaste,
    alphabet: 'ascii',
  })
  const spoil = (wanted ?? fc.constant(null)).map((candidate) => (right: JsonValue): JsonValue | null => {
    if (typeof candidate === 'string') {
      const length = codePoints(candidate)
      if (length >= change.minLength && length <= change.maxLength) return candidate
    }
    return typeof right === 'string' ? force(right) : null
  })
  return { name, keyword, spoil }
}

/** What can be wrong with a number. */
export function numberFlaws(keywords: Keywords, types: readonly string[]): readonly Flaw[] {
  if (Array.isArray(keywords['enum'])) return []
  const whole = types.includes('integer') && !types.includes('number')
  const { low, high } = rangeOf(keywords, whole ? 1 : 0)
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = keywords
  const [below, above] = [minimum ?? exclusiveMinimum, maximum ?? exclusiveMaximum]
  const step = typeof multipleOf === 'number' && multipleOf > 0 ? multipleOf : 1
  const flaws: Flaw[] = []
  if (typeof below === 'number') {
    const excluded = typeof exclusiveMinimum === 'number' && exclusiveMinimum >= low - 1
    const wrong = excluded ? exclusiveMinimum : beyond(below, -1, step)
    flaws.push(flaw('below minimum', minimum === undefined ? 'exclusiveMinimum' : 'minimum', [wrong]))
  }
  if (typeof above === 'number') {
    const excluded = typeof exclusiveMaximum === 'number' && exclusiveMaximum <= high + 1
    const wrong = excluded ? exclusiveMaximum : beyond(above, 1, step)
    flaws.push(flaw('above maximum', maximum === undefined ? 'exclusiveMaximum' : 'maximum', [wrong]))
  }
  if (typeof multipleOf === 'number') {
    const spoil = fc.constantFrom(0.5, 1, -1).map((part) => (right: JsonValue): JsonValue | null => {
      if (typeof right !== 'number') return null
      return whole ? right + Math.sign(part) : right + part * multipleOf
    })
    flaws.push({ name: 'not a multiple', keyword: 'multipleOf', spoil })
  }
  if (keywords['format'] === 'int32') flaws.push(flaw('format not met', 'format', [2 ** 31, -(2 ** 31) - 1]))
  return flaws
}

/** The nearest value outside a bound: who refuses it refuses those further off. */
function beyond(bound: number, sign: 1 | -1, step: number): number {
  const edge = sign > 0 ? Math.floor(bound / step) : Math.ceil(bound / step)
  return Number(((edge + sign) * step).toFixed(6))
}
