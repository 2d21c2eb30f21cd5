import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import { absentForWhatWasSent } from '../../src/run/conditional-secret.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { judgeContract, patience, type Ran } from './harness.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'
import { json, text } from './openapi-parts.ts'

const uuid = { ...text, format: 'uuid' }
const shown = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: uuid,
    name: text,
    keySuffix: { ...text, description: 'Last 4 letters of the key.' },
    // As the document says; a key without an end is shown without it.
    expireAt: { ...text, format: 'date-time' },
  },
}
const refused = { '400': { description: 'No' }, '401': { description: 'No' } }
const unless = "Provided only if there was no 'hashData' in the request."
const sent = {
  name: { ...text, maxLength: 99 },
  expireAt: { ...text, format: 'date-time' },
}

/** A key whose id, user name and secret are three members, of which the last two are absent for keys that are brought. */
const documentOf = (said: string): JsonObject => ({
  openapi: '3.1.0',
  info: { title: 'Halves', version: '1' },
  security: [{ basic: [] }],
  components: {
    securitySchemes: {
      basic: { type: 'http', scheme: 'basic', description: 'Use the key ID and key secret of an API key.' },
    },
  },
  paths: {
    '/keys': {
      post: {
        summary: 'Create an API key',
        requestBody: {
          required: true,
          ...json({
            type: 'object',
            properties: {
              ...sent,
              hashData: {
                type: 'object',
                required: ['hash'],
                properties: { hash: { ...text, minLength: 8 } },
              },
            },
          }),
        },
        responses: {
          '201': {
            description: 'The key',
            ...json({
              type: 'object',
              required: ['key'],
              properties: {
                key: shown,
                keyId: { ...text, description: `The ID of the key. ${said}` },
                keySecret: { ...text, description: `The secret of the key. ${said}` },
              },
            }),
          },
          ...refused,
        },
      },
      get: {
        summary: 'List API keys',
        responses: { '200': { description: 'All', ...json({ type: 'array', items: shown }) }, ...refused },
      },
    },
    '/keys/{keyId}': {
      parameters: [{ name: 'keyId', in: 'path', required: true, schema: uuid }],
      patch: {
        summary: 'Update an API key',
        requestBody: { required: true, ...json({ type: 'object', properties: sent }) },
        responses: {
          '200': { description: 'The key', ...json(shown) },
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
})

interface Key {
  readonly id: string
  readonly user: string
  readonly secret: string
  name: string
  expireAt?: string | undefined
  readonly suffix: string
}

type Habit = 'any-user' | 'first-four' | 'forgets-end'

async function judge(habit?: Habit): Promise<Ran> {
  const keys = new Map<string, Key>()
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  const show = ({ id, name, suffix, expireAt }: Key): JsonObject => ({
    id,
    name,
    ...(suffix === '' ? {} : { keySuffix: suffix }),
    ...(expireAt === undefined ? {} : { expireAt }),
  })
  await using server = await startJsonServer({ basic: 'root:root-4f9Qz81LmXwP7' }, (request, body) => {
    const [, place, id] = (request.url ?? '/').split('?')[0]!.split('/')
    const [, coded = ''] = /^basic +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    const [user, ...rest] = Buffer.from(coded, 'base64').toString().split(':')
    const secret = rest.join(':')
    const isKey = [...keys.values()].some(
      (key) =>
        key.secret !== '' &&
        key.secret === secret &&
        (habit === 'any-user' || key.user === user) &&
        Date.parse(key.expireAt ?? '9999-01-01') > Date.now(),
    )
    if (!isKey && !(user === 'root' && secret === 'root-4f9Qz81LmXwP7')) return no(401)
    if (place !== 'keys') return no(404)
    const { method = '' } = request
    const allowed = id === undefined ? ['GET', 'POST'] : ['PATCH', 'DELETE']
    if (!allowed.includes(method)) return { ...no(405), headers: { Allow: allowed.join(', ') } }
    if (id !== undefined && !/^[\da-f-]{36}$/.test(id)) return no(400)
    if (id !== undefined && !keys.has(id)) return no(404)
    if (method === 'DELETE') return keys.delete(id!) ? { status: 204, body: undefined } : no(404)
    if (method === 'GET') return { status: 200, body: [...keys.values()].map(show) }
    const asked = read(body)
    if (asked === null) return no(400)
    if (method === 'PATCH') {
      const key = keys.get(id!)!
      if (asked.name !== undefined) key.name = asked.name
      if (asked.expireAt !== undefined || habit === 'forgets-end') key.expireAt = asked.expireAt
      return { status: 200, body: show(key) }
    }
    const own = asked.hashData === undefined
    const keyId = randomBytes(10).toString('hex')
    const made: Key = {
      id: randomUUID(),
      user: keyId,
      secret: own ? `sec_${randomBytes(20).toString('hex')}` : '',
      name: asked.name ?? '',
      expireAt: asked.expireAt,
      suffix: own ? (habit === 'first-four' ? keyId.slice(0, 4) : keyId.slice(-4)) : '',
    }
    keys.set(made.id, made)
    return {
      status: 201,
      body: { key: show(made), ...(own ? { keyId, keySecret: made.secret } : {}) },
    }
  })
  const contract = createContract(documentOf(unless), { name: 'halves' })
  const ran = await judgeContract(contract, server, {
    ...patience,
    runs: 3,
    only: [
      'auth-near-miss-rejected',
      'redacted-form-matches-secret',
      'secret-present-on-create',
      'lifecycle-*',
      'schema-echo-fidelity',
      'status-valid-input-accepted',
      'harness-cleanup-complete',
    ],
  })
  expect(keys.size).toBe(0)
  return ran
}

const found = ({ findings }: Ran): readonly string[] =>
  // Its keys may do what the account may, which is told and no fault.
  [
    ...new Set(findings.filter(({ level }) => level !== 'info').map(({ rule, level }) => `${rule} ${level}`)),
  ].toSorted()

function read(
  body: string,
): { readonly name?: string; readonly expireAt?: string; readonly hashData?: unknown } | null {
  try {
    const value = JSON.parse(body) as JsonObject | null
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    const { name, expireAt, hashData } = value as Record<string, unknown>
    const isName = name === undefined || (typeof name === 'string' && Array.from(name).length <= 99)
    const isEnd =
      expireAt === undefined ||
      (typeof expireAt === 'string' &&
        /^\d{4}-\d\d-\d\dT/.test(expireAt) &&
        !Number.isNaN(Date.parse(expireAt)))
    const { hash } = (hashData ?? {}) as { readonly hash?: unknown }
    const isHash = hashData === undefined || (typeof hash === 'string' && Array.from(hash).length >= 8)
    return isName && isEnd && isHash ? value : null
  } catch {
    return null
  }
}

it('is found: the id by the format of its parameter, the user name by the words of the scheme', () => {
  const [resource] = createContract(documentOf(unless), { name: 'halves' }).keyResources
  expect(resource).toMatchObject({
    id: { pointer: '/key/id' },
    secret: { pointer: '/keySecret', carrier: 'basic', user: '/keyId' },
  })
})

it('is green where the server does all the document says, whatever is sent', async () => {
  const ran = await judge()
  expect(found(ran)).toEqual([])
  const verdict = (rule: string): string | undefined =>
    ran.verdicts.find((each) => each.rule === rule)?.verdict
  for (const rule of [
    'auth-near-miss-rejected',
    'redacted-form-matches-secret',
    'lifecycle-revoked-key-rejected',
  ])
    expect([rule, verdict(rule)]).toEqual([rule, 'held'])
})

it.each([
  ['any-user', 'auth-near-miss-rejected fail'],
  ['first-four', 'redacted-form-matches-secret warn'],
  ['forgets-end', 'lifecycle-no-escalation-by-update fail'],
] as const)('is told of where the server has the habit %s', async (habit, expected) => {
  expect(found(await judge(habit))).toEqual([expected])
})

describe('a secret that is absent', () => {
  const absent = (said: string, value: JsonObject): string | undefined => {
    const contract = createContract(documentOf(said), { name: 'halves' })
    const operation = contract.operations.find(({ key }) => key === 'POST /keys')!
    const request = {
      operation: operation.key,
      method: 'POST',
      path: '/keys',
      headers: [],
      body: JSON.stringify(value),
    }
    const response = {
      status: 201,
      headers: [['Content-Type', 'application/json']] as const,
      body: '{}',
      truncated: false,
    }
    const exchange = createVault({ seed: 1 }).seal(request, response, {
      issues: [],
      issuedName: 'k',
      masked: [],
    })
    return absentForWhatWasSent({ contract, operation, resource: null }, exchange, '/keySecret')
  }

  it('is excused by words that name what was sent', () => {
    expect(absent(unless, { hashData: { hash: 'a hash of it' } })).toBe(unless)
  })

  it.each([
    ['they name nothing that was sent', unless, { name: 'ci' }],
    ['they tell of no condition', 'The hashData of the key.', { hashData: {} }],
    ['there are none', '', { hashData: {} }],
    ['they tell when it is shown', 'Only shown once, when the key is created.', { key: {} }],
    ['a word of theirs is only a name by chance', 'Not shown where the token is old.', { token: 'x' }],
  ])('is not where %s', (_why, said, value) => {
    expect(absent(said, value)).toBeUndefined()
  })
})
