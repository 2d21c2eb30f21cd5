import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonSchema, JsonValue } from '../../src/contract/types.ts'
import { boundaryValues } from '../../src/generate/boundaries.ts'
import { judge, randomSchemas } from './schemas.ts'

const key = '\u{1F511}'

function valuesOf(schema: JsonSchema): readonly JsonValue[] {
  return boundaryValues(schema).map(({ value }) => value)
}

/** Characters, items, members, or the number itself. */
function sizeOf(value: JsonValue): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string') return Array.from(value).length
  return Object.keys(value as object).length
}

const request: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 2, maxLength: 7, examples: ['Prod'] },
    uses: { type: ['integer', 'null'], minimum: 1, maximum: 10 },
    scopes: {
      type: 'array',
      items: { enum: ['read', 'write'] },
      minItems: 1,
      maxItems: 2,
      uniqueItems: true,
    },
    note: { type: 'string', default: 'none' },
  },
  required: ['name'],
  additionalProperties: false,
}

describe('boundaryValues', () => {
  test('all are valid, at most 200, distinctly named, and the same at every call', () => {
    fc.assert(
      fc.property(randomSchemas, (schema) => {
        const found = boundaryValues(schema)
        const valid = judge(schema)
        expect(found.filter(({ value }) => !valid(value))).toEqual([])
        expect(found.length).toBeLessThanOrEqual(200)
        expect(new Set(found.map(({ name }) => name)).size).toBe(found.length)
        expect(boundaryValues(structuredClone(schema))).toEqual(found)
      }),
      { seed: 42, numRuns: 60 },
    )
  })

  test.each<readonly [JsonSchema, Readonly<Record<string, number>>]>([
    [{ type: 'string', format: 'uri', maxLength: 2048 }, { longest: 2048 }],
    [
      { type: 'string', format: 'email', minLength: 40, maxLength: 254 },
      { shortest: 40, longest: 254 },
    ],
    [{ type: 'string', format: 'hostname', maxLength: 253 }, { longest: 253 }],
    [
      { type: 'string', format: 'byte', minLength: 40, maxLength: 44 },
      { shortest: 40, longest: 44 },
    ],
    [{ type: 'string', pattern: '^[\\w-]{1,256}$', maxLength: 256 }, { longest: 256 }],
    [{ type: 'string', maxLength: 65_536 }, { longest: 65_536 }],
    [
      { type: 'array', items: { type: 'string' }, minItems: 120, maxItems: 500 },
      { 'fewest items': 120, 'most items': 500 },
    ],
    [
      { type: 'object', properties: { a: {}, b: {}, c: {} }, minProperties: 2, maxProperties: 5 },
      { 'fewest members': 2, 'most members': 5 },
    ],
    [
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
      { smallest: 0.01, largest: 0.99 },
    ],
  ])('every stated bound of %j is tried', (schema, sizes) => {
    const found = new Map(boundaryValues(schema).map(({ name, value }) => [name, sizeOf(value)]))
    for (const [name, size] of Object.entries(sizes)) expect([name, found.get(name)]).toEqual([name, size])
  })

  test('every edge of a request is there', () => {
    const members = (name: string): readonly JsonValue[] =>
      valuesOf(request).map((value) => (value as Record<string, JsonValue>)[name] ?? null)
    expect(members('name')).toEqual(
      expect.arrayContaining(['kk', key.repeat(2), 'kkkkkkk', key.repeat(7), 'Prod']),
    )
    expect(members('uses')).toEqual(expect.arrayContaining([1, 10, null]))
    expect(members('note')).toContain('none')
    expect(
      valuesOf(request).map((value) =>
        Object.keys(value as object)
          .toSorted()
          .join(),
      ),
    ).toEqual(
      expect.arrayContaining([
        'name',
        'name,note,scopes,uses',
        'name,note,scopes',
        'name,note,uses',
        'name,scopes,uses',
      ]),
    )
    const scopes = members('scopes').filter((value) => Array.isArray(value))
    expect(new Set(scopes.map((list) => list.length))).toEqual(new Set([1, 2]))
    expect(new Set(scopes.flat())).toEqual(new Set(['read', 'write']))
  })

  test('no bound is crowded out, however many members and however deep', () => {
    const names = Array.from({ length: 20 }, (_, index) => `member${index}`)
    const bounded = { type: 'integer', minimum: 3, maximum: 90 }
    const deep = { type: 'object', properties: { z: bounded } }
    const schema = {
      type: 'object',
      properties: { ...Object.fromEntries(names.map((name) => [name, bounded])), deep },
    }
    const found = boundaryValues(schema).map(({ value }) => value as Record<string, JsonValue>)
    for (const bound of [3, 90]) {
      for (const name of names) expect(found.some((value) => value[name] === bound)).toBe(true)
      expect(found.some(({ deep: inner }) => (inner as { z?: number } | undefined)?.z === bound)).toBe(true)
    }
  })

  test('excluded bounds are approached, not met', () => {
    expect(valuesOf({ type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 9 })).toEqual([1, 8])
    expect(valuesOf({ type: 'number', exclusiveMinimum: 0, maximum: 1 })).toEqual([0.01, 1])
    expect(valuesOf({ type: 'integer', minimum: 3, maximum: 20, multipleOf: 5 })).toEqual([5, 20])
    expect(valuesOf({ type: 'integer', format: 'int32' })).toEqual([-(2 ** 31), 2 ** 31 - 1])
  })

  test('the longest string of a pattern has the pattern', () => {
    expect(valuesOf({ type: 'string', pattern: '^[a-z][a-z0-9]*$', maxLength: 12 })).toEqual([
      expect.stringMatching(/^[a-z][a-z0-9]{11}$/),
    ])
  })
})
