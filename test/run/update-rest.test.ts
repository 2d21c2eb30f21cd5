import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { judgeContract, patience, type Ran } from './harness.ts'
import { startJsonServer } from './json-server.ts'
import { json, text } from './openapi-parts.ts'

const root = 'people-only-4kLm81QzXwP7'
const refused = { '400': { description: 'No' }, '401': { description: 'No' }, '404': { description: 'No' } }

/** How the update of a key is described. */
interface Update {
  readonly method: 'patch' | 'put' | 'post'
  readonly words?: string
  readonly mediaType?: string
  /** The key, in requests and answers, stands in an object of its own. */
  readonly wrapped?: true
}

const members = {
  name: { ...text, minLength: 1, maxLength: 99 },
  description: { ...text, maxLength: 99 },
  expires_at: { ...text, format: 'date-time' },
  tags: { type: 'array', items: text },
  status: { ...text, enum: ['active', 'inactive'] },
}

function contractOf({ method, words, mediaType = 'application/json', wrapped }: Update): Contract {
  const within = (schema: JsonObject): JsonObject =>
    wrapped === true ? { type: 'object', required: ['key'], properties: { key: schema } } : schema
  const shown = { id: text, ...members, team: text, rate: { type: 'integer' }, updated_at: text }
  const answer = (properties: JsonObject): JsonObject => json(within({ type: 'object', properties }))
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Partly updated', version: '1' },
      security: [{ account: [] }],
      components: { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } },
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            requestBody: {
              required: true,
              ...json(within({ type: 'object', required: ['name'], properties: members })),
            },
            responses: {
              '201': {
                description: 'The key. The secret is shown once.',
                ...answer({ ...shown, secret: text }),
              },
              ...refused,
            },
          },
        },
        '/keys/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
          get: {
            summary: 'Get an API key',
            responses: { '200': { description: 'It', ...answer(shown) }, ...refused },
          },
          [method]: {
            summary: 'Update an API key',
            ...(words === undefined ? {} : { description: words }),
            requestBody: {
              required: true,
              content: { [mediaType]: { schema: within({ type: 'object', properties: members }) } },
            },
            responses: { '200': { description: 'It', ...answer(shown) }, ...refused },
          },
          delete: {
            summary: 'Revoke an API key',
            responses: { '204': { description: 'Gone' }, ...refused },
          },
        },
        '/me': {
          get: {
            summary: 'Who calls',
            responses: { '200': { description: 'You', ...json({ type: 'object' }) }, ...refused },
          },
        },
      },
    },
    { name: 'partly' },
  )
}

type Key = Record<string, unknown>

/** What an update does to members that it does not have; nothing on a server that is right. */
type Slip = (key: Key, asked: Readonly<Key>) => void

async function judge(update: Update, slip: Slip = () => {}): Promise<Ran> {
  const keys = new Map<string, Key>()
  const no = (status: number): { readonly status: number; readonly body: object } => ({
    status,
    body: { message: 'No' },
  })
  const { wrapped } = update
  const show = ({ secret, ...key }: Key): Key => (wrapped === true ? { key } : key)
  await using server = await startJsonServer({ account: root }, ({ method, url = '/', headers }, sent) => {
    const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
    const used = [...keys.values()].find(({ secret }) => secret === token)
    if (token !== root && used?.['status'] !== 'active') return no(401)
    const [, place, id] = url.split('?')[0]!.split('/')
    if (place === 'me') return method === 'GET' ? { status: 200, body: {} } : no(405)
    if (place !== 'keys') return no(404)
    if (token !== root && method !== 'GET') return no(401)
    const takes = id === undefined ? 'POST' : update.method.toUpperCase()
    if (method !== takes && !(id !== undefined && (method === 'GET' || method === 'DELETE')))
      return { ...no(405), headers: { Allow: id === undefined ? 'POST' : `GET, DELETE, ${takes}` } }
    const key = id === undefined ? undefined : keys.get(decodeURIComponent(id))
    if (id !== undefined && key === undefined) return no(404)
    if (method === 'GET') return { status: 200, body: show(key!) }
    if (method === 'DELETE') {
      keys.delete(key!['id'] as string)
      return { status: 204, body: undefined }
    }
    const asked = askedIn(sent, wrapped === true)
    if (asked === null) return no(400)
    if (key !== undefined) {
      Object.assign(key, asked, { updated_at: new Date().toISOString() })
      slip(key, asked)
      return { status: 200, body: show(key) }
    }
    if (asked['name'] === undefined) return no(400)
    const made: Key = {
      id: randomUUID(),
      description: null,
      expires_at: null,
      tags: [],
      status: 'active',
      team: 'payments',
      rate: 100,
      ...asked,
      secret: `upd_${randomBytes(20).toString('hex')}`,
    }
    keys.set(made['id'] as string, made)
    const { secret, ...rest } = made
    return { status: 201, body: wrapped === true ? { key: { ...rest, secret } } : { ...rest, secret } }
  })
  const ran = await judgeContract(contractOf(update), server, {
    ...patience,
    runs: 5,
    only: ['lifecycle-no-escalation-by-update', 'lifecycle-revoked-key-rejected', 'schema-echo-fidelity'],
  })
  expect(keys.size).toBe(0)
  return ran
}

