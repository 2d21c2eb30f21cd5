import fc from 'fast-check'
import { isObject } from '../contract/json.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { canonical, codePoints } from './canonical.ts'
import type { Keywords } from './intersect.ts'
import { candidates, typesOf, usualTaste } from './make.ts'
import { rangeOf } from './numbers.ts'
import { standalone } from './validate.ts'

/** A way in which one place can be wrong, and values that may be wrong in that way; not yet proved. */
export interface Flaw {
  readonly name: string
  readonly keyword: string
  /** The member concerned, where the flaw is one of an object. */
  readonly member?: string
  /** Makes the wrong value of the place from a right one; null where that one does not lend itself to it. */
  readonly spoil: fc.Arbitrary<(right: JsonValue) => JsonValue | null>
}

const longest = 20_000
const mostItems = 200

/** The flaws of a place, types apart from those a value can take on the wire. */
export function flawsOf(keywords: Keywords, root: JsonSchema, wire: boolean): readonly Flaw[] {
  const types = typesOf(keywords)
  const flaws = [...typeFlaws(types, wire), ...listFlaws(keywords, types)]
  if (types === null) return flaws
  if (types.includes('string')) flaws.push(...stringFlaws(keywords, root, wire))
  if (types.includes('integer') || types.includes('number')) flaws.push(...numberFlaws(keywords, types))
  if (types.includes('array')) flaws.push(...arrayFlaws(keywords, root))
  if (types.includes('object')) flaws.push(...objectFlaws(keywords))
  return flaws
}

// Nothing that a lenient server could read as the right thing: no number for a string, no "1" for 1, no
// empty list for an object.
const wrongByType: Readonly<Record<string, readonly JsonValue[]>> = {
  string: [{ unexpected: 'object' }, ['unexpected', 'list'], {}],
  integer: ['not-a-number', { unexpected: 'object' }, ['unexpected', 'list']],
  number: ['not-a-number', { unexpected: 'object' }, ['unexpected', 'list']],
  boolean: ['maybe', { unexpected: 'object' }, ['unexpected', 'list']],
  array: [{ unexpected: 'object' }],
  object: ['unexpected string', ['unexpected', 'list']],
  null: [{ unexpected: 'object' }],
}

function typeFlaws(types: readonly string[] | null, wire: boolean): Flaw[] {
  if (types === null || types.length === 0) return []
  const all = types.flatMap((type) => wrongByType[type] ?? [])
  const wrong = all.filter((value) => !wire || typeof value === 'string')
  const scalar = types.every((type) => type !== 'array' && type !== 'object')
  const flaws: Flaw[] = []
  if (wrong.length > 0 && (!wire || scalar)) flaws.push(flaw('wrong type', 'type', wrong))
  if (types.includes('integer') && !types.includes('number')) flaws.push(flaw('not a whole number', 'type', [1.5, 7.25]))
  if (!wire && !types.includes('null')) flaws.push(flaw('null', 'null', [null]))
  return flaws
}

function listFlaws(keywords: Keywords, types: readonly string[] | null): readonly Flaw[] {
  if (!Array.isArray(keywords['enum'])) return []
  const members = keywords['enum'] as JsonValue[]
  const numeric = members.every((value) => typeof value === 'number') || (types !== null && !types.includes('string'))
  const taken = new Set(members.map((value) => canonical(value).toLowerCase()))
  const numbers = [...members.filter((value) => typeof value === 'number'), 0]
  const others: JsonValue[] = numeric ? [Math.max(...numbers) + 1, Math.max(...numbers) + 97] : ['keyproof-unlisted', 'zzz-unlisted', '0']
  const wrong = others.filter((value) => !taken.has(canonical(value).toLowerCase()))
  const [name, keyword] = members.length === 1 ? ['not the constant', 'const'] : ['not in enum', 'enum']
  return [flaw(name!, keyword!, wrong)]
}

function stringFlaws(keywords: Keywords, root: JsonSchema, wire: boolean): readonly Flaw[] {
  if (Array.isArray(keywords['enum'])) return []
  const { minLength, maxLength, pattern, format } = keywords
  const flaws: Flaw[] = []
  const limit = wire ? 2000 : longest
  if (typeof minLength === 'number' && minLength > (wire ? 1 : 0) && minLength <= limit) {
    const short = { maxLength: minLength - 1, minLength: Math.min(minLength - 1, wire ? 1 : 0) }
    flaws.push(made('too short', 'minLength', keywords, short, root, () => 'k'.repeat(minLength - 1)))
  }
  if (typeof maxLength === 'number' && maxLength < limit) {
    const long = { minLength: maxLength + 1, maxLength: maxLength + 5 }
    flaws.push(made('too long', 'maxLength', keywords, long, root, (text) => text.padEnd(text.length + maxLength + 1 - codePoints(text), 'k')))
  }
  if (typeof pattern === 'string') flaws.push(flaw('pattern not matched', 'pattern', unpatterned))
  if (typeof format === 'string') flaws.push(flaw('format not met', 'format', unformatted))
  return flaws
}

const unpatterned: readonly string[] = ['!', '???', 'no match!', '<keyproof>', '0', '-', '%%%%%%%%%%%%%%%%%%%%']
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
  const wanted = candidates(standalone({ ...keywords, ...change }, root), { ...usualTaste, alphabet: 'ascii' })
  const spoil = (wanted ?? fc.constant(null)).map((candidate) => (right: JsonValue): JsonValue | null => {
    if (typeof candidate === 'string') {
      const length = codePoints(candidate)
      if (length >= change.minLength && length <= change.maxLength) return candidate
    }
    return typeof right === 'string' ? force(right) : null
  })
  return { name, keyword, spoil }
}

