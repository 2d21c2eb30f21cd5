import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonSchema } from '../../src/contract/types.ts'
import { exampleValue } from '../../src/generate/sample.ts'
import { Unsatisfiable } from '../../src/generate/values.ts'
import { judge, randomSchemas } from './schemas.ts'

const response: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', format: 'uuid' },
    name: { type: 'string' },
    created_at: { type: 'string', format: 'date-time' },
    status: { enum: ['active', 'revoked'] },
    limit: { type: 'integer', default: 250 },
    prefix: { type: 'string', examples: ['sk-'] },
    password: { type: 'string', writeOnly: true },
    tags: { type: 'array', items: { type: 'string' } },
    parent: {
      type: ['object', 'null'],
      properties: { id: { type: 'string', format: 'uuid' } },
      required: ['id'],
    },
  },
  required: ['id'],
}

describe('exampleValue', () => {
  test('is valid, and the same for the same seed', () => {
    fc.assert(
      fc.property(randomSchemas, fc.nat(), (schema, seed) => {
        try {
          const value = exampleValue(schema, { seed })
          expect(judge(schema)(value)).toBe(true)
          expect(exampleValue(structuredClone(schema), { seed })).toEqual(value)
        } catch (error) {
          if (!(error instanceof Unsatisfiable)) throw error
        }
      }),
      { seed: 8, numRuns: 80 },
    )
  })

  test('takes what the schema offers, and shows every member of the direction', () => {
    const value = exampleValue(response, { seed: 1 }) as Record<string, unknown>
    expect(value).toMatchObject({ status: 'active', limit: 250, prefix: 'sk-' })
    expect(Object.keys(value)).toEqual([
      'id',
      'name',
      'created_at',
      'status',
      'limit',
      'prefix',
      'tags',
      'parent',
    ])
    expect(exampleValue(response, { direction: 'request' })).toHaveProperty('password')
  })

  test('identifiers differ from seed to seed', () => {
    const ids = [1, 2, 3, 4].map((seed) => (exampleValue(response, { seed }) as { id: string }).id)
    expect(new Set(ids).size).toBe(4)
  })

  test('an example that is not valid is passed over', () => {
    expect(exampleValue({ type: 'string', maxLength: 3, examples: ['too long', 'abc'] })).toBe('abc')
  })
})
