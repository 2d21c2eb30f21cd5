import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Violation } from '../../src/http/exchange.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import { isUndecided } from '../../src/contract/violations.ts'
import { KeyproofError } from '../../src/errors.ts'
import { contractOf, subject } from './documents.ts'

function violations(
  schema: unknown,
  value: unknown,
  others: JsonObject = {},
  openapi = '3.1.0',
): readonly Violation[] {
  const contract = contractOf(schema, openapi, others)
  return contract.validator({ schema, pointer: subject }, 'response')(value)
}

const nested = (depth: number): unknown => {
  let schema: unknown = { type: 'string' }
  for (let at = 0; at < depth; at++) schema = { allOf: [schema] }
  return schema
}

/** What is found with as little stack as one can look with at all. */
function atDepth(look: () => readonly string[]): readonly string[] {
  try {
    return atDepth(look)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return look()
  }
}

describe('what is nested too deeply', () => {
  test('in a schema is a problem of the document, and never passes for read', () => {
    const ends = new Set<string>()
    for (let depth = 200; depth <= 2000; depth += 200) {
      const schema = nested(depth)
      const contract = contractOf(schema)
      try {
        const found = contract.validator({ schema, pointer: subject }, 'response')(1)
        ends.add(found.length > 0 ? 'judged' : 'opened')
        expect(contract.problems).toHaveLength(found.length > 0 ? 0 : 1)
      } catch (error) {
        ends.add(error instanceof KeyproofError ? error.code : String(error))
        expect(contract.problems).toMatchObject([
          { severity: 'error', message: expect.stringContaining('cannot be compiled'), pointer: subject },
        ])
      }
      expect(contract.gaps({ schema, pointer: subject }, 'response')).toHaveLength(contract.problems.length)
    }
    // How deep is too deep is for the stack to say.
    expect([...ends].filter((end) => end !== 'opened')).toEqual(['judged', 'document'])
  })

  test('in a schema is said of it from then on, however much stack there is the next time', () => {
    const schema = nested(300)
    const contract = contractOf(schema)
    const asked = { schema, pointer: subject }
    contract.resolve(asked, 'response')
    const first = atDepth(() => contract.gaps(asked, 'response'))
    expect(first).toHaveLength(1)
    expect(contract.gaps(asked, 'response')).toEqual(first)
    expect(contract.problems).toHaveLength(1)
  })

  test('in a value is told as such, and is no problem of the document', () => {
    const schema = { properties: { child: { $ref: '#/components/schemas/Tree' } } }
    const contract = contractOf(schema, '3.1.0', { Tree: schema })
    let value: unknown = {}
    for (let depth = 0; depth < 50_000; depth++) value = { child: value }
    const found = contract.validator({ schema, pointer: subject }, 'response')(value)
    expect(found.map(isUndecided)).toEqual([true])
    expect(contract.problems).toEqual([])
  })
})

