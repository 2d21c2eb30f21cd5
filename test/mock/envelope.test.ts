import { expect, it } from 'vitest'
import { startMock } from '../../src/mock/start.ts'
import { json, keyApi } from './documents.ts'
import { ask } from './vendors.ts'

const object = (properties: Record<string, unknown>): unknown => ({ type: 'object', properties })
const text = { type: 'string' }

it('a key in an envelope that the request has too keeps what it shows, and nothing of its secret', async () => {
  const maker = object({
    data: { ...(object({ id: text, type: text }) as object), type: ['object', 'null'] },
  })
  const key = (secret: unknown): unknown =>
    object({
      data: object({
        id: { type: 'string', format: 'uuid' },
        type: text,
        attributes: object({ description: text, token: secret }),
        relationships: object({ 'created-by': maker }),
      }),
    })
  const contract = keyApi({
    request: object({
      data: object({ type: text, attributes: object({ description: text }) }),
    }) as object as Record<string, unknown>,
    createResponses: { '201': json(key({ ...text, description: 'The API token. Shown only once.' })) },
    item: key({ type: 'null' }) as Record<string, unknown>,
  })
  await using mock = await startMock(contract)
  const authorization = `Bearer ${Object.values(mock.credentials)[0]}`
  const sent = { data: { type: 'keys', attributes: { description: 'mine' } } }
  for (const body of [sent, undefined, { data: null }]) {
    const { status } = await ask(mock, 'POST', '/api-keys', { authorization }, body)
    expect(status).toBeLessThan(500)
  }
  const made = await ask(mock, 'POST', '/api-keys', { authorization }, sent)
  expect([made.status, made.body.data.type, made.body.data.attributes.description]).toEqual([
    201,
    'keys',
    'mine',
  ])
  const secret = made.body.data.attributes.token as string
  const read = await ask(mock, 'GET', `/api-keys/${made.body.data.id}`, { authorization })
  expect(read.status).toBe(200)
  expect(JSON.stringify(read.body)).not.toContain(secret)
})
