import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { judgeContract, patience, type Judged, type Ran } from './harness.ts'
import { json, text } from './openapi-parts.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'

const root = 'root-7hQz81LmXwP7'
const refused = { '400': { description: 'No' }, '401': { description: 'No' }, '404': { description: 'No' } }
const key = {
  type: 'object',
  required: ['name'],
  properties: { api_key: text, id: text, type: text, prefix: text, name: text },
}
const kinds = ['publishable', 'secret']
const reveal = { name: 'reveal', in: 'query', schema: { type: 'boolean' } }

/** Keys of two kinds, of which one is masked unless it is asked for; nothing is said of it in words. */
const contract: Contract = createContract(
  {
    openapi: '3.0.3',
    info: { title: 'Keys', version: '1' },
    security: [{ account: [] }],
    components: { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } },
    paths: {
      '/api-keys': {
        parameters: [reveal],
        post: {
          summary: 'Creates a new API key',
          requestBody: {
            required: true,
            ...json({
              type: 'object',
              required: ['type', 'name'],
              properties: { type: { ...text, enum: kinds }, name: { ...text, minLength: 1, maxLength: 99 } },
            }),
          },
          responses: { '201': { description: 'Made', ...json(key) }, ...refused },
        },
        get: {
          summary: 'Lists API keys',
          responses: { '200': { description: 'All', ...json({ type: 'array', items: key }) }, ...refused },
        },
      },
      '/api-keys/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: text }, reveal],
        get: {
          summary: 'Shows an API key',
          responses: { '200': { description: 'It', ...json(key) }, ...refused },
        },
        delete: {
          summary: 'Deletes an API key',
          responses: { '200': { description: 'It was', ...json(key) }, ...refused },
        },
      },
    },
  },
  { name: 'kinds' },
)

interface Key {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly secret: string
}

/** A server with such keys; `shows` tells which it shows whole unasked, beside those that are public. */
function startKinds(
  shows: (key: Key, path: string) => boolean = () => false,
): Promise<Judged & AsyncDisposable> {
  const keys = new Map<string, Key>()
  const lets = (header: string | undefined): boolean => {
    const [, token] = /^bearer (\S+)$/i.exec(header ?? '') ?? []
    return token === root || [...keys.values()].some(({ secret }) => secret === token)
  }
  const view = (one: Key, { pathname, searchParams }: URL): JsonObject => ({
    id: one.id,
    name: one.name,
    type: one.type,
    prefix: one.secret.slice(one.type.length + 4, one.type.length + 9),
    api_key:
      one.type === 'publishable' || searchParams.get('reveal') === 'true' || shows(one, pathname)
        ? one.secret
        : `${one.secret.slice(0, one.type.length + 9)}${'·'.repeat(16)}`,
  })
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  return startJsonServer({ account: root }, ({ method, url = '/', headers }, sent) => {
    const at = new URL(url, 'http://x')
    const id = /^\/api-keys\/([^/]+)$/.exec(at.pathname)?.[1]
    if (id === undefined && at.pathname !== '/api-keys') return no(404)
    if (!lets(headers.authorization)) return no(401)
    if (id !== undefined) {
      const one = keys.get(decodeURIComponent(id))
      if (one === undefined) return no(404)
      if (method === 'DELETE') keys.delete(one.id)
      return method === 'GET' || method === 'DELETE' ? { status: 200, body: view(one, at) } : no(405)
    }
    if (method === 'GET') return { status: 200, body: [...keys.values()].map((one) => view(one, at)) }
    if (method !== 'POST') return no(405)
    let body: unknown
    try {
      body = JSON.parse(sent)
    } catch {
      return no(400)
    }
    const { name, type } = (body ?? {}) as { readonly name?: unknown; readonly type?: unknown }
    if (
      typeof name !== 'string' ||
      name === '' ||
      Array.from(name).length > 99 ||
      !kinds.includes(type as string)
    )
      return no(400)
    const secret = `sb_${String(type)}_${randomBytes(20).toString('hex')}`
    const made = { id: randomUUID(), name, type: type as string, secret }
    keys.set(made.id, made)
    return { status: 201, body: view(made, at) }
  })
}

const settings = {
  ...patience,
  runs: 10,
  maxKeys: 200,
  only: ['secret-*', 'lifecycle-*', 'redacted-*', 'auth-*'],
}
const failures = ({ failures: all }: Ran): readonly string[] => all.map(({ rule }) => rule)

describe('keys that come masked unless they are asked for', () => {
  it('are asked for when they are made, and live their lives', async () => {
    const [resource] = contract.keyResources
    expect(resource?.secret).toMatchObject({
      pointer: '/api_key',
      askedWith: 'reveal',
      reveal: 'recoverable',
    })
    await using server = await startKinds()
    const ran = await judgeContract(contract, server, settings)
    expect(failures(ran)).toEqual([])
    expect(ran.findings.map(({ rule }) => rule)).not.toContain('redacted-form-matches-secret')
    expect(ran.keys.left).toEqual([])
    const held = new Set(ran.verdicts.filter(({ verdict }) => verdict === 'held').map(({ rule }) => rule))
    for (const rule of [
      'secret-present-on-create',
      'lifecycle-new-key-works',
      'lifecycle-revoked-key-rejected',
      'secret-entropy-floor',
    ])
      expect(held).toContain(rule)
  })

  it.each([
    ['by the list', (path: string) => path === '/api-keys', 'secret-absent-from-reads'],
    ['by a look at one', (path: string) => path !== '/api-keys', 'secret-absent-from-reads'],
  ] as const)('are found to be shown unasked %s, those that are public aside', async (_by, isThere, rule) => {
    await using server = await startKinds((_key, path) => isThere(path))
    const ran = await judgeContract(contract, server, settings)
    expect(failures(ran)).toContain(rule)
  })

  it('are shown by right where they say that they are public', async () => {
    await using server = await startKinds(({ type }) => type === 'publishable')
    const ran = await judgeContract(contract, server, settings)
    expect(failures(ran)).toEqual([])
  })
})
