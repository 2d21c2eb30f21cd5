import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { judgeContract, patience, type Judged } from './harness.ts'
import { json, text } from './openapi-parts.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'

const root = 'r00t-Vn4MBCdbkQm'
const answers = (schema: JsonObject): JsonObject => ({
  '200': { description: 'Done', ...json(schema) },
  '400': { description: 'No' },
  '401': { description: 'No' },
})

/** Keys that are revoked by a body which may name one, several, those of a name, or all of the caller's. */
const contract: Contract = createContract(
  {
    openapi: '3.0.3',
    info: { title: 'Keys', version: '1' },
    security: [{ key: [] }],
    components: {
      securitySchemes: {
        key: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'Send `Authorization: ApiKey ${API_KEY}`.',
        },
      },
    },
    paths: {
      '/api_key': {
        post: {
          summary: 'Create an API key',
          requestBody: {
            required: true,
            ...json({ type: 'object', required: ['name'], properties: { name: { ...text, minLength: 1 } } }),
          },
          responses: answers({
            type: 'object',
            required: ['id', 'api_key', 'encoded'],
            properties: {
              id: text,
              name: text,
              api_key: { ...text, description: 'The key.' },
              encoded: {
                ...text,
                description: 'Credentials: the base64 of `id` and `api_key` joined by a colon.',
              },
            },
          }),
        },
        get: {
          summary: 'List API keys',
          responses: answers({
            type: 'object',
            properties: {
              api_keys: { type: 'array', items: { type: 'object', properties: { id: text, name: text } } },
            },
          }),
        },
        delete: {
          summary: 'Invalidate API keys',
          parameters: [{ name: 'everything', in: 'query', schema: { type: 'boolean' } }],
          requestBody: {
            required: true,
            ...json({
              type: 'object',
              properties: {
                name: { ...text, description: 'Name of an API key.' },
                ids: {
                  type: 'array',
                  nullable: true,
                  minItems: 1,
                  items: text,
                  description: 'Ids of API keys.',
                },
                owner: { type: 'boolean', default: false, description: 'All keys of the caller.' },
              },
            }),
          },
          responses: answers({
            type: 'object',
            properties: { invalidated_api_keys: { type: 'array', items: text } },
          }),
        },
      },
    },
  },
  { name: 'several' },
)

interface Several extends Judged, AsyncDisposable {
  /** What revocations asked for: the query and the body, as far as it was an object. */
  readonly revocations: readonly (readonly [query: string, body: JsonObject])[]
  readonly standing: () => number
  readonly preflights: () => number
}

async function startSeveral(): Promise<Several> {
  const keys = new Map<string, { readonly key: string; readonly name: string }>()
  const revocations: [string, JsonObject][] = []
  let preflights = 0
  const encoded = (id: string, key: string): string => Buffer.from(`${id}:${key}`).toString('base64')
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  const server = await startJsonServer({ key: `ApiKey ${root}` }, ({ method, url = '', headers }, sent) => {
    const [path, query = ''] = url.split('?')
    if (path !== '/api_key') return no(404)
    if (method === 'OPTIONS') {
      preflights += 1
      return { status: 204, body: undefined, headers: { Allow: 'GET, POST, DELETE' } }
    }
    const [, given = ''] = /^apikey +(\S+)$/i.exec(headers.authorization ?? '') ?? []
    if (given !== root && ![...keys].some(([id, { key }]) => encoded(id, key) === given)) return no(401)
    if (method === 'GET')
      return { status: 200, body: { api_keys: [...keys].map(([id, { name }]) => ({ id, name })) } }
    if (method !== 'POST' && method !== 'DELETE')
      return { ...no(405), headers: { Allow: 'GET, POST, DELETE' } }
    let body: JsonObject
    try {
      body = JSON.parse(sent) as JsonObject
    } catch {
      return no(400)
    }
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return no(400)
    if (method === 'POST') {
      if (typeof body['name'] !== 'string' || body['name'] === '') return no(400)
      const [id, key] = [randomBytes(15).toString('base64url'), randomBytes(18).toString('base64url')]
      keys.set(id, { key, name: body['name'] })
      return { status: 200, body: { id, name: body['name'], api_key: key, encoded: encoded(id, key) } }
    }
    revocations.push([query, body])
    const { ids } = body
    if (!Array.isArray(ids) || ids.length === 0 || !ids.every((id) => typeof id === 'string')) return no(400)
    return { status: 200, body: { invalidated_api_keys: ids.filter((id) => keys.delete(id)) } }
  })
  return Object.assign(server, {
    revocations,
    standing: () => keys.size,
    preflights: () => preflights,
  })
}

it('a revocation names one key of the run and nothing that stands for others, and is told as what it is', async () => {
  const [resource] = contract.keyResources
  expect(resource?.roles.revoke).toMatchObject({ idParameter: '/ids/0', idIn: 'body' })
  expect(resource?.secret.pointer).toBe('/encoded')
  await using server = await startSeveral()
  const { keys, findings, exitCode, verdicts } = await judgeContract(contract, server, {
    ...patience,
    runs: 30,
    maxKeys: 120,
  })
  expect(server.revocations.length).toBeGreaterThan(20)
  for (const [query, body] of server.revocations) {
    expect(query).not.toContain('everything')
    expect(Object.keys(body)).not.toContain('owner')
    expect(Object.keys(body)).not.toContain('name')
    const { ids } = body
    if (Array.isArray(ids) && ids.every((id) => typeof id === 'string')) expect(ids.length).toBeLessThan(2)
  }
  // Without an id it was asked for by none: whom would it mean?
  expect(server.revocations.every(([, body]) => 'ids' in body)).toBe(true)
  expect(
    findings
      .filter(({ level }) => level === 'fail')
      .map(({ rule, message, because, story, received }) =>
        JSON.stringify([rule, message, because, story, received]),
      ),
  ).toEqual([])
  expect(server.preflights()).toBeGreaterThan(0)
  expect(keys.left).toEqual([])
  expect(server.standing()).toBe(0)
  expect(exitCode).toBe(0)
  const held = verdicts.filter(({ verdict }) => verdict === 'held').map(({ rule }) => rule)
  expect(held).toContain('lifecycle-new-key-works')
  expect(held).toContain('lifecycle-revoked-key-rejected')
})
