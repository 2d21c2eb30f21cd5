import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { regExp } from '../../src/contract/keywords.ts'
import type { JsonSchema, JsonValue } from '../../src/contract/types.ts'
import { Unsatisfiable, validValues } from '../../src/generate/values.ts'
import { judge, randomSchemas, shrinksOf, stringsIn } from './schemas.ts'

function codePoints(text: string): number {
  return Array.from(text).length
}

function sampled(schema: JsonSchema, numRuns = 60, seed = 7): readonly JsonValue[] {
  return fc.sample(validValues(schema), { numRuns, seed })
}

describe('any schema', () => {
  test('every value is valid, and so is everything it shrinks to', () => {
    let satisfied = 0
    fc.assert(
      fc.property(randomSchemas, fc.nat(), (schema, seed) => {
        let values: fc.Arbitrary<JsonValue>
        try {
          values = validValues(schema)
        } catch (error) {
          expect(error).toBeInstanceOf(Unsatisfiable)
          return
        }
        satisfied++
        const valid = judge(schema)
        const met = [...fc.sample(values, { numRuns: 15, seed }), ...shrinksOf(values, seed)]
        expect(met.filter((value) => !valid(value))).toEqual([])
      }),
      { seed: 2026, numRuns: 200 },
    )
    // Random schemas contradict themselves now and then; giving up often would hide in the branch above.
    expect(satisfied).toBeGreaterThan(170)
  })

  test('the same seed gives the same values', () => {
    fc.assert(
      fc.property(randomSchemas, fc.nat(), (schema, seed) => {
        let first: readonly JsonValue[]
        try {
          first = sampled(schema, 5, seed)
        } catch {
          return
        }
        expect(sampled(structuredClone(schema), 5, seed)).toEqual(first)
      }),
      { seed: 11, numRuns: 40 },
    )
  })

  test('strings hold no lone surrogate and no control character', () => {
    fc.assert(
      fc.property(randomSchemas, fc.nat(), (schema, seed) => {
        let values: readonly JsonValue[]
        try {
          values = sampled(schema, 20, seed)
        } catch {
          return
        }
        for (const text of values.flatMap(stringsIn)) {
          expect(text.isWellFormed()).toBe(true)
          expect(text).not.toMatch(/[\u0000-\u001f\u007f]/)
        }
      }),
      { seed: 5, numRuns: 80 },
    )
  })
})

describe('what is made', () => {
  test('strings reach beyond ASCII and beyond the basic plane', () => {
    const texts = sampled({ type: 'string' }, 300) as readonly string[]
    expect(texts.some((text) => /[\u{10000}-\u{10ffff}]/u.test(text))).toBe(true)
    expect(texts.some((text) => /[\u0300-\u036f]/.test(text))).toBe(true)
    expect(texts.every((text) => text.trim() === text)).toBe(true)
  })

  test('lengths count code points, and are long only where that is asked for', () => {
    for (const text of sampled({ type: 'string', minLength: 3, maxLength: 3 }) as readonly string[])
      expect(codePoints(text)).toBe(3)
    for (const text of sampled({ type: 'string', maxLength: 5000 }) as readonly string[])
      expect(codePoints(text)).toBeLessThanOrEqual(44)
    for (const text of sampled({ type: 'string', minLength: 300 }, 5) as readonly string[])
      expect(codePoints(text)).toBeGreaterThanOrEqual(300)
  })

  test('optional members are met both present and absent, alone and together', () => {
    const schema = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'integer' } } }
    const shapes = new Set(
      sampled(schema, 200).map((value) =>
        Object.keys(value as object)
          .toSorted()
          .join(),
      ),
    )
    expect(shapes).toEqual(new Set(['', 'a', 'b', 'a,b']))
  })

  test('a readOnly member is not sent', () => {
    const schema = {
      type: 'object',
      properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } },
    }
    expect(sampled(schema).some((value) => Object.hasOwn(value as object, 'id'))).toBe(false)
  })

  test('every alternative is met', () => {
    const schema = {
      oneOf: [
        { type: 'integer' },
        { type: 'string', format: 'uuid' },
        { type: 'array', items: { type: 'boolean' } },
      ],
    }
    const types = new Set(
      sampled(schema, 100).map((value) => (Array.isArray(value) ? 'array' : typeof value)),
    )
    expect(types).toEqual(new Set(['number', 'string', 'array']))
  })

  test('a discriminator names the alternative', () => {
    const pet = (extra: string): JsonSchema => ({
      type: 'object',
      properties: { kind: { type: 'string' }, [extra]: { type: 'integer' } },
      required: ['kind', extra],
    })
    const schema = {
      oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }],
      discriminator: { propertyName: 'kind', mapping: { dog: '#/components/schemas/Dog' } },
      $defs: { Cat: pet('lives'), Dog: pet('walks') },
    }
    for (const value of sampled(schema) as readonly { kind: string }[])
      expect(value.kind).toBe('lives' in value ? 'Cat' : 'dog')
  })

  test('recursion ends, and values stay small', () => {
    const tree = {
      $ref: '#/$defs/tree',
      $defs: {
        tree: {
          type: 'object',
          properties: { children: { type: 'array', items: { $ref: '#/$defs/tree' } } },
        },
      },
    }
    for (const value of sampled(tree, 100)) expect(JSON.stringify(value).length).toBeLessThan(5000)
  })

  test('a date lies in the future, an address in the ranges for documentation', () => {
    for (const text of sampled({ type: 'string', format: 'date-time' }) as readonly string[])
      expect(Date.parse(text)).toBeGreaterThan(Date.parse('2034-12-31T00:00:00Z'))
    for (const text of sampled({ type: 'string', format: 'uri' }) as readonly string[])
      expect(new URL(text).hostname).toMatch(/(^|\.)example\.(com|net|org)$/)
    for (const text of sampled({ type: 'string', format: 'ipv4' }) as readonly string[])
      expect(text).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\./)
  })

  test('shrinking ends at the plainest value', () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string', minLength: 2 }, note: { type: 'string' } },
      required: ['name'],
    }
    const result = fc.check(
      fc.property(validValues(schema), () => false),
      { seed: 3 },
    )
    expect(result.counterexample).toEqual([{ name: expect.stringMatching(/^[a-z]{2}$/) as string }])
  })
})

