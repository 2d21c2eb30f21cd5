import fc from 'fast-check'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { toldApart } from './apart.ts'
import { arrays } from './arrays.ts'
import { bounded } from './bounded.ts'
import { distinct, typesOfValue } from './canonical.ts'
import { memberNames, textOf } from './characters.ts'
import { alternatives, definitionsOf, type Flat, flatten } from './flat.ts'
import type { Keywords } from './intersect.ts'
import { assertions, statedByDiscriminator, typesOf } from './kinds.ts'
import { numbers } from './numbers.ts'
import { objects } from './objects.ts'
import { strings } from './strings.ts'
import { type Taste, usualTaste } from './taste.ts'
import { standalone } from './standalone.ts'
import { type Accepts, acceptsOf } from './validate.ts'

/** Levels beyond the wanted depth at which a required recursion is taken to be endless. */
const deepest = -8

/** Values drawn while looking for a first valid one. */
const trials = 200

type Made = fc.Arbitrary<JsonValue> | null

interface Maker {
  readonly root: JsonSchema
  readonly taste: Taste
  readonly hasty: boolean
  /** Arbitraries by schema object and remaining depth. */
  readonly known: WeakMap<object, Map<string, Made>>
  /** Validators of the parts that need one, by schema object. */
  readonly judges: WeakMap<object, Accepts>
}

/**
 * Candidates for a schema: nearly always valid, but only a validator can tell. null where there are
 * plainly none. A `hasty` maker leaves to the caller's validator what only a validator can tell of the
 * parts as well: quicker to build, by far where the schema is large, but more candidates miss.
 */
export function candidates(
  schema: JsonSchema,
  taste: Taste = usualTaste,
  hasty = false,
): fc.Arbitrary<JsonValue> | null {
  const maker: Maker = { root: schema, taste, hasty, known: new WeakMap(), judges: new WeakMap() }
  return make(maker, schema, taste.depth, undefined)
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

function madeOf(
  maker: Maker,
  schema: Exclude<JsonSchema, boolean>,
  depth: number,
  member: string | undefined,
): Made {
  const flat = flatten(schema, definitionsOf(maker.root))
  if (flat === null) return null
  const made = ofFlat(maker, flat, depth, member, 0)
  // The root is judged by whoever asked for candidates.
  if (made === null || !flat.loose || maker.hasty || schema === maker.root) return made
  const accepts = judgeOf(maker, schema)
  // Found out here, once: that nothing fits would otherwise be found out again inside every draw of what is around it.
  const first = firstOf(made, accepts)
  if (first !== undefined) return bounded(made, accepts, { value: first })
  const definitions = definitionsOf(maker.root)
  const apart = fc
    .sample(made, { seed: 1, numRuns: 10 })
    .flatMap((value) => toldApart(schema, value, definitions))
    .filter(accepts)
  return apart.length === 0 ? null : fc.constantFrom(...distinct(apart))
}

function judgeOf(maker: Maker, schema: object): Accepts {
  const accepts = maker.judges.get(schema) ?? acceptsOf(standalone(schema as JsonSchema, maker.root))
  maker.judges.set(schema, accepts)
  return accepts
}

/** The first accepted value of a fixed sequence of draws. */
export function firstOf(
  made: fc.Arbitrary<JsonValue>,
  accepts: (value: JsonValue) => boolean,
): JsonValue | undefined {
  for (const numRuns of [1, 10, trials]) {
    const found = fc.sample(made, { seed: numRuns, numRuns }).find(accepts)
    if (found !== undefined) return found
  }
  return undefined
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
  if (Array.isArray(keywords['enum']))
    return oneOf(admitted(maker, keywords, keywords['enum'] as JsonValue[]))
  const stated = keywords[statedByDiscriminator]
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
      return objects(keywords, inner, shallow ? 'none' : taste.presence, (schema) =>
        says(maker, schema, taste.omit),
      )
    default:
      return null
  }
}

function says(maker: Maker, schema: JsonSchema, annotation: string): boolean {
  return flatten(schema, definitionsOf(maker.root))?.keywords[annotation] === true
}

/** Those of the values that the keywords admit. */
function admitted(maker: Maker, keywords: Keywords, values: readonly JsonValue[]): readonly JsonValue[] {
  const types = Array.isArray(keywords['type']) ? new Set(keywords['type'] as string[]) : null
  const ofRightType = values.filter(
    (value) => types === null || typesOfValue(value).some((type) => types.has(type)),
  )
  if (ofRightType.length === 0) return []
  const asserting = Object.keys(keywords).some((keyword) => assertions.has(keyword))
  const accepts = asserting ? acceptsOf(standalone(keywords, maker.root)) : () => true
  return distinct(ofRightType).filter(accepts)
}

function oneOf(values: readonly JsonValue[]): Made {
  return values.length === 0 ? null : fc.constantFrom(...values)
}

/** The values of a schema that admits only a few. */
function finite(maker: Maker, schema: JsonSchema): readonly JsonValue[] | null {
  const flat = flatten(schema, definitionsOf(maker.root))
  if (flat === null || flat.loose || flat.choices.length > 0) return null
  const { keywords } = flat
  const types = keywords['type']
  if (Array.isArray(types) && types.length === 1 && types[0] === 'boolean' && !('enum' in keywords))
    return [false, true]
  if (!Array.isArray(keywords['enum'])) return null
  return admitted(maker, keywords, keywords['enum'] as JsonValue[])
}

/** Any small value but null, which an API that says nothing seldom means to take. */
function anything(depth: number): fc.Arbitrary<JsonValue> {
  const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
    textOf('text', 0, 20),
    fc.integer({ min: -1000, max: 1000 }),
    fc.boolean(),
  )
  if (depth <= 0) return scalar
  return fc.oneof(
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(memberNames, scalar, { maxKeys: 3, noNullPrototype: true }) },
  )
}
