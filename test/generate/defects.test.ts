import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { valueAt } from '../../src/contract/pointer.ts'
import type { JsonSchema, JsonValue } from '../../src/contract/types.ts'
import { defectsOf, type SchemaDefect } from '../../src/generate/defects.ts'
import { Unsatisfiable } from '../../src/generate/values.ts'
import { brokenKeywords, judge, randomSchemas, shrinksOf } from './schemas.ts'

function find(schema: JsonSchema, place: string, name: string, wire = false): SchemaDefect | undefined {
  return defectsOf(schema, { wire }).find((defect) => defect.place === place && defect.name === name)
}

function examples(defect: SchemaDefect | undefined, numRuns = 20): readonly JsonValue[] {
  expect(defect).toBeDefined()
  return fc.sample(defect!.values, { numRuns, seed: 4 })
}

describe('any schema', () => {
  test('no value with a defect is valid, nor anything it shrinks to', () => {
    let tried = 0
    fc.assert(
      fc.property(randomSchemas, fc.nat(), (schema, seed) => {
        let defects: readonly SchemaDefect[]
        try {
          defects = defectsOf(schema)
        } catch (error) {
          expect(error).toBeInstanceOf(Unsatisfiable)
          return
        }
        const valid = judge(schema)
        const names = defects.map(({ place, name }) => `${place} ${name}`)
        expect(new Set(names).size).toBe(names.length)
        for (const { values, place, name } of defects) {
          tried++
          const accepted = fc.sample(values, { numRuns: 4, seed }).filter(valid)
          expect({ place, name, accepted }).toEqual({ place, name, accepted: [] })
        }
        const [some] = defects
        if (some !== undefined) expect(shrinksOf(some.values, seed).filter(valid)).toEqual([])
      }),
      { seed: 99, numRuns: 60 },
    )
    expect(tried).toBeGreaterThan(300)
  })
})

describe('one defect', () => {
  /** Different keywords may say the same; the first stands for all of them. */
  const plain: Readonly<Record<string, string>> = {
    null: 'type',
    enum: 'const',
    exclusiveMinimum: 'minimum',
    exclusiveMaximum: 'maximum',
  }
  const named = (keywords: readonly string[]): readonly string[] =>
    [...new Set(keywords.map((keyword) => plain[keyword] ?? keyword))].toSorted()

  test('breaks one keyword, or else those that are named with it', () => {
    let alone = 0
    let together = 0
    const chooses = /"(?:anyOf|oneOf|if|not|contains|unevaluatedProperties)":/
    const straight = randomSchemas.filter((schema) => !chooses.test(JSON.stringify(schema)))
    fc.assert(
      fc.property(straight, fc.nat(), (schema, seed) => {
        let defects: readonly SchemaDefect[] = []
        try {
          defects = defectsOf(schema)
        } catch (error) {
          expect(error).toBeInstanceOf(Unsatisfiable)
        }
        const broken = brokenKeywords(schema)
        for (const { values, keyword, also, place, name } of defects) {
          if (also.length === 0) alone++
          else together++
          for (const value of fc.sample(values, { numRuns: 4, seed }))
            expect({ place, name, broken: named(broken(value)) }).toEqual({
              place,
              name,
              broken: named([keyword, ...also]),
            })
        }
      }),
      { seed: 7, numRuns: 120 },
    )
    expect(alone).toBeGreaterThan(300)
    expect(together).toBeLessThan(alone / 20)
  })

  test.each<readonly [string, JsonSchema, string]>([
    ['pattern', { type: 'string', pattern: '^[a-z]+$', minLength: 12, maxLength: 14 }, 'pattern not matched'],
    ['minLength', { type: 'string', pattern: '^[a-z]+$', minLength: 12, maxLength: 14 }, 'too short'],
    [
      'required',
      {
        type: 'object',
        properties: { a: { type: 'string' }, b: { type: 'string' } },
        required: ['a'],
        dependentRequired: { b: ['a'] },
      },
      'missing',
    ],
    [
      'maxProperties',
      {
        type: 'object',
        properties: { a: { type: 'integer' }, b: { type: 'integer' }, c: { type: 'integer' } },
        additionalProperties: false,
        maxProperties: 2,
      },
      'too many members',
    ],
    [
      'maxProperties',
      { type: 'object', additionalProperties: { enum: ['x', 7] }, maxProperties: 1 },
      'too many members',
    ],
    ['minProperties', { type: 'object', required: ['a'], minProperties: 3 }, 'too few members'],
    [
      'additionalProperties',
      {
        type: 'object',
        properties: { a: true },
        propertyNames: { maxLength: 4 },
        additionalProperties: false,
      },
      'unknown member',
    ],
    [
      'maxItems',
      { type: 'array', items: { type: 'integer' }, uniqueItems: true, maxItems: 3 },
      'too many items',
    ],
  ])('is %s alone where it can be', (keyword, schema, name) => {
    const defect = defectsOf(schema).find((one) => one.name === name)
    expect(defect).toMatchObject({ keyword, also: [] })
    for (const value of examples(defect)) expect(brokenKeywords(schema)(value)).toEqual([keyword])
  })

  test.each<readonly [string, readonly string[], JsonSchema, string]>([
    ['minLength', ['pattern'], { type: 'string', pattern: '^[a-z]{6,}$', minLength: 6 }, 'too short'],
    ['type', ['format'], { type: 'integer', format: 'int32' }, 'not a whole number'],
    ['type', ['enum'], { type: 'string', enum: ['a', 'b'] }, 'wrong type'],
    [
      'maxItems',
      ['uniqueItems'],
      { type: 'array', items: { const: 1 }, uniqueItems: true, minItems: 1, maxItems: 1 },
      'too many items',
    ],
  ])('is %s together with %j where it must be', (keyword, also, schema, name) => {
    const defect = defectsOf(schema).find((one) => one.name === name)
    expect(defect).toMatchObject({ keyword, also })
    for (const value of examples(defect))
      expect(brokenKeywords(schema)(value).toSorted()).toEqual([keyword, ...also].toSorted())
  })
})

