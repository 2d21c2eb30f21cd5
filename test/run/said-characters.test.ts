import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject, JsonValue } from '../../src/contract/types.ts'
import { beyondSaidCharacters } from '../../src/run/said-characters.ts'

const member = (description: string): JsonObject => ({ type: 'string', description })

const contract = createContract(
  {
    openapi: '3.1.0',
    info: { title: 'Keys', version: '1' },
    paths: {
      '/keys/{team}': {
        post: {
          parameters: [
            {
              name: 'team',
              in: 'path',
              required: true,
              description: 'Lower case letters and digits.',
              schema: { type: 'string' },
            },
          ],
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: {
                    purpose: member(
                      'A maximum of 50 alphanumeric characters. Hyphens and spaces are also allowed.',
                    ),
                    note: member('What you like.'),
                    inner: {
                      type: 'object',
                      properties: { tags: { type: 'array', items: member('ASCII only') } },
                    },
                  },
                },
              },
            },
          },
          responses: { '201': { description: 'Made' } },
        },
      },
    },
  },
  { name: 'said' },
)

const beyond = (value: JsonValue, team = 'core'): readonly string[] =>
  beyondSaidCharacters(
    { contract, operation: contract.operations[0]! },
    { path: { team }, query: {}, header: {}, cookie: {}, body: { mediaType: 'application/json', value } },
  )

it('a text goes beyond the characters that its description names, wherever it stands', () => {
  expect(beyond({ purpose: 'nightly job-1', note: 'Schlüssel 🔑', inner: { tags: ['a'] } })).toEqual([])
  expect(beyond({ purpose: 'Schlüssel' })).toEqual(['/purpose'])
  expect(beyond({ inner: { tags: ['a', 'é', 'ü'] } })).toEqual(['/inner/tags'])
  expect(beyond({}, 'kÿ')).toEqual(['team'])
})
