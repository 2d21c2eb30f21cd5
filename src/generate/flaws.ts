import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { canonical } from './canonical.ts'
import { arrayFlaws, objectFlaws } from './collection-flaws.ts'
import { type Flaw, flaw } from './flaw.ts'
import type { Keywords } from './intersect.ts'
import { typesOf } from './kinds.ts'
import { rangeOf } from './numbers.ts'
import { numberFlaws, stringFlaws } from './scalar-flaws.ts'

/** The flaws of a place, types apart from those a value can take on the wire. */
export function flawsOf(keywords: Keywords, root: JsonSchema, wire: boolean): readonly Flaw[] {
  const types = typesOf(keywords)
  const flaws = [...typeFlaws(keywords, types, wire), ...listFlaws(keywords, types)]
  if (types === null) return flaws
  if (types.includes('string')) flaws.push(...stringFlaws(keywords, root, wire))
  if (types.includes('integer') || types.includes('number')) flaws.push(...numberFlaws(keywords, types))
  if (types.includes('array')) flaws.push(...arrayFlaws(keywords, root))
  if (types.includes('object')) flaws.push(...objectFlaws(keywords, root))
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

function typeFlaws(keywords: Keywords, types: readonly string[] | null, wire: boolean): Flaw[] {
  if (types === null || types.length === 0) return []
  const all = types.flatMap((type) => wrongByType[type] ?? [])
  const wrong = all.filter((value) => !wire || typeof value === 'string')
  const scalar = types.every((type) => type !== 'array' && type !== 'object')
  const flaws: Flaw[] = []
  if (wrong.length > 0 && (!wire || scalar)) flaws.push(flaw('wrong type', 'type', wrong))
  if (types.includes('integer') && !types.includes('number'))
    flaws.push(flaw('not a whole number', 'type', fractions(keywords)))
  if (!wire && !types.includes('null')) flaws.push(flaw('null', 'null', [null]))
  return flaws
}

/** Fractions within the bounds, so that being none of the whole numbers is all that is wrong with them. */
function fractions(keywords: Keywords): readonly number[] {
  const { low, high } = rangeOf(keywords, 1)
  if (Number.isFinite(low)) return low < high ? [low + 0.5] : [low + 0.5, low - 0.5]
  return [Number.isFinite(high) ? high - 0.5 : 1.5]
}

function listFlaws(keywords: Keywords, types: readonly string[] | null): readonly Flaw[] {
  if (!Array.isArray(keywords['enum'])) return []
  const members = keywords['enum'] as JsonValue[]
  const numeric =
    members.every((value) => typeof value === 'number') || (types !== null && !types.includes('string'))
  const taken = new Set(members.map((value) => canonical(value).toLowerCase()))
  const numbers = [...members.filter((value) => typeof value === 'number'), 0]
  const others: JsonValue[] = numeric
    ? [Math.max(...numbers) + 1, Math.max(...numbers) + 97]
    : ['keyproof-unlisted', 'zzz-unlisted', '0']
  const wrong = others.filter((value) => !taken.has(canonical(value).toLowerCase()))
  const [name, keyword] = members.length === 1 ? ['not the constant', 'const'] : ['not in enum', 'enum']
  return [flaw(name, keyword, wrong)]
}
