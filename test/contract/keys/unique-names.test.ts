import { describe, expect, it } from 'vitest'
import { namesSaid } from '../../../src/contract/keys/unique-names.ts'
import { createContract } from '../../../src/contract/load.ts'
import type { JsonObject } from '../../../src/contract/types.ts'

const text = { type: 'string' }

/** What is said of names by a document whose create operation answers 409 with these words. */
function said(conflict: string | null, more: JsonObject = {}, annotations: JsonObject = {}): string {
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Keys', version: '1' },
      ...(Object.keys(annotations).length === 0 ? {} : { 'x-secret-contract': annotations }),
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            ...more,
            requestBody: {
              content: { 'application/json': { schema: { type: 'object', properties: { name: text } } } },
            },
            responses: {
              '201': {
                description: 'The key, shown once.',
                content: {
                  'application/json': {
                    schema: { type: 'object', properties: { id: text, name: text, secret: text } },
                  },
                },
              },
              ...(conflict === null ? {} : { '409': { description: conflict } }),
            },
          },
        },
      },
    },
    { name: 'keys' },
  )
  return namesSaid(contract, contract.keyResources[0]!)
}

describe('what a document says of names that are taken', () => {
  it.each([
    'An API key with this name already exists',
    'Duplicate name',
    'The label is taken.',
    'Names must be unique',
    'Key already exists',
  ])('is heard in: %s', (conflict) => {
    expect(said(conflict)).toBe('unique')
  })

  it.each([
    'Conflict',
    'error',
    'The request is in conflict with the current server state.',
    '',
    'The maximum number of keys is already in use.',
    'The Idempotency-Key was already used. Names need not be unique.',
    'Another key may have the same name.',
  ])('is not heard in: %s', (conflict) => {
    expect(said(conflict)).toBe('some conflict')
  })

  it('may stand with the operation, or in the annotations, which come first', () => {
    expect(said('Conflict', { description: 'The name must be unique within the project.' })).toBe('unique')
    expect(said('Conflict', {}, { version: 1, errors: { duplicateName: 409 } })).toBe('unique')
    expect(said('Duplicate name', {}, { version: 1, names: { unique: false } })).toBe('not unique')
    expect(said(null)).toBe('nothing')
  })
})
