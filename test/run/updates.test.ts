import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createContract, loadContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { startMock } from '../../src/mock/start.ts'
import { judgeContract, patience, type Judged, type Ran } from './harness.ts'
import { json, text } from './openapi-parts.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'

const root = 'root-only-9fQz81LmXwP7abc'
const owner = '0b8d5a52-6a51-4f0a-8a0e-5f1f3f0f7a11'
const name = { ...text, minLength: 1, maxLength: 99 }
const time = { type: ['string', 'null'], format: 'date-time' }
const scopes = { type: 'array', items: { ...text, enum: ['read', 'write'] } }
const refused = { '400': { description: 'No' }, '401': { description: 'No' } }

/** Whether the members of a key stand in the body itself, or within `data`. */
type Form = 'flat' | 'wrapped'

const object = (form: Form, properties: JsonObject, required: readonly string[]): JsonObject => {
  const members = { type: 'object', required: [...required], properties }
  return form === 'flat' ? members : { type: 'object', required: ['data'], properties: { data: members } }
}

/** Updates are said to change the name and the end of a key; its owner and its scopes are only shown. */
function documentOf(form: Form, updated: JsonObject = { name, expires_at: time }): Contract {
  const shown = {
    id: text,
    name: text,
    owner_id: text,
    scopes: { type: 'array', items: text },
    expires_at: time,
  }
  const one = { '200': { description: 'The key', ...json(object(form, shown, ['id', 'name'])) } }
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Updates', version: '1' },
      security: [{ account: [] }],
      components: { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } },
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            requestBody: {
              required: true,
              ...json(object(form, { name, expires_at: time, scopes }, ['name'])),
            },
            responses: {
              '201': {
                description: 'The key. The secret is shown once.',
                ...json(object(form, { ...shown, secret: text }, ['id', 'name', 'secret'])),
              },
              ...refused,
            },
          },
          get: {
            summary: 'List API keys',
            responses: {
              '200': {
                description: 'All',
                ...json({
                  type: 'object',
                  properties: { data: { type: 'array', items: { type: 'object', properties: shown } } },
                }),
              },
              ...refused,
            },
          },
        },
        '/keys/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
          get: { summary: 'Get an API key', responses: { ...one, '404': { description: 'No' }, ...refused } },
          patch: {
            summary: 'Update an API key',
            requestBody: { required: true, ...json(object(form, updated, [])) },
            responses: { ...one, '404': { description: 'No' }, ...refused },
          },
          delete: {
            summary: 'Revoke an API key',
            responses: { '204': { description: 'Gone' }, '404': { description: 'No' }, ...refused },
          },
        },
      },
    },
    { name: `updates-${form}` },
  )
}

interface Key {
  id: string
  name: string
  owner_id: string
  scopes: readonly string[]
  expires_at: string | null
  readonly secret: string
}

/** What an update makes of a key and what was sent. */
type Update = (
  key: Key,
  sent: Readonly<Record<string, unknown>>,
  others: readonly Key[],
) => Partial<Key> | number

const asDocumented = (_key: Key, sent: Readonly<Record<string, unknown>>): Partial<Key> => ({
  ...(typeof sent['name'] === 'string' ? { name: sent['name'] } : {}),
  ...('expires_at' in sent ? { expires_at: sent['expires_at'] as string | null } : {}),
})

/** The key that the answer to an update shows. */
type About = (key: Key, others: readonly Key[]) => Key

