import { describe, expect, test } from 'vitest'

import type { Contract, Direction, JsonObject } from '../../src/contract/types.ts'
import { contractOf, subject } from './documents.ts'

function accepts(contract: Contract, value: unknown, direction: Direction = 'response'): boolean {
  const schema = (contract.document['components'] as { schemas: JsonObject }).schemas['Subject']
  return contract.validator({ schema, pointer: subject }, direction)(value).length === 0
}

interface Row {
  readonly says: string
  readonly openapi: string
  readonly schema: unknown
  readonly others?: JsonObject
  readonly good: readonly unknown[]
  readonly bad: readonly unknown[]
}

const key = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } }

const rows: readonly Row[] = [
  {
    says: 'nullable beside type',
    openapi: '3.0.3',
    schema: { type: 'string', nullable: true },
    good: [null, 'a'],
    bad: [1],
  },
  {
    says: 'nullable is no keyword of 3.1',
    openapi: '3.1.0',
    schema: { type: 'string', nullable: true },
    good: ['a'],
    bad: [null],
  },
  {
    says: 'type lists of 3.1',
    openapi: '3.1.0',
    schema: { type: ['string', 'null'] },
    good: [null, 'a'],
    bad: [1],
  },
  ...[
    { const: 'a' },
    { type: 'array', prefixItems: [{ type: 'string' }], items: {} },
    { contains: { type: 'string' } },
    { propertyNames: { maxLength: 1 }, patternProperties: { b: { type: 'string' } } },
    { dependentRequired: { bb: ['c'] }, unevaluatedProperties: false },
    { if: false, else: { required: ['c'] } },
  ].flatMap((schema): readonly Row[] => [
    {
      says: `${Object.keys(schema).join(' and ')} of 3.1 are no keywords of 3.0`,
      openapi: '3.0.3',
      schema,
      good: 'type' in schema ? [[1]] : ['b', [1], { bb: 1 }],
      bad: [],
    },
    {
      says: `${Object.keys(schema).join(' and ')} are keywords of 3.1`,
      openapi: '3.1.0',
      schema,
      good: [],
      bad: ['const' in schema ? 'b' : 'type' in schema || 'contains' in schema ? [1] : { bb: 1 }],
    },
  ]),
  {
    says: 'alternatives told apart by what 3.0 passes over may all fit',
    openapi: '3.0.3',
    schema: {
      oneOf: [
        { type: 'object', properties: { kind: { const: 'a' } } },
        { type: 'object', properties: { kind: { const: 'b' } } },
      ],
    },
    good: [{ kind: 'a' }],
    bad: ['a'],
  },
  {
    says: 'nullable does not widen enum',
    openapi: '3.0.3',
    schema: { type: 'string', nullable: true, enum: ['a'] },
    good: ['a'],
    bad: [null],
  },
  {
    says: 'nullable with null in enum',
    openapi: '3.0.3',
    schema: { type: 'string', nullable: true, enum: ['a', null] },
    good: ['a', null],
    bad: ['b'],
  },
  {
    says: 'nullable without type does nothing',
    openapi: '3.0.3',
    schema: { nullable: true, allOf: [{ type: 'string' }] },
    good: ['a'],
    bad: [null],
  },
  {
    says: 'nullable does not reach into allOf',
    openapi: '3.0.3',
    schema: { type: 'object', nullable: true, allOf: [{ $ref: '#/components/schemas/Key' }] },
    others: { Key: key },
    good: [{ id: 'a' }],
    bad: [null, {}],
  },
  {
    says: 'nullable object with untyped allOf',
    openapi: '3.0.3',
    schema: { type: 'object', nullable: true, allOf: [{ required: ['id'] }] },
    good: [null, { id: 1 }],
    bad: [{}],
  },
  {
    says: 'boolean exclusiveMinimum',
    openapi: '3.0.3',
    schema: { type: 'number', minimum: 5, exclusiveMinimum: true },
    good: [6],
    bad: [5],
  },
  {
    says: 'exclusiveMaximum set to false',
    openapi: '3.0.3',
    schema: { type: 'number', maximum: 5, exclusiveMaximum: false },
    good: [5],
    bad: [6],
  },
  {
    says: 'exclusiveMinimum without minimum',
    openapi: '3.0.3',
    schema: { type: 'number', exclusiveMinimum: true },
    good: [-1],
    bad: ['a'],
  },
  {
    says: 'numeric exclusiveMaximum',
    openapi: '3.1.0',
    schema: { exclusiveMaximum: 5 },
    good: [4],
    bad: [5],
  },
  {
    says: 'siblings of $ref in 3.0',
    openapi: '3.0.3',
    schema: { $ref: '#/components/schemas/Key', required: ['name'] },
    others: { Key: key },
    good: [{ id: 'a' }],
    bad: [{ name: 'a' }],
  },
  {
    says: 'siblings of $ref in 3.1',
    openapi: '3.1.0',
    schema: { $ref: '#/components/schemas/Key', required: ['name'] },
    others: { Key: key },
    good: [{ id: 'a', name: 'b' }],
    bad: [{ id: 'a' }, { name: 'b' }],
  },
  {
    says: 'annotations beside $ref in 3.1',
    openapi: '3.1.0',
    schema: { $ref: '#/components/schemas/Key', description: 'x' },
    others: { Key: key },
    good: [{ id: 'a' }],
    bad: [{}],
  },
  {
    says: 'local definitions',
    openapi: '3.1.0',
    schema: { $defs: { a: { const: 1 } }, $ref: '#/components/schemas/Subject/$defs/a' },
    good: [1],
    bad: [2],
  },
  {
    says: '$anchor',
    openapi: '3.1.0',
    schema: { items: { $ref: '#item' } },
    others: { Item: { $anchor: 'item', type: 'string' } },
    good: [['a']],
    bad: [[1]],
  },
  {
    says: '$id',
    openapi: '3.1.0',
    schema: { $ref: 'https://example.test/item' },
    others: { Item: { $id: 'https://example.test/item', type: 'string' } },
    good: ['a'],
    bad: [1],
  },
  {
    says: '$dynamicRef as a plain reference',
    openapi: '3.1.0',
    schema: { $dynamicAnchor: 'node', type: 'object', properties: { next: { $dynamicRef: '#node' } } },
    good: [{ next: { next: {} } }],
    bad: [{ next: { next: 1 } }],
  },
  {
    says: 'escaped pointers',
    openapi: '3.0.3',
    schema: { $ref: '#/components/schemas/a~1b%20c~0' },
    others: { 'a/b c~': { type: 'string' } },
    good: ['a'],
    bad: [1],
  },
  {
    says: 'a reference through a reference',
    openapi: '3.0.3',
    schema: { $ref: '#/components/schemas/Alias/properties/id' },
    others: { Key: key, Alias: { $ref: '#/components/schemas/Key' } },
    good: ['a'],
    bad: [1],
  },
  {
    says: 'circles',
    openapi: '3.0.3',
    schema: {
      type: 'object',
      properties: { next: { $ref: '#/components/schemas/Subject' }, n: { type: 'integer' } },
    },
    good: [{ next: { next: { n: 1 } } }],
    bad: [{ next: { next: { n: 'a' } } }],
  },
  {
    says: 'a dangling reference accepts anything',
    openapi: '3.0.3',
    schema: { type: 'object', required: ['a'], properties: { a: { $ref: '#/components/schemas/None' } } },
    good: [{ a: 1 }],
    bad: [{}],
  },
  {
    says: 'a reference to itself accepts anything',
    openapi: '3.0.3',
    schema: { $ref: '#/components/schemas/Subject' },
    good: [1, null],
    bad: [],
  },
  { says: 'file', openapi: '3.0.3', schema: { type: 'file' }, good: ['a'], bad: [1] },
  {
    says: 'prefixItems',
    openapi: '3.1.0',
    schema: { prefixItems: [{ type: 'string' }], items: { type: 'number' } },
    good: [['a', 1]],
    bad: [[1], ['a', 'b']],
  },
  {
    says: 'tuples written as items',
    openapi: '3.1.0',
    schema: { items: [{ type: 'string' }], additionalItems: { type: 'number' } },
    good: [['a', 1]],
    bad: [[1], ['a', 'b']],
  },
  {
    says: 'unevaluatedProperties',
    openapi: '3.1.0',
    schema: { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
    good: [{ a: 1 }],
    bad: [{ b: 1 }],
  },
  {
    says: 'dependentRequired',
    openapi: '3.1.0',
    schema: { dependentRequired: { a: ['b'] } },
    good: [{ a: 1, b: 1 }, {}],
    bad: [{ a: 1 }],
  },
  {
    says: 'a property named like a keyword',
    openapi: '3.0.3',
    schema: { type: 'object', properties: { $ref: { type: 'string' }, nullable: { type: 'boolean' } } },
    good: [{ $ref: 'a', nullable: true }],
    bad: [{ $ref: 1 }],
  },
  {
    says: 'patterns that forbid the u flag',
    openapi: '3.0.3',
    schema: { type: 'string', pattern: '^[\\w-.]+\\_$' },
    good: ['a_'],
    bad: ['!'],
  },
  {
    says: 'patterns that need the u flag',
    openapi: '3.0.3',
    schema: { type: 'string', pattern: '^\\p{L}+$' },
    good: ['é'],
    bad: ['1'],
  },
  {
    says: 'an invalid pattern is dropped, the rest counts',
    openapi: '3.0.3',
    schema: { type: 'string', pattern: '(', minLength: 2 },
    good: ['ab'],
    bad: ['a'],
  },
  {
    says: 'a wrong type is dropped, the rest counts',
    openapi: '3.1.0',
    schema: { type: 'strin', minLength: 2 },
    good: ['ab', 1],
    bad: ['a'],
  },
  {
    says: 'required of draft 3 is dropped',
    openapi: '3.0.3',
    schema: { type: 'object', properties: { a: { type: 'string', required: true } } },
    good: [{}],
    bad: [{ a: 1 }],
  },
  {
    says: 'formats of OpenAPI',
    openapi: '3.0.3',
    schema: {
      properties: {
        i: { type: 'integer', format: 'int32' },
        b: { type: 'string', format: 'byte' },
        p: { type: 'string', format: 'password' },
      },
    },
    good: [{ i: 1, b: 'aGk=', p: 'x' }],
    bad: [{ i: 2 ** 40 }, { b: '!' }],
  },
  {
    says: 'unknown formats are ignored',
    openapi: '3.0.3',
    schema: { type: 'string', format: 'ksuid' },
    good: ['a'],
    bad: [1],
  },
  { says: 'false', openapi: '3.1.0', schema: false, good: [], bad: [1, null] },
]

describe('the dialects', () => {
  test.each(rows)('$openapi: $says', ({ openapi, schema, others, good, bad }) => {
    const contract = contractOf(schema, openapi, others)
    expect(good.filter((value) => !accepts(contract, value))).toEqual([])
    expect(bad.filter((value) => accepts(contract, value))).toEqual([])
  })
})

describe('the direction', () => {
  const schema = {
    type: 'object',
    required: ['id', 'secret', 'name'],
    properties: {
      id: { type: 'string', readOnly: true },
      secret: { type: 'string', writeOnly: true },
      name: { type: 'string' },
    },
  }

  test('leaves readOnly out of requests and writeOnly out of responses', () => {
    const contract = contractOf(schema)
    expect(accepts(contract, { secret: 's', name: 'n' }, 'request')).toBe(true)
    expect(accepts(contract, { secret: 's', name: 'n' }, 'response')).toBe(false)
    expect(accepts(contract, { id: 'i', name: 'n' }, 'response')).toBe(true)
    expect(accepts(contract, { id: 'i', name: 'n' }, 'request')).toBe(false)
    expect(accepts(contract, { id: 'i', secret: 's' }, 'request')).toBe(false)
  })

  test.each(['3.0.3', '3.1.0'])('sees readOnly through $ref and across allOf (%s)', (openapi) => {
    const contract = contractOf(
      {
        allOf: [
          { properties: { id: { $ref: '#/components/schemas/Id' }, n: { type: 'number' } } },
          { required: ['id', 'n'] },
        ],
      },
      openapi,
      { Id: { type: 'string', readOnly: true } },
    )
    expect(accepts(contract, { n: 1 }, 'request')).toBe(true)
    expect(accepts(contract, { n: 1 }, 'response')).toBe(false)
    expect(accepts(contract, {}, 'request')).toBe(false)
  })
})

describe('a resolved schema', () => {
  test('stands alone: every reference leads to its own $defs', () => {
    const contract = contractOf({ type: 'array', items: { $ref: '#/components/schemas/Node' } }, '3.0.3', {
      Node: {
        type: 'object',
        nullable: true,
        example: {},
        xml: {},
        properties: { next: { $ref: '#/components/schemas/Node' } },
      },
      Unused: { type: 'string' },
    })
    const schema = (contract.document['components'] as { schemas: JsonObject }).schemas['Subject']
    expect(contract.resolve({ schema, pointer: subject }, 'response')).toEqual({
      type: 'array',
      items: { $ref: '#/$defs/Node' },
      $defs: {
        Node: { type: ['object', 'null'], examples: [{}], properties: { next: { $ref: '#/$defs/Node' } } },
      },
    })
  })

  test('leaves the document as it is and is made once', () => {
    const contract = contractOf({ type: 'string', nullable: true, example: 'a' }, '3.0.3')
    const before = JSON.stringify(contract.document)
    const schema = (contract.document['components'] as { schemas: JsonObject }).schemas['Subject']
    const first = contract.resolve({ schema, pointer: subject }, 'request')
    expect(contract.resolve({ schema, pointer: subject }, 'request')).toBe(first)
    expect(JSON.stringify(contract.document)).toBe(before)
  })
})

describe('a schema that leads back to itself with nothing in between', () => {
  const others = {
    Idle: { allOf: [{ $ref: '#/components/schemas/Round' }], type: 'object' },
    Round: { anyOf: [{ $ref: '#/components/schemas/Idle' }, { type: 'string' }] },
    Tree: { type: 'object', properties: { below: { $ref: '#/components/schemas/Tree' } } },
  }

  test('is a problem at its place, and lets pass there what the rest of it allows', () => {
    const contract = contractOf(
      { type: 'array', items: { $ref: '#/components/schemas/Idle' } },
      '3.1.0',
      others,
    )
    expect(accepts(contract, [{}])).toBe(true)
    expect(accepts(contract, ['a'])).toBe(false)
    expect(contract.problems).toMatchObject([
      {
        severity: 'error',
        message: expect.stringContaining('leads back to itself with nothing in between'),
        pointer: '/components/schemas/Round/anyOf/0/$ref',
      },
    ])
    const schema = (contract.document['components'] as { schemas: JsonObject }).schemas['Subject']
    expect(contract.gaps({ schema, pointer: subject }, 'response')).toHaveLength(1)
  })

  test('is told from one that leads back through its members', () => {
    const contract = contractOf({ $ref: '#/components/schemas/Tree' }, '3.1.0', others)
    expect(accepts(contract, { below: { below: {} } })).toBe(true)
    expect(accepts(contract, { below: { below: 1 } })).toBe(false)
    expect(contract.problems).toEqual([])
  })
})
