import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import { startMock } from '../../src/mock/start.ts'
import { json, text } from '../run/openapi-parts.ts'

it.each(['invalidated', 'revoked', 'isDisabled'])(
  'a living key is not shown as %s, and a revoked one is',
  async (flag) => {
    const shown = {
      type: 'object',
      required: ['id', flag],
      properties: { id: text, name: text, [flag]: { type: 'boolean' } },
    }
    const contract = createContract(
      {
        openapi: '3.1.0',
        info: { title: 'Keys', version: '1' },
        paths: {
          '/keys': {
            post: {
              summary: 'Create an API key',
              requestBody: json({ type: 'object', properties: { name: text } }),
              responses: {
                '201': {
                  description: 'The key.',
                  ...json({ ...shown, properties: { ...shown.properties, secret: text } }),
                },
              },
            },
            get: {
              summary: 'List API keys',
              responses: { '200': { description: 'All', ...json({ type: 'array', items: shown }) } },
            },
          },
          '/keys/{id}': {
            parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
            delete: { summary: 'Revoke an API key', responses: { '204': { description: 'Done' } } },
          },
        },
      },
      { name: 'flags' },
    )
    await using mock = await startMock(contract, { seed: 1 })
    const ask = async (method: string, path: string, body?: JsonObject): Promise<unknown> => {
      const answer = await fetch(mock.url + path, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      const said = await answer.text()
      return said === '' ? null : JSON.parse(said)
    }
    const made = (await ask('POST', '/keys', { name: 'one' })) as JsonObject & { readonly id: string }
    expect(made[flag]).toBe(false)
    expect(await ask('GET', '/keys')).toMatchObject([{ id: made.id, [flag]: false }])
    await ask('DELETE', `/keys/${made.id}`)
    expect(await ask('GET', '/keys')).toMatchObject([{ id: made.id, [flag]: true }])
  },
)
