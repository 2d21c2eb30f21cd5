import { randomBytes, randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import { judgeContract, patience } from './harness.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'
import { json, text } from './openapi-parts.ts'

const shown = { type: 'object', required: ['id', 'name'], properties: { id: text, name: text } }
const answers: JsonObject = {
  '400': { description: 'No' },
  '401': { description: 'No' },
  '404': { description: 'No' },
}
const org = {
  name: 'org_id',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^org-[a-z]+$' },
}

const contract = createContract(
  {
    openapi: '3.1.0',
    info: { title: 'Organizations', version: '1' },
    security: [{ account: [] }],
    components: { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } },
    paths: {
      '/orgs/{org_id}/keys': {
        parameters: [org],
        get: {
          summary: 'List API keys',
          responses: { '200': { description: 'All', ...json({ type: 'array', items: shown }) }, ...answers },
        },
        post: {
          summary: 'Create an API key',
          requestBody: {
            required: true,
            ...json({ type: 'object', required: ['name'], properties: { name: { ...text, minLength: 1 } } }),
          },
          responses: {
            '201': {
              description: 'The key. The secret is shown once.',
              ...json({ ...shown, properties: { ...shown.properties, secret: text } }),
            },
            ...answers,
          },
        },
      },
      '/orgs/{org_id}/keys/{id}': {
        parameters: [org, { name: 'id', in: 'path', required: true, schema: text }],
        delete: { summary: 'Revoke an API key', responses: { '204': { description: 'Gone' }, ...answers } },
      },
    },
  },
  { name: 'organizations' },
)

it('a key that a server makes in an organization of any name is revoked there', async () => {
  const root = 'people-only-9fQz81LmXwP7'
  const orgs = new Map<string, Map<string, { readonly id: string; readonly name: string }>>()
  const made = new Set<string>()
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  await using server = await startJsonServer({ account: root }, ({ method, url = '/', headers }, sent) => {
    const [, place, within = '', what, id] = url.split('?')[0]!.split('/')
    if (place !== 'orgs' || what !== 'keys' || within === '') return no(404)
    if (!/^bearer +people-only-9fQz81LmXwP7$/i.test(headers.authorization ?? '')) return no(401)
    const keys = orgs.get(within) ?? new Map<string, { readonly id: string; readonly name: string }>()
    orgs.set(within, keys)
    if (id !== undefined) {
      if (method !== 'DELETE') return { ...no(405), headers: { Allow: 'DELETE' } }
      return keys.delete(decodeURIComponent(id)) ? { status: 204, body: undefined } : no(404)
    }
    if (method === 'GET') return { status: 200, body: [...keys.values()] }
    if (method !== 'POST') return { ...no(405), headers: { Allow: 'GET, POST' } }
    let name: unknown
    try {
      name = (JSON.parse(sent) as { readonly name?: unknown } | null)?.name
    } catch {
      return no(400)
    }
    if (typeof name !== 'string' || name === '') return no(400)
    const key = { id: randomUUID(), name }
    keys.set(key.id, key)
    made.add(within)
    return { status: 201, body: { ...key, secret: `org_${randomBytes(20).toString('hex')}` } }
  })
  const ran = await judgeContract(
    contract,
    { ...server, params: { org_id: 'org-mine' } },
    { ...patience, runs: 15, maxKeys: 40, only: ['status-invalid-input-rejected', 'harness-*'] },
  )
  expect(made.size).toBeGreaterThan(1)
  expect(ran.failures.map(({ rule }) => rule)).toContain('status-invalid-input-rejected')
  expect([...orgs.values()].reduce((sum, { size }) => sum + size, 0)).toBe(0)
  expect(ran.keys).toMatchObject({ revoked: ran.keys.created, left: [] })
})
