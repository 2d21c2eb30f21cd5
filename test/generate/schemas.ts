import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import type { JsonSchema, JsonValue } from '../../src/contract/types.ts'

/** An independent judge: a validator set up without anything of the room under test. */
export function judge(schema: JsonSchema): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, logger: false, allErrors: false })
  formats.default(ajv)
  const validate = ajv.compile(schema)
  return (value) => validate(value)
}

/** Keywords that ajv finds broken, each with the place it is broken in; independent of the room under test. */
export function brokenKeywords(schema: JsonSchema): (value: unknown) => readonly string[] {
  const ajv = new Ajv2020({ strict: false, logger: false, allErrors: true })
  formats.default(ajv)
  const validate = ajv.compile(schema)
  return (value) => (validate(value) ? [] : [...new Set(validate.errors!.map(({ keyword }) => keyword))])
}

/** Every string in a value, names of members included. */
export function stringsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(stringsIn)
  return Object.entries(value).flatMap(([name, item]) => [name, ...stringsIn(item)])
}

/** Values met on a walk through the shrinks of the first value of a seed: sideways at first, then straight down. */
export function shrinksOf<T>(values: fc.Arbitrary<T>, seed: number): readonly T[] {
  const visited: T[] = []
  const holds = (value: T): boolean => {
    visited.push(value)
    return visited.length > 1 && visited.length < 40 && visited.length % 3 === 0
  }
  fc.check(fc.property(values, holds), { seed, numRuns: 1 })
  return visited
}

const names = fc.constantFrom('name', 'scopes', 'expires_at', 'note', 'x-1')
const patterns = fc.constantFrom(
  '^[a-z]+$',
  '^sk-[A-Za-z0-9]{4,8}$',
  '^[a-z][a-z0-9-]*$',
  '\\d',
  '^(?=.*[A-Z])[A-Za-z]{3,}$',
  '^\\S(.*\\S)?$',
)
const knownFormats = fc.constantFrom(
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uuid',
  'byte',
  'password',
  'uri-template',
  'json-pointer',
  'regex',
)

function bounds(low: string, high: string, most: number): fc.Arbitrary<Record<string, number>> {
  return fc
    .record({
      low: fc.option(fc.nat(most), { nil: undefined }),
      high: fc.option(fc.nat(most), { nil: undefined }),
    })
    .map((found) => ({
      ...(found.low === undefined ? {} : { [low]: found.low }),
      ...(found.high === undefined ? {} : { [high]: (found.low ?? 0) + found.high }),
    }))
}

const text: fc.Arbitrary<JsonSchema> = fc.oneof(
  bounds('minLength', 'maxLength', 30).map((found) => ({ type: 'string', ...found })),
  patterns.map((pattern) => ({ type: 'string', pattern })),
  knownFormats.map((format) => ({ type: 'string', format })),
  fc
    .tuple(patterns, fc.integer({ min: 4, max: 8 }))
    .map(([pattern, minLength]) => ({ type: 'string', pattern, minLength, maxLength: minLength + 40 })),
)

const number: fc.Arbitrary<JsonSchema> = fc.oneof(
  fc
    .tuple(fc.constantFrom('integer', 'number'), bounds('minimum', 'maximum', 50))
    .map(([type, found]) => ({ type, ...found })),
  fc
    .tuple(fc.constantFrom('integer', 'number'), bounds('exclusiveMinimum', 'maximum', 50))
    .map(([type, found]) => ({
      type,
      ...found,
      ...('maximum' in found ? { maximum: found['maximum'] + 1 } : {}),
    })),
  fc.constantFrom(2, 5, 0.5, 0.1).map((multipleOf) => ({ type: 'number', multipleOf })),
  fc.constantFrom('int32', 'int64').map((format) => ({ type: 'integer', format })),
)

const scalar: fc.Arbitrary<JsonSchema> = fc.oneof(
  text,
  number,
  fc.constant({ type: 'boolean' }),
  fc.constant({ type: ['string', 'null'] }),
  fc
    .uniqueArray(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom('read', 'write', 'admin')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((values) => ({ enum: values })),
  fc.constantFrom<JsonValue>('fixed', 7, null, true).map((value) => ({ const: value })),
)

const { schema } = fc.letrec<{
  schema: JsonSchema
  object: JsonSchema
  array: JsonSchema
  mixed: JsonSchema
}>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 4, arbitrary: scalar },
    { weight: 4, arbitrary: tie('object') },
    { weight: 2, arbitrary: tie('array') },
    { weight: 2, arbitrary: tie('mixed') },
  ),
  object: fc
    .record({
      properties: fc.dictionary(names, tie('schema'), { maxKeys: 4, noNullPrototype: true }),
      required: fc.option(fc.uniqueArray(names, { maxLength: 2 }), { nil: undefined }),
      additionalProperties: fc.option(fc.oneof(fc.constant(true), fc.constant(false), scalar), {
        nil: undefined,
      }),
      minProperties: fc.option(fc.nat(3), { nil: undefined, freq: 4 }),
      maxProperties: fc.option(fc.integer({ min: 3, max: 5 }), { nil: undefined, freq: 4 }),
      patternProperties: fc.option(fc.constant({ '^x-': { type: 'integer' } }), { nil: undefined, freq: 4 }),
      dependentRequired: fc.option(fc.constant({ note: ['name'] }), { nil: undefined, freq: 6 }),
      propertyNames: fc.option(fc.constant({ maxLength: 12 }), { nil: undefined, freq: 8 }),
    })
    .map((found) => ({
      type: 'object',
      ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)),
    })),
  array: fc.oneof(
    fc
      .tuple(tie('schema'), bounds('minItems', 'maxItems', 3), fc.boolean())
      .map(([items, found, uniqueItems]) => ({ type: 'array', items, ...found, uniqueItems })),
    fc
      .tuple(scalar, scalar)
      .map(([first, second]) => ({ type: 'array', prefixItems: [first, second], items: false })),
    scalar.map((contains) => ({ type: 'array', items: scalarOrText, contains })),
  ),
  mixed: fc.oneof(
    fc.tuple(tie('object'), tie('object')).map((allOf) => ({ allOf })),
    fc.tuple(tie('schema'), tie('schema')).map((anyOf) => ({ anyOf })),
    fc.tuple(tie('schema'), tie('schema')).map((oneOf) => ({ oneOf })),
    fc.tuple(tie('schema'), scalar).map(([base, not]) => ({ allOf: [base], not })),
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    fc.tuple(scalar, scalar).map(([first, second]) => ({ if: first, then: true, else: second })),
    fc.constant({ $ref: '#/$defs/node' }),
    tie('object').map((branch) => ({ allOf: [branch], unevaluatedProperties: false })),
  ),
}))

const scalarOrText: JsonSchema = {}

/** Random schemas with most of the vocabulary, a recursive definition among it; some admit nothing. */
export const randomSchemas: fc.Arbitrary<JsonSchema> = schema.map((found) =>
  typeof found === 'boolean'
    ? found
    : {
        ...found,
        $defs: {
          node: {
            type: 'object',
            properties: {
              value: { type: 'integer' },
              next: { $ref: '#/$defs/node' },
              children: { type: 'array', items: { $ref: '#/$defs/node' } },
            },
            required: ['value'],
          },
        },
      },
)
