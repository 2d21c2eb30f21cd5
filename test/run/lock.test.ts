import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { lockOf } from '../../src/run/lock.ts'
import { judgeContract, patience, type Ran } from './harness.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'
import { json, text } from './openapi-parts.ts'

const root = 'root-4f9Qz81LmXwP7'
const latest = 'The version that was last seen: a change of another is a conflict.'

/** Keys of which a change and a revocation name the version, as a parameter and as a member of this name. */
function documentOf(name: string, description = latest, shownAs = name): Contract {
  const version = { ...text, description }
  const shown = {
    type: 'object',
    required: ['id', 'name'],
    properties: { id: text, name: text, [shownAs]: text },
  }
  const refused = { '400': { description: 'No' }, '401': { description: 'No' } }
  const one = { '200': { description: 'The key', ...json({ type: 'object', properties: { key: shown } }) } }
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Locked', version: '1' },
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
            responses: {
              '201': {
                description: 'The key. The secret is shown once.',
                ...json({ ...shown, properties: { ...shown.properties, secret: text } }),
              },
              ...refused,
            },
          },
          get: {
            summary: 'List API keys',
            responses: {
              '200': { description: 'All', ...json({ type: 'array', items: shown }) },
              ...refused,
            },
          },
        },
        '/keys/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
          get: { summary: 'Get an API key', responses: { ...one, '404': { description: 'No' }, ...refused } },
          patch: {
            summary: 'Update an API key',
            requestBody: {
              required: true,
              ...json({
                type: 'object',
                properties: { name: { ...text, minLength: 1, maxLength: 99 }, [name]: version },
              }),
            },
            responses: { ...one, '404': { description: 'No' }, ...refused },
          },
          delete: {
            summary: 'Revoke an API key',
            parameters: [{ name, in: 'query', schema: text, description }],
            responses: { '204': { description: 'Gone' }, '404': { description: 'No' }, ...refused },
          },
        },
      },
    },
    { name: 'locked' },
  )
}

async function judge(name: string): Promise<{ readonly ran: Ran; readonly standing: number }> {
  interface Key {
    readonly id: string
    name: string
    version: string
    readonly secret: string
  }
  const keys = new Map<string, Key>()
  const no = (status: number, message = 'No'): JsonAnswer => ({ status, body: { message } })
  const shown = ({ id, name: called, version }: Key): JsonObject => ({ id, name: called, [name]: version })
  const isName = (value: unknown): value is string =>
    typeof value === 'string' && value !== '' && Array.from(value).length <= 99
  await using server = await startJsonServer(
    { account: root },
    ({ method = '', url = '/', headers }, sent) => {
      const { pathname, searchParams } = new URL(url, 'http://localhost')
      const [, place, id] = pathname.split('/')
      const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
      if (token !== root && ![...keys.values()].some(({ secret }) => secret === token)) return no(401)
      if (place !== 'keys') return no(404)
      const allowed = id === undefined ? ['GET', 'POST'] : ['GET', 'PATCH', 'DELETE']
      if (!allowed.includes(method)) return { ...no(405), headers: { Allow: allowed.join(', ') } }
      const key = id === undefined ? undefined : keys.get(decodeURIComponent(id))
      if (id !== undefined && key === undefined) return no(404)
      if (method === 'GET')
        return { status: 200, body: key === undefined ? [...keys.values()].map(shown) : { key: shown(key) } }
      if (method === 'DELETE') {
        if (searchParams.get(name) !== key!.version) return no(400, 'the version is required')
        keys.delete(key!.id)
        return { status: 204, body: undefined }
      }
      let body: JsonObject | null = null
      try {
        body = JSON.parse(sent) as JsonObject | null
      } catch {
        return no(400)
      }
      if (typeof body !== 'object' || body === null || Array.isArray(body)) return no(400)
      if (key !== undefined) {
        if (body[name] !== key.version) return no(400, 'the version is another')
        if (body['name'] !== undefined && !isName(body['name'])) return no(400)
        if (isName(body['name'])) key.name = body['name']
        key.version = randomBytes(6).toString('hex')
        return { status: 200, body: { key: shown(key) } }
      }
      if (!isName(body['name'])) return no(400)
      const made = {
        id: randomUUID(),
        name: body['name'],
        version: randomBytes(6).toString('hex'),
        secret: `msg_${randomBytes(20).toString('hex')}`,
      }
      keys.set(made.id, made)
      return { status: 201, body: { ...shown(made), secret: made.secret } }
    },
  )
  const ran = await judgeContract(documentOf(name), server, { ...patience, runs: 5, maxKeys: 60 })
  return { ran, standing: keys.size }
}

describe('a change of a key that names its version', () => {
  it.each(['resourceVersion', 'etag', 'version'])('has the latest %s, and no key is left', async (name) => {
    const { ran, standing } = await judge(name)
    expect(ran.failures.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
    expect(standing).toBe(0)
    const held = ran.verdicts.filter(({ verdict }) => verdict === 'held').map(({ rule }) => rule)
    expect(held).toEqual(expect.arrayContaining(['lifecycle-revoked-key-rejected', 'schema-echo-fidelity']))
  })
})

describe('what is no version of a key', () => {
  it.each([
    ['it is called as a version of the API may be, and no words say more', 'version', 'As in 2026-01-01.'],
    ['it is one that keys are pinned to', 'version', 'The current version of the API.'],
    ['no key is shown with it', 'resourceVersion', latest, 'etag'],
    ['it is called something else', 'label', latest],
  ])('is left as it is where %s', (_why, name, description, shownAs = name) => {
    const contract = documentOf(name, description, shownAs)
    const [resource] = contract.keyResources
    for (const operation of contract.operations) expect(lockOf(contract, resource!, operation)).toBeNull()
  })
})
