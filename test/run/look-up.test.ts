import { randomBytes, randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject, JsonValue } from '../../src/contract/types.ts'
import { judgeContract, patience } from './harness.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'
import { json, text } from './openapi-parts.ts'

const root = 'people-only-9fQz81LmXwP7'
const refused = { '400': { description: 'No' }, '401': { description: 'No' } }
const shown = {
  id: text,
  name: text,
  secret: { ...text, description: 'The secret, which can always be viewed again.' },
}
const object = (properties: JsonObject): JsonObject => ({
  type: 'object',
  required: ['id', 'name'],
  properties,
})

const contract = createContract(
  {
    openapi: '3.1.0',
    info: { title: 'Looked up', version: '1' },
    security: [{ account: [] }],
    components: { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } },
    paths: {
      '/keys': {
        post: {
          summary: 'Create an API key',
          requestBody: {
            required: true,
            ...json({
              type: 'object',
              required: ['name'],
              properties: { name: { ...text, minLength: 1, maxLength: 99 } },
            }),
          },
          responses: { '201': { description: 'The key', ...json(object(shown)) }, ...refused },
        },
        get: {
          summary: 'List API keys',
          responses: {
            '200': { description: 'All', ...json({ type: 'array', items: object(shown) }) },
            ...refused,
          },
        },
      },
      '/keys/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
        get: {
          summary: 'Get an API key',
          responses: {
            '200': { description: 'It', ...json({ type: 'object' }) },
            '404': { description: 'No' },
            ...refused,
          },
        },
        delete: {
          summary: 'Revoke an API key',
          responses: { '204': { description: 'Gone' }, '404': { description: 'No' }, ...refused },
        },
      },
    },
  },
  { name: 'looked-up' },
)

interface Kept {
  readonly id: string
  readonly name: string
  readonly secret: string
}

/** What is answered to who looks a key up. */
type Look = (key: Kept, other: Kept) => JsonValue

async function found(look: Look): Promise<readonly string[]> {
  const keys = new Map<string, Kept>()
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  await using server = await startJsonServer({ account: root }, ({ method, url = '/', headers }, sent) => {
    const [, place, id] = url.split('?')[0]!.split('/')
    const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
    if (place !== 'keys') return no(404)
    if (token !== root && ![...keys.values()].some(({ secret }) => secret === token)) return no(401)
    if (id !== undefined) {
      const key = keys.get(decodeURIComponent(id))
      if (method !== 'GET' && method !== 'DELETE') return { ...no(405), headers: { Allow: 'GET, DELETE' } }
      if (key === undefined) return no(404)
      if (method === 'GET')
        return { status: 200, body: look(key, [...keys.values()].find((one) => one !== key) ?? key) }
      keys.delete(key.id)
      return { status: 204, body: undefined }
    }
    if (method === 'GET') return { status: 200, body: [...keys.values()] }
    if (method !== 'POST') return { ...no(405), headers: { Allow: 'GET, POST' } }
    const asked = /"name":"([^"]{1,99})"/.exec(sent)?.[1]
    if (asked === undefined) return no(400)
    const made = { id: randomUUID(), name: asked, secret: `lup_${randomBytes(20).toString('hex')}` }
    keys.set(made.id, made)
    return { status: 201, body: made }
  })
  const { findings } = await judgeContract(contract, server, {
    ...patience,
    runs: 3,
    maxKeys: 40,
    only: ['lifecycle-metadata-truthful'],
  })
  return findings
    .filter(({ operation }) => operation === 'GET /keys/{id}')
    .map(({ level, message }) => `${level}: ${message}`)
}

it.each<[string, Look]>([
  ['the key itself', (key) => ({ ...key })],
  ['the key beside its owner', ({ id, name }) => ({ owner: { id: 'o-1' }, key: { id, name } })],
  ['its id under another name', ({ id, name }) => ({ key_id: id, name, owner: { id: 'o-1' } })],
  ['its secret in part', ({ id, name, secret }) => ({ id, name, secret: `${secret.slice(0, 6)}...` })],
  ['nothing of it', () => ({})],
  ['who made it', ({ name }) => ({ name, created_by: { id: 'u-9' } })],
  ['a longer form of its id', ({ id, name }) => ({ id: `org/5/keys/${id}`, name })],
])('a look-up may show %s', async (_what, look) => {
  expect(await found(look)).toEqual([])
})

it('fails where it shows another key', async () => {
  expect(await found((_key, other) => ({ id: other.id, name: other.name }))).toEqual([
    'fail: GET /keys/{id} is asked for one key and shows another.',
  ])
})

it('fails where it shows the secret of another key', async () => {
  expect(await found(({ id, name }, { secret }) => ({ id, name, secret }))).toEqual([
    'fail: GET /keys/{id} shows a secret that is not that of the key asked for.',
  ])
})