/** What a body asks for; null where it is wrong. */
function askedIn(sent: string, wrapped: boolean): Key | null {
  let body: unknown
  try {
    body = JSON.parse(sent)
  } catch {
    return null
  }
  const inner = wrapped ? (body as { readonly key?: unknown } | null)?.key : body
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return null
  const known = Object.entries(inner).filter(([name]) => name in members)
  const isText = (name: string, value: unknown): boolean =>
    name === 'tags'
      ? Array.isArray(value) && value.every((one) => typeof one === 'string')
      : typeof value === 'string' &&
        Array.from(value).length <= 99 &&
        (name !== 'name' || value !== '') &&
        (name !== 'expires_at' || !Number.isNaN(Date.parse(value))) &&
        (name !== 'status' || members.status.enum.includes(value))
  return known.every(([name, value]) => isText(name, value)) ? Object.fromEntries(known) : null
}

const told = ({ findings }: Ran): readonly string[] =>
  findings.map(({ rule, level, message }) => `${level} ${rule}: ${message}`)

const unless =
  (member: string, to: unknown): Slip =>
  (key, asked) => {
    if (!(member in asked)) key[member] = to
  }

describe.each([
  ['PATCH', { method: 'patch' }],
  [
    'PUT, of which words say so',
    { method: 'put', words: 'Members that are not in the request remain unchanged.' },
  ],
  ['POST, of which words say so', { method: 'post', words: 'A partial update.' }],
  ['a merge patch', { method: 'patch', mediaType: 'application/merge-patch+json' }],
  ['PATCH within an envelope', { method: 'patch', wrapped: true }],
] as const satisfies readonly (readonly [string, Update])[])('an update in part by %s', (_what, update) => {
  it('is green where it leaves the rest', async () => {
    const ran = await judge(update)
    expect(told(ran)).toEqual([])
    const { operation } = ran.verdicts.find(({ rule }) => rule === 'lifecycle-no-escalation-by-update')!
    expect(
      ran.verdicts
        .filter((one) => one.operation === operation && one.verdict === 'held')
        .map(({ rule }) => rule),
    ).toEqual(expect.arrayContaining(['lifecycle-no-escalation-by-update', 'schema-echo-fidelity']))
  })

  it('is told of where it takes the end of a key away', async () => {
    const ran = await judge(update, unless('expires_at', null))
    expect(told(ran).filter((one) => one.startsWith('fail '))).toEqual([
      expect.stringMatching(
        /^fail lifecycle-no-escalation-by-update: An update of \w+ alone gives the key a later end, or none\.$/,
      ),
    ])
  })

  it('is told of where it loses what was said of a key', async () => {
    expect(told(await judge(update, unless('description', null)))).toEqual([
      expect.stringMatching(
        /schema-echo-fidelity: An update of \w+ alone takes away (?:\/key)?\/description of the key\.$/,
      ),
    ])
  })

  it('is told of where it turns a key on again', async () => {
    const ran = await judge(update, unless('status', 'active'))
    expect(told(ran)).toEqual([
      expect.stringMatching(
        /^fail lifecycle-revoked-key-rejected: A key that was turned off is accepted again after an update of \w+ alone\.$/,
      ),
    ])
  })
})

it.each([
  ['a number', 'rate', 0, 'warn schema-echo-fidelity: An update of name alone changes /rate of the key.'],
  [
    'its owner',
    'team',
    'everybody',
    'fail lifecycle-no-escalation-by-update: An update of name alone gives the key another owner.',
  ],
] as const)('is told of where it changes %s', async (_what, member, to, expected) => {
  expect(told(await judge({ method: 'patch' }, unless(member, to)))).toEqual([expected])
})

it('is nothing to judge where an update may replace the whole', async () => {
  const replacing: Update = { method: 'put', words: 'Replaces the key.' }
  expect(told(await judge(replacing, unless('description', null)))).toEqual([])
})

it('has words of its own to stand on, where a document has some', async () => {
  const words = 'Members that are left out keep their values.'
  const ran = await judge({ method: 'put', words }, unless('rate', 0))
  expect(ran.failures.map(({ because }) => because)).toEqual([expect.objectContaining({ quote: words })])
  const unsaid = await judge({ method: 'patch' }, unless('rate', 0))
  expect(unsaid.findings.map(({ level }) => level)).toEqual(['warn'])
})