async function startUpdates(
  form: Form,
  update: Update,
  about: About = (key) => key,
  granted: (asked: readonly string[] | undefined) => readonly string[] = (asked) => asked ?? ['read'],
): Promise<Judged & AsyncDisposable> {
  const keys = new Map<string, Key>()
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  const shown = ({ secret: _secret, ...key }: Key): object => key
  const wrapped = (status: number, key: object): JsonAnswer => ({
    status,
    body: form === 'flat' ? key : { data: key },
  })
  const read = (sent: string): Readonly<Record<string, unknown>> | null => {
    try {
      const body = JSON.parse(sent) as Record<string, unknown> | null
      const members = (form === 'flat' ? body : body?.['data']) as Record<string, unknown> | null | undefined
      if (typeof members !== 'object' || members === null || Array.isArray(members)) return null
      const { name: called, expires_at: ends } = members
      const isName =
        called === undefined ||
        (typeof called === 'string' && called !== '' && Array.from(called).length <= 99)
      const isTime =
        ends === undefined ||
        ends === null ||
        (typeof ends === 'string' && /^\d{4}-\d\d-\d\dT/.test(ends) && !Number.isNaN(Date.parse(ends)))
      return isName && isTime ? members : null
    } catch {
      return null
    }
  }
  return startJsonServer({ account: root }, ({ method = '', url = '/', headers }, sent) => {
    const [, place, id] = url.split('?')[0]!.split('/')
    const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
    if (place !== 'keys') return no(404)
    const known = [...keys.values()].find(({ secret }) => secret === token)
    const isAlive = known !== undefined && Date.parse(known.expires_at ?? '9999-01-01') > Date.now()
    if (token !== root && !isAlive) return no(401)
    const allowed = id === undefined ? ['GET', 'POST'] : ['GET', 'PATCH', 'DELETE']
    if (!allowed.includes(method)) return { ...no(405), headers: { Allow: allowed.join(', ') } }
    const key = id === undefined ? undefined : keys.get(decodeURIComponent(id))
    if (id !== undefined && key === undefined) return no(404)
    if (method === 'DELETE') return keys.delete(key!.id) ? { status: 204, body: undefined } : no(404)
    if (method === 'GET')
      return key === undefined
        ? { status: 200, body: { data: [...keys.values()].map(shown) } }
        : wrapped(200, shown(key))
    const body = read(sent)
    if (body === null) return no(400)
    if (key !== undefined && token !== root) return no(403)
    if (key !== undefined) {
      const others = [...keys.values()].filter((one) => one !== key)
      const made = update(key, body, others)
      if (typeof made === 'number') return no(made)
      Object.assign(key, made)
      return wrapped(200, shown(about(key, others)))
    }
    if (typeof body['name'] !== 'string') return no(400)
    const made: Key = {
      id: randomUUID(),
      name: body['name'],
      owner_id: owner,
      scopes: granted(body['scopes'] as readonly string[] | undefined),
      expires_at: (body['expires_at'] as string | null | undefined) ?? null,
      secret: `upd_${randomBytes(20).toString('hex')}`,
    }
    keys.set(made.id, made)
    return wrapped(201, made)
  })
}

const settings = {
  ...patience,
  runs: 5,
  maxKeys: 120,
  only: ['lifecycle-no-escalation-by-update', 'schema-echo-fidelity', 'harness-cleanup-complete'],
}

async function judge(
  form: Form,
  update: Update,
  document: Contract = documentOf(form),
  about?: About,
): Promise<Ran> {
  await using server = await startUpdates(form, update, about)
  return await judgeContract(document, server, settings)
}

/** What an update was found to do, as rule, level, place and failure. */
const found = ({ findings }: Ran): readonly string[] =>
  findings
    .filter(({ operation }) => operation === 'PATCH /keys/{id}')
    .map(({ rule, level, message }) => `${rule} ${level}: ${message}`)
    .toSorted()