function numberFlaws(keywords: Keywords, types: readonly string[]): readonly Flaw[] {
  if (Array.isArray(keywords['enum'])) return []
  const whole = types.includes('integer') && !types.includes('number')
  const { low, high } = rangeOf(keywords, whole ? 1 : 0)
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = keywords
  const [below, above] = [minimum ?? exclusiveMinimum, maximum ?? exclusiveMaximum]
  const step = typeof multipleOf === 'number' && multipleOf > 0 ? multipleOf : 1
  const flaws: Flaw[] = []
  if (typeof below === 'number') {
    const excluded = typeof exclusiveMinimum === 'number' && exclusiveMinimum >= low - 1 ? [exclusiveMinimum] : []
    flaws.push(flaw('below minimum', minimum === undefined ? 'exclusiveMinimum' : 'minimum', [...excluded, ...beyond(below, -1, step)]))
  }
  if (typeof above === 'number') {
    const excluded = typeof exclusiveMaximum === 'number' && exclusiveMaximum <= high + 1 ? [exclusiveMaximum] : []
    flaws.push(flaw('above maximum', maximum === undefined ? 'exclusiveMaximum' : 'maximum', [...excluded, ...beyond(above, 1, step)]))
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

function beyond(bound: number, sign: 1 | -1, step: number): number[] {
  const edge = sign > 0 ? Math.floor(bound / step) : Math.ceil(bound / step)
  return [1, 2, 1000].map((distance) => Number(((edge + sign * distance) * step).toFixed(6)))
}

function arrayFlaws(keywords: Keywords, root: JsonSchema): readonly Flaw[] {
  const { minItems, maxItems } = keywords
  const flaws: Flaw[] = []
  const list = (name: string, keyword: string, change: (right: readonly JsonValue[]) => readonly JsonValue[] | null): Flaw => ({
    name,
    keyword,
    spoil: fc.constant((right: JsonValue) => (Array.isArray(right) ? change(right as readonly JsonValue[]) : null)),
  })
  if (typeof minItems === 'number' && minItems > 0) flaws.push(list('too few items', 'minItems', (right) => right.slice(0, minItems - 1)))
  if (typeof maxItems === 'number' && maxItems < mostItems) {
    const sizes = { minItems: maxItems + 1, maxItems: maxItems + 1 }
    const wanted = candidates(standalone({ ...keywords, ...sizes }, root)) ?? fc.constant(null)
    const spoil = wanted.map((many) => (right: JsonValue): JsonValue | null => {
      if (Array.isArray(many)) return many
      if (!Array.isArray(right) || right.length === 0) return null
      return Array.from({ length: maxItems + 1 }, (_, index) => right[index % right.length] as JsonValue)
    })
    flaws.push({ name: 'too many items', keyword: 'maxItems', spoil })
  }
  if (keywords['uniqueItems'] === true)
    flaws.push(
      list('duplicate items', 'uniqueItems', (right) => {
        if (right.length === 0) return null
        return right.length === maxItems ? [...right.slice(0, -1), right[0]!] : [...right, right[0]!]
      }),
    )
  return flaws
}

function objectFlaws(keywords: Keywords): readonly Flaw[] {
  const required = Array.isArray(keywords['required']) ? (keywords['required'] as string[]) : []
  const change = (edit: (right: Readonly<Record<string, JsonValue>>) => JsonValue | null): Flaw['spoil'] =>
    fc.constant((right) => (isObject(right) ? edit(right) : null))
  const without = (right: Readonly<Record<string, JsonValue>>, names: readonly string[]): JsonValue =>
    Object.fromEntries(Object.entries(right).filter(([name]) => !names.includes(name)))
  const flaws: Flaw[] = required.map((member) => ({
    name: 'missing',
    keyword: 'required',
    member,
    spoil: change((right) => (Object.hasOwn(right, member) ? without(right, [member]) : null)),
  }))
  if (required.length > 1 || keywords['minProperties'] !== undefined)
    flaws.push({ name: 'empty object', keyword: required.length > 0 ? 'required' : 'minProperties', spoil: change(() => ({})) })
  if (keywords['additionalProperties'] === false || keywords['unevaluatedProperties'] === false) {
    const member = 'keyproofUnknown'
    const keyword = keywords['additionalProperties'] === false ? 'additionalProperties' : 'unevaluatedProperties'
    const values = fc.constantFrom<JsonValue>('unexpected', 1, true)
    const spoil = values.map((value) => (right: JsonValue) => (isObject(right) ? { ...right, [member]: value } : null))
    flaws.push({ name: 'unknown member', keyword, member, spoil })
  }
  const { maxProperties } = keywords
  if (typeof maxProperties === 'number' && maxProperties < mostItems)
    flaws.push({
      name: 'too many members',
      keyword: 'maxProperties',
      spoil: change((right) => {
        const [sample = 'keyproof'] = Object.values(right)
        const extra = Array.from({ length: maxProperties + 1 }, (_, index) => [`keyproof${index}`, sample])
        return { ...Object.fromEntries(extra), ...right }
      }),
    })
  return flaws
}

function flaw(name: string, keyword: string, wrong: readonly JsonValue[]): Flaw {
  const values = wrong.length === 0 ? fc.constant(() => null) : fc.constantFrom(...wrong).map((value) => () => value)
  return { name, keyword, spoil: values }
}
