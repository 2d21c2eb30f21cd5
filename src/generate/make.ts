import fc from 'fast-check'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { arrays } from './arrays.ts'
import { bounded } from './bounded.ts'
import { distinct, typesOfValue } from './canonical.ts'
import type { Alphabet } from './characters.ts'
import { memberNames, textOf } from './characters.ts'
import { alternatives, definitionsOf, type Flat, flatten } from './flat.ts'
import type { Keywords } from './intersect.ts'
import { numbers } from './numbers.ts'
import { objects, type Presence } from './objects.ts'
import { strings } from './strings.ts'
import { acceptsOf, standalone } from './validate.ts'

/** What may be chosen freely where the schema leaves it open. */
export interface Taste {
  readonly alphabet: Alphabet
  /** Fewest code points of a string, where its schema allows as many. */
  readonly minLength: number
  readonly presence: Presence
  /** Optional members with this annotation are left out. */
  readonly omit: 'readOnly' | 'writeOnly'
  /** Most items of an array, where its schema asks for no more. */
  readonly items: number
  /** Levels of nesting before only what is required is made. */
  readonly depth: number
  /** Values to be taken, where they are valid, before any are made. */
  readonly prefer?: (keywords: Keywords, member: string | undefined) => Preference
}

/** Values for a schema: the first valid one of `first`, otherwise any valid one of `any`. */
export interface Preference {
  readonly first: readonly JsonValue[]
  readonly any: readonly JsonValue[]
}

/** Values as they are made for the bodies of requests. */
export const usualTaste: Taste = { alphabet: 'text', minLength: 0, presence: 'some', omit: 'readOnly', items: 5, depth: 4 }

/** Levels beyond the wanted depth at which a required recursion is taken to be endless. */
const deepest = -8

type Made = fc.Arbitrary<JsonValue> | null

interface Maker {
  readonly root: JsonSchema
  readonly taste: Taste
  /** Arbitraries by schema object and remaining depth. */
  readonly known: WeakMap<object, Map<string, Made>>
}

/**
 * Candidates for a schema: nearly always valid, but only a validator can tell. null where there are
 * plainly none.
 */
export function candidates(schema: JsonSchema, taste: Taste = usualTaste): fc.Arbitrary<JsonValue> | null {
  return make({ root: schema, taste, known: new WeakMap() }, schema, taste.depth, undefined)
}

function make(maker: Maker, schema: JsonSchema, depth: number, member: string | undefined): Made {
  if (schema === false || depth < deepest) return null
  if (schema === true) return anything(depth)
  const key = `${depth} ${maker.taste.prefer === undefined ? '' : (member ?? '')}`
  const kept = maker.known.get(schema) ?? new Map<string, Made>()
  maker.known.set(schema, kept)
  if (!kept.has(key)) kept.set(key, madeOf(maker, schema, depth, member))
  return kept.get(key) ?? null
}

function madeOf(maker: Maker, schema: JsonSchema, depth: number, member: string | undefined): Made {
  const flat = flatten(schema, definitionsOf(maker.root))
  if (flat === null) return null
  const made = ofFlat(maker, flat, depth, member, 0)
  if (made === null || !flat.loose) return made
  let accepts: ((value: unknown) => boolean) | undefined
  return bounded(made, (value) => (accepts ??= acceptsOf(standalone(schema, maker.root)))(value))
}

function ofFlat(maker: Maker, flat: Flat, depth: number, member: string | undefined, nesting: number): Made {
  if (flat.choices.length === 0) return ofKeywords(maker, flat.keywords, depth, member)
  if (nesting > 6) return null
  const branches = alternatives(flat, definitionsOf(maker.root)).flatMap(({ flat: whole }) => {
    const made = ofFlat(maker, whole, depth, member, nesting + 1)
    return made === null ? [] : [made]
  })
  if (branches.length === 0) return null
  return branches.length === 1 || maker.taste.prefer !== undefined ? branches[0]! : fc.oneof(...branches)
}