const request: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', readOnly: true },
    name: { type: 'string', minLength: 2, maxLength: 7 },
    slug: { type: 'string', pattern: '^[a-z]+$', maxLength: 5 },
    mail: { type: 'string', format: 'email' },
    uses: { type: ['integer', 'null'], minimum: 1, maximum: 10 },
    ratio: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 },
    kind: { const: 'key' },
    scopes: {
      type: 'array',
      items: { enum: ['read', 'write'] },
      minItems: 1,
      maxItems: 2,
      uniqueItems: true,
    },
    owner: { type: 'object', properties: { team: { type: 'string' } }, required: ['team'] },
  },
  required: ['name', 'scopes'],
  additionalProperties: false,
}

describe('the defects of a request', () => {
  test('each is named by place and kind', () => {
    const names = defectsOf(request).map(({ place, name }) => `${place}: ${name}`)
    expect(names.toSorted()).toEqual(
      [
        ': wrong type',
        ': null',
        ': empty object',
        '/name: missing',
        '/scopes: missing',
        '/keyproofUnknown: unknown member',
        '/name: wrong type',
        '/name: null',
        '/name: too short',
        '/name: too long',
        '/slug: wrong type',
        '/slug: null',
        '/slug: too long',
        '/slug: pattern not matched',
        '/mail: wrong type',
        '/mail: null',
        '/mail: format not met',
        '/uses: wrong type',
        '/uses: not a whole number',
        '/uses: below minimum',
        '/uses: above maximum',
        '/ratio: wrong type',
        '/ratio: null',
        '/ratio: below minimum',
        '/ratio: not a multiple',
        '/kind: not the constant',
        '/scopes: wrong type',
        '/scopes: null',
        '/scopes: too few items',
        '/scopes: too many items',
        '/scopes: duplicate items',
        '/scopes/0: not in enum',
        '/owner: wrong type',
        '/owner: null',
        '/owner/team: missing',
        '/owner/team: wrong type',
        '/owner/team: null',
      ].toSorted(),
    )
  })

  test('only one thing is wrong: putting it right makes the value valid', () => {
    const rest: JsonSchema = {
      ...(request as object),
      properties: { ...(request as { properties: object }).properties, name: true },
    }
    const valid = judge(rest)
    const wrong = defectsOf(request).filter(({ place, name }) => place === '/name' && name !== 'missing')
    expect(wrong).toHaveLength(4)
    for (const defect of wrong) for (const value of examples(defect)) expect(valid(value)).toBe(true)
  })

  test('only a missed format is marked as such', () => {
    const marked = defectsOf(request).filter(({ formatOnly }) => formatOnly)
    expect(marked.map(({ place, keyword }) => [place, keyword])).toEqual([['/mail', 'format']])
  })

  test('a wrong type cannot be read as the right one', () => {
    for (const value of examples(find(request, '/uses', 'wrong type')))
      expect(Number(valueAt(value, '/uses'))).toBeNaN()
    for (const value of examples(find(request, '/name', 'wrong type')))
      expect(typeof valueAt(value, '/name')).toBe('object')
  })

  test('a string stays wrong when a server trims it', () => {
    const ofText = defectsOf(request).filter(({ keyword }) =>
      ['minLength', 'maxLength', 'pattern'].includes(keyword),
    )
    expect(ofText).toHaveLength(4)
    for (const defect of ofText) {
      for (const value of examples(defect)) {
        const text = valueAt(value, defect.place) as string
        expect(text).toBe(text.trim())
      }
    }
  })

  test('what the schema leaves open is no defect', () => {
    const open = { type: 'object', properties: { name: { type: 'string' } } }
    expect(defectsOf(open).map(({ place, name }) => `${place}: ${name}`)).toEqual([
      ': wrong type',
      ': null',
      '/name: wrong type',
      '/name: null',
    ])
    expect(defectsOf({})).toEqual([])
  })

  test('the caller changes the valid rest first', () => {
    const defects = defectsOf(request, { rewrite: (value) => ({ ...(value as object), name: 'given' }) })
    const tooMany = defects.find(({ name }) => name === 'too many items')
    for (const value of examples(tooMany)) expect(valueAt(value, '/name')).toBe('given')
  })

  test('alternatives are entered one by one', () => {
    const schema: JsonSchema = {
      oneOf: [
        {
          type: 'object',
          properties: { kind: { const: 'a' }, size: { type: 'integer', maximum: 3 } },
          required: ['kind', 'size'],
        },
        {
          type: 'object',
          properties: { kind: { const: 'b' }, text: { type: 'string' } },
          required: ['kind', 'text'],
        },
      ],
    }
    const names = defectsOf(schema).map(({ place, name }) => `${place}: ${name}`)
    expect(names).toEqual(
      expect.arrayContaining([
        '/size: missing',
        '/text: missing',
        '/size: above maximum',
        '/text: wrong type',
        '/kind: not the constant',
      ]),
    )
  })
})

describe('on the wire', () => {
  test('a string parameter has no wrong type, and a number is not made of one', () => {
    expect(find({ type: 'string' }, '', 'wrong type', true)).toBeUndefined()
    expect(find({ type: ['string', 'integer'] }, '', 'wrong type', true)).toBeUndefined()
    expect(examples(find({ type: 'integer' }, '', 'wrong type', true))).toContain('not-a-number')
    expect(find({ type: 'array', items: { type: 'string' } }, '', 'wrong type', true)).toBeUndefined()
    expect(find({ type: 'integer' }, '', 'null', true)).toBeUndefined()
  })

  test('a defect is not offered where the text reads as something valid', () => {
    expect(
      find(
        {
          anyOf: [
            { type: 'integer', minimum: 1 },
            { type: 'string', pattern: '^-?\\d+$' },
          ],
        },
        '',
        'below minimum',
        true,
      ),
    ).toBeUndefined()
    expect(find({ type: 'integer', minimum: 1 }, '', 'below minimum', true)).toBeDefined()
  })
})
