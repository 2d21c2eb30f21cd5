import { describe, expect, it } from 'vitest'
import { createContract } from '../../../src/contract/load.ts'
import type { JsonObject, KeyResource } from '../../../src/contract/types.ts'

const text = { type: 'string' }
const json = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } })

function keyOf(description: string, said: string, scheme: JsonObject): KeyResource | undefined {
  const shown = { id: text, name: text }
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Joined', version: '1' },
      security: [{ key: [] }],
      components: { securitySchemes: { key: scheme } },
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            description,
            requestBody: json({ type: 'object', properties: { name: text } }),
            responses: {
              '201': {
                description: 'The key',
                ...json({
                  type: 'object',
                  properties: { ...shown, secret: { ...text, description: said } },
                }),
              },
            },
          },
          get: {
            summary: 'List API keys',
            responses: {
              '200': {
                description: 'All',
                ...json({ type: 'array', items: { type: 'object', properties: shown } }),
              },
            },
          },
        },
      },
    },
    { name: 'joined' },
  ).keyResources[0]
}

const header = { type: 'apiKey', in: 'header', name: 'X-Api-Key' }

describe('a secret that is sent together with its id, as one value', () => {
  it.each([
    ['What is sent as `X-Api-Key` is the `id` followed by the `secret`.', ''],
    ['', 'Shown once. Send the id, concatenated with this secret.'],
    ['Send `X-Api-Key: {id}.{secret}`.', ''],
  ])('is not tried alone: %s%s', (description, said) => {
    expect(keyOf(description, said, header)?.secret.carrier).toBeNull()
  })

  it.each([
    ['Creates a key with an id and a secret.', 'The secret of the key.'],
    ['The id is followed by a name in the list.', ''],
    ['', 'The complete key: its ID followed by a dot and a random secret. Use it as it is.'],
    ['', 'The API key, in the form `<key_id>.<secret>`.'],
  ])('is not read out of: %s %s', (description, said) => {
    expect(keyOf(description, said, header)?.secret.carrier).toBe('key')
  })
})

it('the private half of a key pair is sent to nobody', () => {
  const shown = { id: text, created_at: text }
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Pairs', version: '1' },
      security: [{ key: [] }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      paths: {
        '/signing-keys': {
          post: {
            summary: 'Create a signing key pair',
            'x-key-operation': { role: 'create', secret: '/private_key' },
            responses: {
              '201': {
                description: 'The pair',
                ...json({
                  type: 'object',
                  properties: { ...shown, private_key: { ...text, description: 'Base64 of the key.' } },
                }),
              },
            },
          },
        },
      },
    },
    { name: 'pairs' },
  )
  expect(contract.keyResources[0]?.secret).toMatchObject({ pointer: '/private_key', carrier: null })
})
