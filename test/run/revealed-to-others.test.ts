import { randomBytes, randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import { judgeContract, patience, type Judged } from './harness.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'
import { json, text } from './openapi-parts.ts'

const [ann, bob] = ['ann-9fQz81LmXwP7', 'bob-4tKb7fQ2mXc9'] as const
const key = { type: 'object', required: ['id', 'name'], properties: { id: text, name: text } }
const issued = { ...key, properties: { ...key.properties, secret: text } }
const refused = Object.fromEntries(['400', '401', '404'].map((status) => [status, { description: 'No' }]))
const answers = (status: string, schema?: JsonObject): JsonObject => ({
  [status]: { description: 'Fine', ...(schema === undefined ? {} : json(schema)) },
  ...refused,
})

const contract = createContract(
  {
    openapi: '3.1.0',
    info: { title: 'Shown again', version: '1' },
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
          responses: answers('201', issued),
        },
        get: { summary: 'List API keys', responses: answers('200', { type: 'array', items: key }) },
      },
      '/keys/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
        delete: { summary: 'Revoke an API key', responses: answers('204') },
      },
      '/keys/{id}/secret': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
        get: {
          summary: 'Get the secret of an API key',
          responses: answers('200', {
            type: 'object',
            required: ['secret'],
            properties: { secret: { ...text, description: 'The secret of the key.' } },
          }),
        },
      },
    },
  },
  { name: 'shown-again' },
)

/** A server that shows secrets again: to the account of the key, or to any. */
async function startShowing(toAll: boolean): Promise<Judged & AsyncDisposable> {
  const keys = new Map<string, { readonly owner: string; readonly name: string; readonly secret: string }>()
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  const server = await startJsonServer({ account: ann }, ({ method, url = '/', headers }, sent) => {
    const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
    if (token !== ann && token !== bob) return no(401)
    const [, place, id, part] = url.split('?')[0]!.split('/')
    if (place !== 'keys') return no(404)
    const named = keys.get(id ?? '')
    if (part === 'secret')
      return named === undefined || (named.owner !== token && !toAll)
        ? no(404)
        : { status: 200, body: { secret: named.secret } }
    if (id !== undefined) {
      if (named?.owner !== token) return no(404)
      keys.delete(id)
      return { status: 204, body: undefined }
    }
    const shown = (of: string): JsonObject => ({ id: of, name: keys.get(of)!.name })
    if (method === 'GET')
      return {
        status: 200,
        body: [...keys.keys()].filter((one) => keys.get(one)!.owner === token).map(shown),
      }
    const { name } = JSON.parse(sent) as { readonly name: string }
    const made = randomUUID()
    keys.set(made, { owner: token, name, secret: `sh_${randomBytes(20).toString('hex')}` })
    return { status: 201, body: { ...shown(made), secret: keys.get(made)!.secret } }
  })
  return {
    ...server,
    second: { credentials: { account: bob }, params: {} },
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  }
}

it.each([
  ['its own account alone', false, []],
  [
    'another account',
    true,
    ['GET /keys/{id}/secret shows another account the secret of a key that is not its own.'],
  ],
])('an operation that shows a secret again may show it to %s', async (_whom, toAll, found) => {
  await using server = await startShowing(toAll)
  const ran = await judgeContract(contract, server, { ...patience, only: ['tenant-object-isolation'] })
  expect(ran.failures.map(({ message }) => message)).toEqual(found)
  const verdict = ran.verdicts.find(({ operation }) => operation === 'GET /keys/{id}/secret')?.verdict
  expect(verdict).toBe(toAll ? 'broken' : 'held')
  expect(ran.keys.left).toEqual([])
})
