import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject, JsonValue } from '../../src/contract/types.ts'
import { startMock } from '../../src/mock/start.ts'
import { json, text } from '../run/openapi-parts.ts'

const within = (attributes: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  required: ['data'],
  properties: {
    data: {
      type: 'object',
      required: ['attributes'],
      properties: {
        ...more,
        attributes: { type: 'object', required: ['name'], properties: attributes },
      },
    },
  },
})

it('keeps of what stands within an envelope what the document lets a caller send, and nothing else', async () => {
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Keys', version: '1' },
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            requestBody: { required: true, ...json(within({ name: text, note: text })) },
            responses: {
              '201': {
                description: 'The key, shown once.',
                ...json(within({ name: text, note: text, owner: text, key: text }, { id: text })),
              },
            },
          },
        },
        '/keys/{id}': {
          delete: {
            summary: 'Revoke an API key',
            parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
            responses: { '204': { description: 'Gone' } },
          },
        },
      },
    },
    { name: 'nested' },
  )
  await using mock = await startMock(contract, { seed: 1 })
  const answer = await fetch(`${mock.url}/keys`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ data: { id: 'mine', attributes: { name: 'n', note: 'x', owner: 'mine' } } }),
  })
  const { data } = (await answer.json()) as { data: { id: JsonValue; attributes: JsonObject } }
  expect(answer.status).toBe(201)
  expect(data.attributes).toMatchObject({ name: 'n', note: 'x' })
  expect([data.id, data.attributes['owner']]).not.toContain('mine')
})
