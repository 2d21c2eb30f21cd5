import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import {
  boundaryInputs,
  enumerateDefects,
  invalidInputsFor,
  validInputs,
} from '../../src/generate/requests.ts'
import type { OperationInput } from '../../src/generate/types.ts'

/** One schema for what each keyword, format and way of putting them together asks of a generator. */
const zoo: Readonly<Record<string, unknown>> = {
  emptyEnum: { enum: ['', null, 0, false, [], {}] },
  constObj: { const: { a: [1, { b: null }] } },
  typeMulti: { type: ['string', 'integer', 'null'], minLength: 2, minimum: 5 },
  multipleDec: { type: 'number', multipleOf: 0.01, minimum: 0.5, exclusiveMaximum: 1 },
  multipleBig: { type: 'integer', multipleOf: 7, minimum: 100, maximum: 105 },
  exclInt: { type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 5 },
  bigNum: { type: 'number', minimum: 1e300 },
  negZero: { type: 'number', minimum: 0, maximum: 0 },
  int64: { type: 'integer', format: 'int64', minimum: -9007199254740991 },
  codePoints: { type: 'string', minLength: 3, maxLength: 3 },
  emoji: { type: 'string', pattern: '^\\p{Emoji_Presentation}{2}$' },
  lookahead: { type: 'string', pattern: '^(?=.*\\d)(?=.*[a-z])(?=.*[A-Z]).{8,12}$' },
  patternLen: { type: 'string', pattern: '^[A-Z]{2}-\\d+$', minLength: 6, maxLength: 8 },
  patternUnanch: { type: 'string', pattern: 'foo', maxLength: 5 },
  uuidFmt: { type: 'string', format: 'uuid' },
  date: { type: 'string', format: 'date' },
  time: { type: 'string', format: 'time' },
  dt: { type: 'string', format: 'date-time' },
  dur: { type: 'string', format: 'duration' },
  email: { type: 'string', format: 'email', maxLength: 12 },
  host: { type: 'string', format: 'hostname' },
  ipv4: { type: 'string', format: 'ipv4' },
  ipv6: { type: 'string', format: 'ipv6' },
  uri: { type: 'string', format: 'uri', maxLength: 20 },
  uriref: { type: 'string', format: 'uri-reference' },
  uritpl: { type: 'string', format: 'uri-template' },
  jp: { type: 'string', format: 'json-pointer' },
  rjp: { type: 'string', format: 'relative-json-pointer' },
  regex: { type: 'string', format: 'regex' },
  byte: { type: 'string', format: 'byte', minLength: 4 },
  uniq: { type: 'array', items: { enum: [1, 2, 3] }, uniqueItems: true, minItems: 3 },
  uniqBool: { type: 'array', items: { type: 'boolean' }, uniqueItems: true, minItems: 2 },
  contains: {
    type: 'array',
    contains: { type: 'integer', minimum: 5 },
    minContains: 2,
    maxContains: 3,
    items: { type: 'integer' },
    maxItems: 6,
  },
  prefix: {
    type: 'array',
    prefixItems: [{ type: 'string' }, { type: 'integer' }],
    items: false,
    minItems: 2,
  },
  unevItems: {
    type: 'array',
    prefixItems: [{ const: 1 }],
    unevaluatedItems: { type: 'string' },
    minItems: 3,
  },
  props: {
    type: 'object',
    minProperties: 2,
    maxProperties: 3,
    propertyNames: { pattern: '^[a-z]{3}$' },
    additionalProperties: { type: 'integer' },
  },
  pprops: {
    type: 'object',
    patternProperties: { '^x-': { type: 'integer' }, y$: { minimum: 3 } },
    additionalProperties: false,
    minProperties: 1,
  },
  depReq: {
    type: 'object',
    properties: { a: {}, b: {}, c: {} },
    dependentRequired: { a: ['b'], b: ['c'] },
    required: ['a'],
  },
  depSch: {
    type: 'object',
    properties: { kind: { enum: ['x', 'y'] } },
    required: ['kind'],
    dependentSchemas: { kind: { required: ['z'], properties: { z: { type: 'integer' } } } },
  },
  ite: {
    type: 'object',
    properties: { t: { enum: ['a', 'b'] }, n: { type: 'integer' } },
    required: ['t'],
    if: { properties: { t: { const: 'a' } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; nobody awaits it
    then: { required: ['n'] },
    else: { properties: { n: false } },
  },
  notReq: {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    not: { required: ['a', 'b'] },
  },
  notType: { not: { type: ['string', 'object', 'array', 'null'] } },
  oneOfOverlap: {
    oneOf: [
      { type: 'integer', multipleOf: 3 },
      { type: 'integer', multipleOf: 5 },
    ],
  },
  oneOfObj: {
    oneOf: [
      { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      { type: 'object', required: ['b'], properties: { b: { type: 'string' } } },
    ],
  },
  anyOfReq: {
    type: 'object',
    properties: { a: { type: 'string', minLength: 1 }, b: { type: 'integer' } },
    anyOf: [{ required: ['a'] }, { required: ['b'] }],
  },
  allOfClash: {
    allOf: [
      { type: 'object', properties: { a: { minimum: 3, type: 'integer' } } },
      { properties: { a: { maximum: 4 } }, required: ['a'] },
    ],
    unevaluatedProperties: false,
  },
  unevProps: {
    allOf: [
      { properties: { a: { type: 'string' } } },
      {
        anyOf: [
          { properties: { b: { type: 'integer' } }, required: ['b'] },
          { properties: { c: true }, required: ['c'] },
        ],
      },
    ],
    unevaluatedProperties: false,
    type: 'object',
  },
  rec: { $ref: '#/components/schemas/Node' },
  recReq: { $ref: '#/components/schemas/Chain' },
  mutual: { $ref: '#/components/schemas/A' },
  nullOnly: { type: 'null' },
  boolTrue: true,
  empty: {},
  boolConst: { const: true },
  discr: { $ref: '#/components/schemas/Pet' },
  wordy: {
    type: 'object',
    required: ['__proto__', 'constructor', '$ref', 'a/b~c'],
    properties: {
      ['__proto__']: { type: 'string' },
      constructor: { type: 'integer' },
      $ref: { type: 'string' },
      'a/b~c': { type: 'boolean' },
    },
  },
  deepArr: {
    type: 'array',
    minItems: 1,
    items: {
      type: 'array',
      minItems: 2,
      items: { type: 'array', minItems: 1, items: { type: 'integer', minimum: 3, maximum: 3 } },
    },
  },
  huge: { type: 'string', minLength: 5000, maxLength: 5001 },
  manyItems: { type: 'array', minItems: 120, items: { type: 'integer' } },
  floatInt: { type: 'integer', minimum: 1.5, maximum: 2.5 },
  lenFloat: { type: 'string', minLength: 2.0 },
  contentEnc: { type: 'string', contentEncoding: 'base64', contentMediaType: 'application/json' },
}

const schemas: Readonly<Record<string, unknown>> = {
  Node: {
    $dynamicAnchor: 'node',
    type: 'object',
    required: ['v'],
    properties: {
      v: { type: 'integer', minimum: 1 },
      next: { $ref: '#/components/schemas/Node' },
      kids: { type: 'array', items: { $ref: '#/components/schemas/Node' }, maxItems: 2 },
    },
    additionalProperties: false,
  },
  Chain: {
    type: 'object',
    required: ['next'],
    properties: { next: { anyOf: [{ $ref: '#/components/schemas/Chain' }, { type: 'null' }] } },
  },
  A: { type: 'object', required: ['b'], properties: { b: { $ref: '#/components/schemas/B' } } },
  B: { type: 'object', properties: { a: { $ref: '#/components/schemas/A' } }, minProperties: 0 },
  Pet: {
    oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
    discriminator: {
      propertyName: 'kind',
      mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
    },
  },
  Cat: {
    type: 'object',
    required: ['kind'],
    properties: {
      kind: { type: 'string', enum: ['cat'] },
      lives: { type: 'integer', minimum: 1, maximum: 9 },
    },
  },
  Dog: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string', enum: ['dog'] }, good: { type: 'boolean' } },
  },
}

const given = { parameters: {} }

/** A judge of the schema as the document has it: nothing of the rooms under test has touched it. */
function judgeOf(name: string): (value: unknown) => boolean {
  const ajv = addFormats.default(new Ajv2020({ strict: false, logger: false }))
  const here = `zoo:${name}`
  const absolute = (value: unknown): object | boolean =>
    JSON.parse(JSON.stringify(value).replaceAll('"#/', `"${here}#/`)) as object | boolean
  ajv.addSchema({ $id: here, components: { schemas: absolute(schemas) } })
  const validate = ajv.compile(absolute(zoo[name]))
  return (value) => validate(value)
}

function bodyOf({ body }: OperationInput): unknown {
  if (body === undefined || !('value' in body)) throw new Error('The request has no body that is a value.')
  return body.value
}

describe.each(Object.keys(zoo))('%s', (name) => {
  const contract = createContract({
    openapi: '3.1.0',
    info: { title: 'Zoo', version: '1' },
    paths: {
      '/x': {
        post: {
          requestBody: { required: true, content: { 'application/json': { schema: zoo[name] } } },
          responses: { 200: { description: 'fine' } },
        },
      },
    },
    components: { schemas },
  })
  const operation = contract.operations[0]!
  const valid = judgeOf(name)

  test('values and edges are valid, and nothing with a defect is', () => {
    const values = fc.sample(validInputs(contract, operation, given), { numRuns: 50, seed: 1 }).map(bodyOf)
    expect(values.filter((value) => !valid(value))).toEqual([])
    const edges = boundaryInputs(contract, operation, given).map(({ input }) => bodyOf(input))
    expect(edges.filter((value) => !valid(value))).toEqual([])
    for (const defect of enumerateDefects(contract, operation, given)) {
      if (['required', 'empty-body', 'malformed-json'].includes(defect.keyword) && defect.place === '')
        continue
      const wrong = invalidInputsFor(contract, operation, given, defect)
      const accepted = fc
        .sample(wrong, { numRuns: 5, seed: 2 })
        .map(({ input }) => bodyOf(input))
        .filter(valid)
      expect({ defect: defect.name, accepted }).toEqual({ defect: defect.name, accepted: [] })
    }
  })
})
