import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { judgeContract, patience, type Judged, type Ran } from './harness.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'
import { json, text } from './openapi-parts.ts'

const people = {
  'ann-9fQz81LmXwP7': { user_id: 'user-ann', project: 'web' },
  'bob-4tKb7fQ2mXc9': { user_id: 'user-bob', project: 'shop' },
} as const
type Person = (typeof people)[keyof typeof people]
const [ann, bob] = Object.keys(people) as (keyof typeof people)[]

const key = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: text, name: text, user_id: text, project: text },
}
const refused = {
  '400': { description: 'No' },
  '401': { description: 'No' },
  '403': { description: 'No' },
  '404': { description: 'No' },
}

const contract = createContract(
  {
    openapi: '3.1.0',
    info: { title: 'Keys of people', version: '1' },
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
              required: ['name', 'user_id', 'project'],
              properties: {
                name: { ...text, minLength: 1, maxLength: 99 },
                user_id: { ...text, description: 'The user the key acts as.' },
                project: { ...text, description: 'The project the key belongs to.' },
              },
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
        delete: {
          summary: 'Revoke an API key',
          requestBody: {
            required: true,
            ...json({ type: 'object', required: ['id', 'project'], properties: { id: text, project: text } }),
          },
          responses: { '204': { description: 'Gone' }, ...refused },
        },
      },
    },
  },
  { name: 'people' },
)

interface Kept {
  readonly id: string
  readonly name: string
  readonly user_id: string
  readonly project: string
  readonly owner: string
}

/** A server where bodies say whose a key is; `lets` says for which of their members that is not looked at. */
async function startPeople(
  lets: { readonly user?: true; readonly project?: true; readonly revoke?: true } = {},
): Promise<Judged & AsyncDisposable> {
  const keys = new Map<string, Kept>()
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  const server = await startJsonServer({ account: ann! }, ({ method, url, headers }, sent) => {
    const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
    const person = (people as Readonly<Record<string, Person>>)[token]
    if (url !== '/keys') return no(404)
    if (person === undefined) return no(401)
    const shown = ({ owner: _, ...rest }: Kept): unknown => rest
    if (method === 'GET')
      return { status: 200, body: [...keys.values()].filter(({ owner }) => owner === token).map(shown) }
    if (method !== 'POST' && method !== 'DELETE')
      return { ...no(405), headers: { Allow: 'GET, POST, DELETE' } }
    let body: Partial<Kept>
    try {
      body = JSON.parse(sent) as Partial<Kept>
    } catch {
      return no(400)
    }
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return no(400)
    const { id, name, user_id: user, project } = body
    if (method === 'DELETE') {
      if (typeof id !== 'string' || typeof project !== 'string') return no(400)
      const named = keys.get(id)
      if (named?.project !== project) return no(404)
      if (named.owner !== token && lets.revoke !== true) return no(404)
      keys.delete(id)
      return { status: 204, body: undefined }
    }
    if (typeof name !== 'string' || name === '' || Array.from(name).length > 99) return no(400)
    if (typeof user !== 'string' || typeof project !== 'string') return no(400)
    if (project !== person.project && lets.project !== true) return no(403)
    if (user !== person.user_id && lets.user !== true) return no(403)
    const made = { id: randomUUID(), name, user_id: user, project, owner: token }
    keys.set(made.id, made)
    return {
      status: 201,
      body: { ...(shown(made) as object), secret: `ky_${randomBytes(20).toString('hex')}` },
    }
  })
  return {
    ...server,
    params: people[ann!],
    second: { credentials: { account: bob! }, params: people[bob!] },
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  }
}

async function judged(server: Judged): Promise<Ran> {
  return judgeContract(contract, server, { ...patience, only: ['tenant-*'] })
}

const verdicts = (ran: Ran, kind: string): readonly string[] =>
  ran.verdicts
    .filter(({ verdict }) => verdict === kind)
    .map(({ rule, operation }) => `${rule} ${operation}`)
    .toSorted()

describe('an account that is chosen in the body', () => {
  it('is kept apart by a server that looks at it', async () => {
    await using server = await startPeople()
    const ran = await judged(server)
    expect(ran.failures).toEqual([])
    expect(verdicts(ran, 'held')).toEqual([
      'tenant-collection-isolation GET /keys',
      'tenant-collection-isolation POST /keys',
      'tenant-object-isolation DELETE /keys',
    ])
    expect(ran.keys.left).toEqual([])
  })

  it.each([
    ['user', 'tenant-collection-isolation', 'POST /keys', 'lets an account make a key for another'],
    ['project', 'tenant-collection-isolation', 'POST /keys', 'lets an account make a key for another'],
    ['revoke', 'tenant-object-isolation', 'DELETE /keys', 'lets another account revoke a key'],
  ] as const)('is not where %s is not looked at', async (what, rule, operation, words) => {
    await using server = await startPeople({ [what]: true })
    const ran = await judged(server)
    expect(ran.failures.map((one) => [one.rule, one.operation])).toEqual([[rule, operation]])
    expect(ran.failures[0]!.message).toContain(words)
    expect(ran.keys.left).toEqual([])
  })
})