describe.each(['flat', 'wrapped'] as const)('updates of %s keys', (form) => {
  it('are green where they do what they say', async () => {
    const ran = await judge(form, asDocumented)
    expect(ran.findings).toEqual([])
    expect(ran.exitCode).toBe(0)
    const held = ran.verdicts.filter(
      ({ verdict, operation }) => verdict === 'held' && operation === 'PATCH /keys/{id}',
    )
    expect(held.map(({ rule }) => rule).toSorted()).toEqual([
      'lifecycle-no-escalation-by-update',
      'schema-echo-fidelity',
    ])
  })

  it('are told when they change nothing', async () => {
    expect(found(await judge(form, () => ({})))).toEqual([
      'schema-echo-fidelity warn: PATCH /keys/{id} answers 200, and the key keeps the expiry that it had.',
      'schema-echo-fidelity warn: PATCH /keys/{id} answers 200, and the key keeps the name that it had.',
    ])
  })

  it('are told when they change the name and leave the scopes, which they are said to change too', async () => {
    const document = documentOf(form, { name, scopes })
    const obeys: Update = (key, sent) => ({
      ...asDocumented(key, sent),
      ...(Array.isArray(sent['scopes']) ? { scopes: sent['scopes'] as readonly string[] } : {}),
    })
    expect(found(await judge(form, obeys, document))).toEqual([
      'lifecycle-no-escalation-by-update warn: An update gives the key a later end, which the document does not let it change.',
    ])
    const onlyName: Update = (key, sent) => ({ name: (sent['name'] as string | undefined) ?? key.name })
    expect(found(await judge(form, onlyName, document))).toEqual([
      'schema-echo-fidelity warn: PATCH /keys/{id} answers 200, and the key keeps the scopes that it had.',
    ])
  })

  it('are told when they make something else of what is asked', async () => {
    const half: Update = (key, sent) => ({
      ...asDocumented(key, sent),
      ...(typeof sent['name'] === 'string' ? { name: sent['name'].slice(0, 8) } : {}),
    })
    expect(found(await judge(form, half))).toEqual([
      'schema-echo-fidelity warn: PATCH /keys/{id} answers 200, and the key is shown with another name than was asked for.',
    ])
  })

  it('fail when they change another key than the one they name', async () => {
    const ran = await judge(form, (key, sent, [other]) => {
      Object.assign(other ?? key, asDocumented(key, sent))
      return {}
    })
    expect(found(ran)).toContain(
      'schema-echo-fidelity fail: PATCH /keys/{id} changes the name of another key than the one it names.',
    )
  })

  it('fail when they are answered as if another key had been named', async () => {
    const ran = await judge(
      form,
      () => ({}),
      documentOf(form),
      (key, [other]) => other ?? key,
    )
    expect(found(ran)).toContain(
      'schema-echo-fidelity fail: PATCH /keys/{id} changes the name of another key than the one it names.',
    )
  })

  it('fail when they give a key another owner, and are asked for the old one again', async () => {
    const owners: unknown[] = []
    const ran = await judge(form, (key, sent) => {
      if ('owner_id' in sent) owners.push(sent['owner_id'])
      return {
        ...asDocumented(key, sent),
        ...(typeof sent['owner_id'] === 'string' ? { owner_id: sent['owner_id'] } : {}),
      }
    })
    expect(found(ran)).toEqual([
      'lifecycle-no-escalation-by-update fail: An update gives the key another owner, which the document does not let it change.',
    ])
    expect(ran.exitCode).toBe(1)
    expect(owners[0]).not.toBe(owner)
    expect(owners.at(-1)).toBe(owner)
  })

  it('are told when they give a key scopes or a time that the document keeps from them, also one at a time', async () => {
    // It refuses more than one at once.
    const one: Update = (key, sent) => {
      const extra = ['owner_id', 'scopes', 'expires_at'].filter((member) => member in sent)
      if (extra.length > 1 || 'owner_id' in sent) return 400
      return 'scopes' in sent ? { scopes: sent['scopes'] as readonly string[] } : asDocumented(key, sent)
    }
    expect(found(await judge(form, one, documentOf(form, { name })))).toEqual([
      'lifecycle-no-escalation-by-update warn: An update gives the key a later end, which the document does not let it change.',
      'lifecycle-no-escalation-by-update warn: An update gives the key more scopes, which the document does not let it change.',
    ])
  })
})

it('updates of keys whose id nobody tells are left open', async () => {
  const told = documentOf('flat')
  const [resource] = told.keyResources
  const { list: _list, ...roles } = resource!.roles
  const document: Contract = { ...told, keyResources: [{ ...resource!, id: null, list: null, roles }] }
  await using server = await startUpdates('flat', asDocumented)
  const { events, verdicts, findings } = await judgeContract(document, server, {
    ...settings,
    keepKeys: true,
  })
  expect(events.filter(({ type }) => type === 'scenario-crashed')).toEqual([])
  expect(findings).toEqual([])
  const reasons = verdicts.filter(({ operation }) => operation === 'PATCH /keys/{id}')
  expect(reasons.map(({ rule, verdict }) => `${rule} ${verdict}`).toSorted()).toEqual([
    'lifecycle-no-escalation-by-update inconclusive',
    'schema-echo-fidelity inconclusive',
  ])
})

it('fail when a key gives itself scopes, also where its owner could', async () => {
  await using mock = await startMock(await loadContract('test/run/documents/everything.yaml'), {
    faults: ['obeys-update-requests'],
    seed: 1,
  })
  const { credentials, parameters: params, url, contract } = mock
  const { findings } = await judgeContract(contract, { url, credentials, params }, settings)
  expect(findings.filter(({ level }) => level === 'fail').map(({ message }) => message)).toEqual([
    'A key with the scope keys:write gives itself every scope by an update, and GET /keys lets it in then.',
  ])
})

describe.each(['flat', 'wrapped'] as const)('new %s keys', (form) => {
  it.each([
    ['all scopes', () => ['read', 'write'], 'comes back with more than was asked for'],
    ['no scopes', () => [], 'does not come back whole'],
  ] as const)('are told of when they get %s, whatever was asked for', async (_what, granted, said) => {
    await using server = await startUpdates(form, asDocumented, undefined, granted)
    const { findings } = await judgeContract(documentOf(form), server, { ...settings, runs: 25 })
    const told = findings.filter(({ operation }) => operation === 'POST /keys')
    expect(told.map(({ rule, level, message }) => `${rule} ${level}: ${message}`)).toEqual([
      `schema-echo-fidelity warn: What was asked for ${said} at ${form === 'flat' ? '' : '/data'}/scopes.`,
    ])
  })
})
