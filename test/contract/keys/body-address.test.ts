import { expect, it } from 'vitest'
import { createContract } from '../../../src/contract/load.ts'
import type { JsonObject, KeyResource } from '../../../src/contract/types.ts'

const text = { type: 'string' }
const json = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } })
const of = (...names: readonly string[]): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, text])),
})

/** Tokens that are revoked by a body with these members. */
function tokenOf(...members: readonly string[]): KeyResource | undefined {
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Tokens', version: '1' },
      security: [{ account: [] }],
      components: { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } },
      paths: {
        '/tokens': {
          post: {
            summary: 'Create a service token',
            requestBody: json(of('name')),
            responses: { '201': { description: 'The token', ...json(of('name', 'slug', 'token')) } },
          },
          get: {
            summary: 'List service tokens',
            responses: {
              '200': { description: 'All', ...json({ type: 'array', items: of('name', 'slug') }) },
            },
          },
        },
        '/tokens/revoke': {
          post: {
            summary: 'Revoke a service token',
            requestBody: json(of(...members)),
            responses: { '204': { description: 'Gone' } },
          },
        },
      },
    },
    { name: 'tokens' },
  ).keyResources[0]
}

it('a token is addressed by its slug before the token itself, which is its secret', () => {
  for (const members of [
    ['slug', 'token'],
    ['token', 'token_slug', 'reason'],
  ])
    expect(tokenOf(...members)).toMatchObject({ idIsSecret: false, id: { pointer: '/slug' } })
})

it('a token is addressed by itself where there is nothing else to name it by', () => {
  expect(tokenOf('token', 'reason')).toMatchObject({ idIsSecret: true, id: { pointer: '/token' } })
})
