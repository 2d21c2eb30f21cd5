import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract } from '../../src/contract/types.ts'
import { readReplayToken } from '../../src/run/replay-token.ts'
import { judgeContract, patience, type Judged, type Ran } from './harness.ts'
import { json, text } from './openapi-parts.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'

const root = 'people-only-9fQz81LmXwP7'
const key = { type: 'object', required: ['id', 'name'], properties: { id: text, name: text } }
const refused = { '400': { description: 'No' }, '401': { description: 'No' } }

const contract: Contract = createContract(
  {
    openapi: '3.1.0',
    info: { title: 'Messages', version: '1' },
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
              ...json({ ...key, properties: { ...key.properties, secret: text } }),
            },
            ...refused,
          },
        },
        get: {
          summary: 'List API keys',
          responses: { '200': { description: 'All', ...json({ type: 'array', items: key }) }, ...refused },
        },
      },
      '/keys/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
        delete: {
          summary: 'Revoke an API key',
          responses: { '204': { description: 'Gone' }, '404': { description: 'No' }, ...refused },
        },
      },
      '/open': {
        get: { summary: 'The weather', security: [], responses: { '200': { description: 'Fine' } } },
      },
      '/messages': {
        get: {
          summary: 'List messages',
          responses: { '200': { description: 'All', ...json({ type: 'array', items: {} }) }, ...refused },
        },
      },
    },
  },
  { name: 'messages' },
)

/** A server whose keys are for messages, and keys for people; `lets` says who else may read messages. */
function startMessages(
  lets: (token: string, was: (secret: string) => boolean) => boolean = () => false,
): Promise<Judged & AsyncDisposable> {
  const keys = new Map<string, { readonly id: string; readonly name: string; readonly secret: string }>()
  const dead = new Set<string>()
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  return startJsonServer({ account: root }, ({ method, url = '/', headers }, sent) => {
    const [, place, id] = url.split('?')[0]!.split('/')
    const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
    if (place === 'open') return { status: 200, body: 'sunny' }
    if (place === 'messages') {
      const mayRead =
        token === root ||
        [...keys.values()].some(({ secret }) => secret === token) ||
        lets(token, (secret) => dead.has(secret))
      if (!mayRead) return no(401)
      return method === 'GET' ? { status: 200, body: [] } : { ...no(405), headers: { Allow: 'GET' } }
    }
    if (place !== 'keys') return no(404)
    if (token !== root) return no(401)
    if (id !== undefined) {
      const known = keys.get(decodeURIComponent(id))
      if (method !== 'DELETE') return { ...no(405), headers: { Allow: 'DELETE' } }
      if (known === undefined) return no(404)
      dead.add(known.secret)
      keys.delete(known.id)
      return { status: 204, body: undefined }
    }
    if (method === 'GET')
      return { status: 200, body: [...keys.values()].map((one) => ({ id: one.id, name: one.name })) }
    if (method !== 'POST') return { ...no(405), headers: { Allow: 'GET, POST' } }
    let name: unknown
    try {
      name = (JSON.parse(sent) as { readonly name?: unknown } | null)?.name
    } catch {
      return no(400)
    }
    if (typeof name !== 'string' || name === '' || Array.from(name).length > 99) return no(400)
    const made = { id: randomUUID(), name, secret: `msg_${randomBytes(20).toString('hex')}` }
    keys.set(made.id, made)
    return { status: 201, body: made }
  })
}

const settings = {
  ...patience,
  runs: 5,
  maxKeys: 120,
  only: ['auth-*', 'lifecycle-*'],
}
const failing = ({ failures }: Ran): readonly string[] => [...new Set(failures.map(({ rule }) => rule))]

describe('keys that may not manage keys', () => {
  it('are tried on another read, which lets them in and nobody without one', async () => {
    await using server = await startMessages()
    const ran = await judgeContract(contract, server, settings)
    expect(failing(ran)).toEqual([])
    expect(ran.findings.filter(({ rule }) => rule === 'lifecycle-new-key-works')).toEqual([])
    const held = ran.verdicts.filter(({ verdict }) => verdict === 'held').map(({ rule }) => rule)
    for (const rule of [
      'lifecycle-new-key-works',
      'lifecycle-revoked-key-rejected',
      'auth-near-miss-rejected',
    ])
      expect(held).toContain(rule)
    expect(ran.keys.left).toEqual([])
  })

  it.each([
    [
      'that work on when they are revoked',
      'lifecycle-revoked-key-rejected',
      (token: string, was: (secret: string) => boolean) => was(token),
    ],
    [
      'of which only the form is looked at',
      'auth-near-miss-rejected',
      (token: string) => /^msg_[\da-f]{40}$/.test(token),
    ],
  ] as const)('are found there, %s', async (_what, rule, lets) => {
    await using server = await startMessages(lets)
    const ran = await judgeContract(contract, server, settings)
    expect(failing(ran)).toContain(rule)

    // Nothing else of the run is there when it is played again, or asked for by itself.
    const found = ran.failures.find((one) => one.rule === rule)!
    const point = readReplayToken(found.replay)
    const again = await judgeContract(contract, server, { ...settings, seed: point.seed, replay: point })
    expect(failing(again)).toContain(rule)
    expect(failing(await judgeContract(contract, server, { ...settings, only: [rule] }))).toEqual([rule])
  })
})
