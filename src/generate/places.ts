import { isObject } from '../contract/json.ts'
import { pointerTo, valueAt } from '../contract/pointer.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { alternatives, definitionsOf, flatten } from './flat.ts'
import { both, itemSchema, type Keywords, memberSchema } from './intersect.ts'
import { typesOf } from './kinds.ts'
import { candidates, firstOf } from './make.ts'
import { exampleValue } from './sample.ts'
import { usualTaste } from './taste.ts'
import { Unsatisfiable } from './unsatisfiable.ts'
import { acceptsOf } from './validate.ts'

/** A place in the values of a schema, what the schema says of it, and a valid value in which it is present. */
export interface Place {
  /** JSON Pointer; the first item stands for all items of an array. */
  readonly pointer: string
  readonly keywords: Keywords
  readonly base: JsonValue
}

/** Deepest level looked at, most places of one schema, most alternatives followed at one place. */
const deepest = 4
const mostPlaces = 80
const mostAlternatives = 4

type Step = string | number

interface Visit {
  readonly steps: readonly Step[]
  readonly schema: JsonSchema
  /** Holds of the root values in which the place is present, in the alternatives taken on the way. */
  readonly narrowing: JsonSchema
  /** An alternative was taken on the way. */
  readonly chosen: boolean
}

// Boundaries and defects start from the same places; kept as long as the schema.
const placesBySchema = new WeakMap<object, readonly Place[]>()

/**
 * The places of a schema, outer ones first, members that a request does not set left out. Where a schema
 * offers alternatives, its places appear once for each of the first four.
 */
export function placesOf(root: JsonSchema): readonly Place[] {
  if (typeof root === 'boolean') return []
  const places = placesBySchema.get(root) ?? walk(root)
  placesBySchema.set(root, places)
  return places
}

function walk(root: JsonSchema): readonly Place[] {
  const definitions = definitionsOf(root)
  const accepts = acceptsOf(root)
  const full = fullExample(root)
  const places: Place[] = []
  const queue: Visit[] = [{ steps: [], schema: root, narrowing: true, chosen: false }]
  for (let visit = queue.shift(); visit !== undefined && places.length < mostPlaces; visit = queue.shift()) {
    const { steps, schema } = visit
    const pointer = steps.reduce<string>(pointerTo, '')
    const flat = flatten(schema, definitions)
    if (flat === null || (steps.length > 0 && flat.keywords['readOnly'] === true)) continue
    const variants = alternatives(flat, definitions).slice(0, mostAlternatives)
    for (const { flat: whole, chosen } of variants) {
      const alternative = variants.length > 1
      const narrowing = alternative ? both(visit.narrowing, nested(steps, chosen)) : visit.narrowing
      const here: Visit = { ...visit, narrowing, chosen: visit.chosen || alternative }
      const usable = full !== undefined && !here.chosen && valueAt(full, pointer) !== undefined
      // Building a value with all members for each of many narrowings would take seconds.
      const base = usable
        ? full
        : bareValue(
            narrowed(root, narrowing),
            (value) => accepts(value) && valueAt(value, pointer) !== undefined,
          )
      if (base === undefined) continue
      places.push({ pointer, keywords: whole.keywords, base })
      if (steps.length < deepest) queue.push(...inside(whole.keywords, here))
    }
  }
  return places
}

function inside(keywords: Keywords, visit: Visit): Visit[] {
  const types = typesOf(keywords) ?? []
  const steps: [Step, JsonSchema][] = []
  if (types.includes('object')) {
    const declared = isObject(keywords['properties']) ? Object.keys(keywords['properties']) : []
    const required = Array.isArray(keywords['required']) ? (keywords['required'] as string[]) : []
    for (const name of new Set([...required, ...declared])) steps.push([name, memberSchema(keywords, name)])
  }
  if (types.includes('array')) steps.push([0, itemSchema(keywords, 0)])
  return steps.flatMap(([step, schema]) => {
    if (typeof schema === 'boolean') return []
    const path = [...visit.steps, step]
    return [{ ...visit, steps: path, schema, narrowing: both(visit.narrowing, nested(path, true)) }]
  })
}

/** A schema of values in which the steps lead to something that satisfies the inner schema. */
function nested(steps: readonly Step[], inner: JsonSchema): JsonSchema {
  return steps.reduceRight<JsonSchema>((schema, step) => {
    if (typeof step === 'string') return { type: 'object', required: [step], properties: { [step]: schema } }
    return { type: 'array', minItems: step + 1, prefixItems: [schema] }
  }, inner)
}

function narrowed(root: JsonSchema, narrowing: JsonSchema): JsonSchema {
  if (narrowing === true || typeof root === 'boolean') return root
  const { $defs, ...rest } = root
  return { ...($defs === undefined ? {} : { $defs }), allOf: [rest, narrowing] }
}

/** A value with nothing in it that is not required; undefined where none is found. */
function bareValue(schema: JsonSchema, accepts: (value: JsonValue) => boolean): JsonValue | undefined {
  const made = candidates(schema, { ...usualTaste, alphabet: 'ascii', minLength: 1, presence: 'none' }, true)
  return made === null ? undefined : firstOf(made, accepts)
}

function fullExample(root: JsonSchema): JsonValue | undefined {
  try {
    return exampleValue(root, { direction: 'request' })
  } catch (error) {
    if (error instanceof Unsatisfiable) return undefined
    throw error
  }
}