function ofKeywords(maker: Maker, keywords: Keywords, depth: number, member: string | undefined): Made {
  const preference = maker.taste.prefer?.(keywords, member)
  const first = preference === undefined ? undefined : admitted(maker, keywords, preference.first)[0]
  if (first !== undefined) return fc.constant(first)
  if (Array.isArray(keywords['enum'])) return oneOf(admitted(maker, keywords, keywords['enum'] as JsonValue[]))
  const stated = keywords['x-discriminator']
  if (stated !== undefined) return fc.constant(stated as JsonValue)
  const likely = preference === undefined ? [] : admitted(maker, keywords, preference.any)
  if (likely.length > 0) return oneOf(likely)
  const types = typesOf(keywords)
  if (types === null) return anything(depth)
  const parts = types.flatMap((type) => {
    const made = ofType(maker, keywords, type, depth)
    return made === null ? [] : [{ weight: type === 'null' ? 1 : 4, arbitrary: made }]
  })
  return parts.length === 0 ? null : parts.length === 1 ? parts[0]!.arbitrary : fc.oneof(...parts)
}

function ofType(maker: Maker, keywords: Keywords, type: string, depth: number): Made {
  const { taste } = maker
  const inner = (schema: JsonSchema, member?: string): Made => make(maker, schema, depth - 1, member)
  const shallow = depth <= 0
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return numbers(keywords, type === 'integer')
    case 'string':
      return strings(keywords, taste.alphabet, taste.minLength)
    case 'array':
      return arrays(keywords, inner, (schema) => finite(maker, schema), shallow ? 0 : taste.items)
    case 'object':
      return objects(keywords, inner, shallow ? 'none' : taste.presence, (schema) => says(maker, schema, taste.omit))
    default:
      return null
  }
}

const hints: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames', 'minProperties', 'maxProperties'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
  string: ['minLength', 'maxLength', 'pattern', 'format', 'contentEncoding', 'contentMediaType', 'x-discriminator'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
}

const numericFormats = new Set(['int32', 'int64', 'float', 'double'])

/**
 * The types a schema speaks of. One that lists members but no type admits numbers too, but means
 * objects, and a request should be what is meant. null where it says nothing at all.
 */
export function typesOf(keywords: Keywords): readonly string[] | null {
  if (Array.isArray(keywords['type'])) return keywords['type'] as string[]
  const meant = Object.keys(hints).filter((type) => hints[type]!.some((keyword) => keyword in keywords))
  if (numericFormats.has(keywords['format'] as string)) return ['number']
  return meant.length === 0 ? null : meant
}

function says(maker: Maker, schema: JsonSchema, annotation: string): boolean {
  return flatten(schema, definitionsOf(maker.root))?.keywords[annotation] === true
}

/** Those of the values that the keywords admit. */
function admitted(maker: Maker, keywords: Keywords, values: readonly JsonValue[]): readonly JsonValue[] {
  const types = Array.isArray(keywords['type']) ? new Set(keywords['type'] as string[]) : null
  const ofRightType = values.filter((value) => types === null || typesOfValue(value).some((type) => types.has(type)))
  if (ofRightType.length === 0) return []
  const asserting = Object.keys(keywords).some((keyword) => assertions.has(keyword))
  const accepts = asserting ? acceptsOf(standalone(keywords, maker.root)) : () => true
  return distinct(ofRightType).filter(accepts)
}

function oneOf(values: readonly JsonValue[]): Made {
  return values.length === 0 ? null : fc.constantFrom(...values)
}

const assertions = new Set(Object.values(hints).flat())

/** The values of a schema that admits only a few. */
function finite(maker: Maker, schema: JsonSchema): readonly JsonValue[] | null {
  const flat = flatten(schema, definitionsOf(maker.root))
  if (flat === null || flat.loose || flat.choices.length > 0) return null
  const { keywords } = flat
  const types = keywords['type']
  if (Array.isArray(types) && types.length === 1 && types[0] === 'boolean' && !('enum' in keywords)) return [false, true]
  if (!Array.isArray(keywords['enum'])) return null
  return admitted(maker, keywords, keywords['enum'] as JsonValue[])
}

/** Any small value but null, which an API that says nothing seldom means to take. */
function anything(depth: number): fc.Arbitrary<JsonValue> {
  const scalar: fc.Arbitrary<JsonValue> = fc.oneof(textOf('text', 0, 20), fc.integer({ min: -1000, max: 1000 }), fc.boolean())
  if (depth <= 0) return scalar
  return fc.oneof(
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(memberNames, scalar, { maxKeys: 3, noNullPrototype: true }) },
  )
}