describe('a violation', () => {
  test('names the place in the body and the place in the document', () => {
    const others = {
      Key: { type: 'object', properties: { 'a/b': { items: { $ref: '#/components/schemas/Leaf' } } } },
      Leaf: { type: 'string' },
    }
    const schema = { type: 'object', properties: { data: { $ref: '#/components/schemas/Key' } } }
    expect(violations(schema, { data: { 'a/b': ['x', 1, 2] } }, others)).toEqual([
      {
        place: '/data/a~1b/*',
        keyword: 'type',
        schema: '/components/schemas/Leaf/type',
        message: 'must be string, not number',
        formatOnly: false,
      },
    ])
  })

  test('of multipleOf is told in decimals, not in binary fractions', () => {
    expect(violations({ multipleOf: 0.01 }, 19.99)).toEqual([])
    expect(violations({ multipleOf: 0.1 }, 1e6 + 0.3)).toEqual([])
    expect(violations({ multipleOf: 0.01 }, 19.995).map(({ keyword }) => keyword)).toEqual(['multipleOf'])
  })

  test('keeps member names that look like indexes', () => {
    const found = violations({ properties: { 7: { items: { type: 'string' } } } }, { 7: [1] })
    expect(found.map(({ place }) => place)).toEqual(['/7/*'])
  })

  test('is one of all members that only a map has, whatever they are called', () => {
    const found = violations(
      { additionalProperties: { properties: { name: { type: 'string' } } } },
      { 7: { name: null }, '3e58736c': { name: null }, any: { name: null } },
    )
    expect(found.map(({ place }) => place)).toEqual(['/*/name'])
  })

  test('tells a missed format from the rest', () => {
    const found = violations({ type: 'string', format: 'date-time', minLength: 3 }, 'x')
    expect(found.map(({ keyword, formatOnly }) => [keyword, formatOnly])).toEqual(
      expect.arrayContaining([
        ['format', true],
        ['minLength', false],
      ]),
    )
  })

  test.each([
    [{ required: ['id'] }, {}, 'lacks the required member `id`'],
    [
      { additionalProperties: false },
      { extra: 1 },
      'has the member `extra`, which the schema does not allow',
    ],
    [
      { unevaluatedProperties: false },
      { extra: 1 },
      'has the member `extra`, which the schema does not allow',
    ],
    [{ enum: ['a'] }, 'topsecret', 'must be one of the values listed'],
    [{ const: 'a' }, 'topsecret', 'must be the one value allowed'],
    [{ type: ['string', 'null'] }, 3, 'must be string or null, not number'],
    [{ uniqueItems: true }, ['topsecret', 'topsecret'], 'must not hold the same item twice'],
    [{ not: { type: 'string' } }, 'topsecret', 'must not match the schema under `not`'],
  ])('%j on %j says "%s"', (schema, value, message) => {
    expect(violations(schema, value).map((violation) => violation.message)).toContain(message)
  })

  test('never holds a value of the body', () => {
    const secret = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
    const schemas = [
      { type: 'integer' },
      { enum: ['a', 'b'] },
      { const: 'a' },
      { pattern: '^x' },
      { format: 'uuid', maxLength: 2 },
      { oneOf: [{ type: 'number' }, { const: 1 }] },
      { not: {} },
      false,
    ]
    fc.assert(
      fc.property(fc.constantFrom(...schemas), fc.constantFrom('a', '0', 'x-y'), (schema, name) => {
        for (const body of [secret, [secret, secret], { [name]: secret }]) {
          const found = violations(
            { anyOf: [schema], items: schema, additionalProperties: schema, uniqueItems: true },
            body,
          )
          expect(found.length).toBeGreaterThan(0)
          expect(JSON.stringify(found)).not.toContain(secret)
        }
      }),
    )
  })
})

describe('alternatives', () => {
  const card = {
    type: 'object',
    required: ['kind', 'number'],
    properties: { kind: { const: 'card' }, number: { type: 'string' } },
  }
  const bank = {
    type: 'object',
    required: ['kind', 'iban', 'name'],
    properties: { kind: { const: 'bank' }, iban: { type: 'string' }, name: { type: 'string' } },
  }
  const others = { Card: card, Bank: bank }
  const schema = {
    oneOf: [{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Bank' }, { type: 'string' }],
  }

  test('report themselves and the branch that came nearest', () => {
    const found = violations(schema, { kind: 'bank', iban: 1, name: 'n' }, others)
    expect(found.map(({ keyword, schema: place }) => `${keyword} ${place}`)).toEqual([
      'type /components/schemas/Bank/properties/iban/type',
      'oneOf /components/schemas/Subject/oneOf',
    ])
  })

  test('that match several times report that alone', () => {
    const found = violations({ oneOf: [{ type: 'string' }, { minLength: 1 }, { type: 'number' }] }, 'a')
    expect(found.map(({ keyword, message }) => `${keyword}: ${message}`)).toEqual([
      'oneOf: must match exactly one of the alternatives, and matches several',
    ])
  })

  test('leave what else is wrong', () => {
    const found = violations(
      { properties: { a: { type: 'string' }, b: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
      { a: 1, b: 1 },
    )
    expect(found.map(({ place, keyword }) => `${place} ${keyword}`)).toEqual([
      '/a type',
      '/b type',
      '/b anyOf',
    ])
  })
})

describe('a part of a schema that makes no sense', () => {
  test.each([
    { type: 'whatever' },
    { allOf: [{ $ref: '#/components/schemas/Subject' }] },
    { $ref: '#/components/schemas/Nowhere' },
    { $dynamicRef: '#nowhere' },
    { properties: { a: { patternProperties: { '(': {} } } } },
    { multipleOf: 0 },
    { enum: [] },
  ])('is told, so that nothing passes by it unnoticed: %j', (schema) => {
    const contract = contractOf(schema)
    expect(contract.validator({ schema, pointer: subject }, 'response')({})).toEqual([])
    expect(contract.problems.map(({ pointer }) => pointer?.startsWith(subject))).toEqual([true])
  })
})
