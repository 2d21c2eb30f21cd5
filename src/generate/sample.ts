import fc from 'fast-check'
import { isObject } from '../contract/json.ts'
import type { Direction, JsonSchema, JsonValue } from '../contract/types.ts'
import type { Keywords } from './intersect.ts'
import { likelyValues } from './likely.ts'
import { type Preference, type Taste, usualTaste } from './taste.ts'
import { Unsatisfiable } from './unsatisfiable.ts'
import { validValues, valuesTo } from './values.ts'

/** How an example is chosen. */
export interface ExampleOptions {
  readonly seed?: number
  /** Optional readOnly members are left out of requests, writeOnly ones out of responses, the default. */
  readonly direction?: Direction
}

/** Values as a document's examples look: complete, short lists, plain words. */
const exemplary: Taste = { ...usualTaste, alphabet: 'ascii', minLength: 1, presence: 'all', items: 2, prefer }

// Building costs far more than drawing, and a mock server draws at every request; kept as long as the schema.
const samplesBySchema = {
  request: new WeakMap<object, fc.Arbitrary<JsonValue>>(),
  response: new WeakMap<object, fc.Arbitrary<JsonValue>>(),
}

/**
 * One plausible valid value: the schema's own examples, defaults and first enum members where it has
 * them, made-up values that look the part otherwise. The same seed gives the same value. Throws
 * Unsatisfiable.
 */
export function exampleValue(schema: JsonSchema, options: ExampleOptions = {}): JsonValue {
  const [value] = fc.sample(samplesOf(schema, options.direction ?? 'response'), {
    seed: options.seed ?? 1,
    numRuns: 1,
  })
  return value!
}

function samplesOf(schema: JsonSchema, direction: Direction): fc.Arbitrary<JsonValue> {
  if (typeof schema === 'boolean') return build(schema, direction)
  const kept = samplesBySchema[direction].get(schema)
  if (kept !== undefined) return kept
  const samples = build(schema, direction)
  samplesBySchema[direction].set(schema, samples)
  return samples
}

function build(schema: JsonSchema, direction: Direction): fc.Arbitrary<JsonValue> {
  try {
    return valuesTo(schema, { ...exemplary, omit: direction === 'request' ? 'readOnly' : 'writeOnly' })
  } catch (error) {
    if (!(error instanceof Unsatisfiable)) throw error
    return validValues(schema)
  }
}

function prefer(keywords: Keywords, member: string | undefined): Preference {
  const examples = keywords['examples']
  const first = [
    ...(Array.isArray(examples)
      ? (examples as JsonValue[])
      : isObject(examples)
        ? Object.values(examples)
        : []),
    ...['example', 'default'].flatMap((name) => (name in keywords ? [keywords[name] as JsonValue] : [])),
    ...(Array.isArray(keywords['enum']) ? (keywords['enum'] as JsonValue[]) : []),
  ]
  return { first, any: likelyValues(keywords, member) }
}