describe('patterns', () => {
  test.each<[string, object]>([
    ['^[a-z]*-[a-z]*$', {}],
    ['^[a-z]*-[a-z]*$', { minLength: 30, maxLength: 31 }],
    ['^AC[0-9a-fA-F]{32}$', {}],
    ['^(/[\\w\\-]+)+(\\.[\\w]+)?$', {}],
    ['^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{8,}$', {}],
    ['^[\\u0041-\\u{1F600}]+$', {}],
    ['\\bkey\\b', {}],
    ['^\\p{L}{2,}$', { maxLength: 3 }],
    ['^[\\w-.]+$', {}],
  ])('%s %j is matched, in the length asked for', (pattern, bounds) => {
    const values = sampled({ type: 'string', pattern, ...bounds }, 30)
    const valid = judge({ type: 'string', ...bounds })
    expect(
      values.filter((value) => !valid(value) || regExp(pattern)?.test(value as string) !== true),
    ).toEqual([])
    expect(new Set(values).size).toBeGreaterThan(4)
  })
})

describe('where nothing can be made', () => {
  test.each<[string, JsonSchema]>([
    ['false', false],
    ['crossed bounds', { type: 'integer', minimum: 5, maximum: 4 }],
    ['a range without a whole number', { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 }],
    [
      'too few values for a set',
      { type: 'array', uniqueItems: true, items: { type: 'boolean' }, minItems: 3 },
    ],
    ['a required member that may not be', { type: 'object', properties: { a: false }, required: ['a'] }],
    [
      'endless recursion',
      {
        $ref: '#/$defs/n',
        $defs: { n: { type: 'object', properties: { n: { $ref: '#/$defs/n' } }, required: ['n'] } },
      },
    ],
    ['a reference to itself', { $ref: '#/$defs/n', $defs: { n: { $ref: '#/$defs/n' } } }],
    ['an impossible pattern', { type: 'string', pattern: '^(?!x)x$' }],
    ['types that exclude each other', { allOf: [{ type: 'string' }, { type: 'integer' }] }],
    ['a negation of itself', { type: 'string', not: { type: 'string' } }],
    ['a type that does not exist', { type: 'strin' }],
    ['a pattern shorter than the length', { type: 'string', pattern: '^[a-z]{2}$', minLength: 5 }],
  ])('%s is refused, and soon', (_, schema) => {
    const before = process.cpuUsage()
    expect(() => validValues(schema)).toThrow(Unsatisfiable)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })
})
