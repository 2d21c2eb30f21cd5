import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { operationByKey } from '../../src/contract/lookup.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import type { InputBody } from '../../src/generate/types.ts'
import { ordinaryInput } from '../../src/run/ordinary.ts'
import { tame } from '../../src/run/tame.ts'
import { duplicateNamesConflict } from '../../scenarios/duplicate-names-conflict.ts'
import { startFront } from './front.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { judgeContract, patience, type Ran } from './harness.ts'

const root = 'root-4f9Qz81LmXwP7'
const settings = { ...patience, runs: 5, maxKeys: 200 }
const bearer = guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }])

const under = ({ findings }: Ran, rule: string): readonly (readonly [string, string])[] =>
  findings.filter((finding) => finding.rule === rule).map(({ level, severity }) => [level, severity])

describe('keys', () => {
  it('are revoked with the credential of the run, where the document has several ways in', async () => {
    const contract = guardedContract(
      { token: { type: 'http', scheme: 'bearer' }, login: { type: 'http', scheme: 'basic' } },
      [{ token: [] }, { login: [] }],
    )
    await using server = await startGuarded({
      lets: ({ basic, bearer: token, issued, request }) =>
        basic?.[1] === root || (request.method === 'GET' && issued(token)),
      credentials: { login: `admin:${root}` },
    })
    const { keys } = await judgeContract(contract, server, settings)
    expect(keys.created).toBeGreaterThan(10)
    expect(keys).toEqual({ created: keys.created, revoked: keys.created, left: [] })
  })

  it('are said to be left where their revocation is refused and they work, though no list shows them', async () => {
    await using server = await startGuarded({
      lets: ({ bearer: token, issued }) => token === root || issued(token),
      credentials: { key: root },
    })
    await using front = await startFront(server as never, async (passing) => {
      const json = { 'Content-Type': 'application/json' }
      if (passing.method === 'DELETE') return { status: 412, headers: json, body: '{"message":"changed"}' }
      const answer = await passing.forward()
      return passing.method === 'GET' && answer.status === 200
        ? { status: 200, headers: json, body: '{"keys":[]}' }
        : answer
    })
    const { keys, exitCode } = await judgeContract(bearer, front, { ...settings, maxKeys: 12 })
    expect(keys.created).toBeGreaterThan(5)
    expect(keys.left).toHaveLength(keys.created)
    expect(keys.revoked).toBe(0)
    expect(exitCode).toBe(3)
  })

  it('are said to be left where their revocation does nothing, though it shows when they were used, and some may do little', async () => {
    let revocations = 0
    let asked = 0
    await using server = await startGuarded({
      lets: ({ bearer: token, issued }) => token === root || issued(token),
      credentials: { key: root },
    })
    await using front = await startFront(server as never, async (passing) => {
      const json = { 'Content-Type': 'application/json' }
      asked += 1
      if (passing.method === 'DELETE' && passing.headers.authorization === `Bearer ${root}`) {
        revocations += 1
        return { status: 204, headers: {}, body: '' }
      }
      const answer = await passing.forward()
      if (passing.method !== 'GET' || answer.status !== 200) return answer
      const { keys } = JSON.parse(String(answer.body)) as { readonly keys: readonly JsonObject[] }
      // Every other key, by its secret, may not read the list.
      const [, token = ''] = /^Bearer (\S+)$/.exec(passing.headers.authorization ?? '') ?? []
      if (token !== root && Number.parseInt(token.slice(-1), 16) % 2 === 1)
        return { status: 403, headers: json, body: '{"message":"not this"}' }
      return {
        status: 200,
        headers: json,
        body: JSON.stringify({ keys: keys.map((one) => ({ ...one, last_used_at: asked })) }),
      }
    })
    const { keys, exitCode } = await judgeContract(bearer, front, { ...settings, maxKeys: 12 })
    expect(revocations).toBeGreaterThan(5)
    expect(keys.left).toHaveLength(keys.created)
    expect(keys.revoked).toBe(0)
    expect(exitCode).toBe(3)
  })

  it('are said to be left where their revocation does nothing, they work on, and the list tells no ids', async () => {
    const contract = guardedContract(
      { key: { type: 'http', scheme: 'bearer' } },
      [{ key: [] }],
      {},
      {
        type: 'string',
      },
    )
    await using server = await startGuarded({
      lets: ({ bearer: token, issued }) => token === root || issued(token),
      credentials: { key: root },
    })
    await using front = await startFront(server as never, async (passing) => {
      if (passing.method === 'DELETE') return { status: 204, headers: {}, body: '' }
      const answer = await passing.forward()
      return passing.method === 'GET' && answer.status === 200
        ? { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"keys":["one"]}' }
        : answer
    })
    const { keys, exitCode } = await judgeContract(contract, front, { ...settings, maxKeys: 12 })
    expect(keys.created).toBeGreaterThan(5)
    expect(keys.left).toHaveLength(keys.created)
    expect(exitCode).toBe(3)
  })

  it('that are revoked are refused in every way that the document lets them in', async () => {
    const contract = guardedContract(
      { token: { type: 'http', scheme: 'bearer' }, line: { type: 'apiKey', in: 'header', name: 'X-Key' } },
      [{ token: [] }, { line: [] }],
    )
    const failing = async (forgets: string | null): Promise<readonly string[]> => {
      const once = new Set<unknown>()
      await using server = await startGuarded({
        lets({ bearer: token, request, issued }) {
          const line = request.headers['x-key']
          const [way, value] = token === null ? ['line', line] : ['token', token]
          if (value === root) return true
          if (issued(value) && way === forgets) once.add(value)
          return issued(value) || (way === forgets && once.has(value))
        },
        credentials: { token: root, line: root },
      })
      const { failures } = await judgeContract(contract, server, {
        ...settings,
        only: ['lifecycle-revoked-key-rejected'],
      })
      return [...new Set(failures.map(({ rule }) => rule))]
    }
    expect(await failing(null)).toEqual([])
    expect(await failing('token')).toEqual(['lifecycle-revoked-key-rejected'])
    expect(await failing('line')).toEqual(['lifecycle-revoked-key-rejected'])
  })
})

describe('keys that are used elsewhere, as those that sign requests', () => {
  it.each([
    ['are left where a DELETE does nothing', false],
    ['are gone where the list shows them no longer', true],
  ])('%s', async (_name, works) => {
    await using server = await startGuarded({
      lets: ({ bearer: token }) => token === root,
      credentials: { key: root },
    })
    await using front = await startFront(server as never, (passing) =>
      !works && passing.method === 'DELETE'
        ? Promise.resolve({ status: 204, headers: {}, body: '' })
        : passing.forward(),
    )
    const { keys, verdicts } = await judgeContract(bearer, front, { ...settings, maxKeys: 12 })
    expect(keys.created).toBeGreaterThan(5)
    const said = verdicts.find(({ rule }) => rule === 'harness-cleanup-complete')
    expect(said).toMatchObject(works ? { verdict: 'held' } : { verdict: 'broken' })
    expect(keys.left).toHaveLength(works ? 0 : keys.created)
  })
})

describe('an API that goes by the version in Accept', () => {
  const versioned = 'application/vnd.keys+json; version=3'
  const contract = createContract(
    JSON.parse(
      JSON.stringify(bearer.document).replaceAll(
        '"application/json":{"schema":{"type":"object","required":["keys"]',
        `"${versioned}":{"schema":{"type":"object","required":["keys"]`,
      ),
    ) as JsonObject,
    { name: 'versioned' },
  )
  const starting = (wanted: RegExp): ReturnType<typeof startGuarded> =>
    startGuarded({
      lets: ({ bearer: token, issued }) => token === root || issued(token),
      changed: (answer, { headers, method, url }) =>
        method === 'GET' && url === '/keys' && answer.status === 200
          ? wanted.test(headers.accept ?? '')
            ? { ...answer, headers: { 'Content-Type': versioned } }
            : { status: 406, body: { message: 'Which version?' } }
          : answer,
      credentials: { key: root },
    })
  const only = ['status-valid-input-accepted', 'schema-*']

  it('is asked for the version that the document has', async () => {
    await using server = await starting(/version=3/)
    const { failures } = await judgeContract(contract, server, { ...settings, only })
    expect(failures).toEqual([])
  })

  it('is asked for what the user asks for', async () => {
    await using server = await starting(/version=4/)
    const accepting = { headers: [['Accept', 'application/vnd.keys+json; version=4'] as const] }
    const { failures } = await judgeContract(bearer, server, {
      ...settings,
      only: ['status-valid-input-accepted'],
      ...accepting,
    })
    expect(failures).toEqual([])
    const without = await judgeContract(bearer, server, {
      ...settings,
      only: ['status-valid-input-accepted'],
    })
    expect(without.failures.map(({ operation }) => operation)).toEqual(['GET /keys'])
  })
})

describe('header fields with a syntax of their own', () => {
  it('are not filled with whatever their schema allows', async () => {
    const document = JSON.parse(JSON.stringify(bearer.document)) as {
      paths: Record<string, Record<string, JsonObject>>
    }
    const text = { type: 'string' }
    document.paths['/keys']!['get'] = {
      ...document.paths['/keys']!['get']!,
      parameters: ['Range', 'If-None-Match', 'X-Note'].map((name) => ({ name, in: 'header', schema: text })),
    }
    const sent = new Set<string>()
    await using server = await startGuarded({
      lets({ bearer: token, issued, request }) {
        for (const name of ['range', 'if-none-match', 'x-note']) if (name in request.headers) sent.add(name)
        return token === root || issued(token)
      },
      credentials: { key: root },
    })
    await judgeContract(createContract(document, { name: 'fields' }), server, {
      ...settings,
      only: ['status-valid-input-accepted'],
      runs: 25,
    })
    expect([...sent]).toEqual(['x-note'])
  })
})

describe('an update that replaces a key', () => {
  const text = { type: 'string' }
  const json = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } })
  const members = { name: text, acl: { type: 'array', items: text }, note: text }
  const contractWith = (method: string, required: readonly string[]): Contract =>
    createContract(
      {
        openapi: '3.1.0',
        info: { title: 'Keys', version: '1' },
        'x-secret-contract': {
          version: 1,
          scopes: { field: '/acl', values: ['read'], empty: 'none', grants: { read: ['listKeys'] } },
        },
        paths: {
          '/keys': {
            post: {
              summary: 'Create an API key',
              requestBody: json({ type: 'object', required: ['name', 'acl'], properties: members }),
              responses: {
                '201': {
                  description: 'The key. The secret is shown once.',
                  ...json({ type: 'object', properties: { id: text, secret: text } }),
                },
              },
            },
            get: {
              operationId: 'listKeys',
              summary: 'List API keys',
              responses: {
                '200': {
                  description: 'All.',
                  ...json({ type: 'array', items: { type: 'object', properties: { id: text } } }),
                },
              },
            },
          },
          '/keys/{id}': {
            parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
            [method]: {
              summary: 'Update an API key',
              requestBody: json({ type: 'object', required, properties: members }),
              responses: { '200': { description: 'Changed.' } },
            },
          },
        },
      },
      { name: 'replaced' },
    )

  it.each([
    ['put', ['acl'], { acl: ['read'] }],
    ['put', ['name'], { name: 'n', acl: ['read'] }],
    ['patch', ['name'], { name: 'n' }],
    ['patch', ['acl'], { acl: ['read'] }],
  ] as const)('by %s keeps the rights it was made with, with %j required', (method, required, expected) => {
    const contract = contractWith(method, required)
    const [resource] = contract.keyResources
    const operation = operationByKey(contract, `${method.toUpperCase()} /keys/{id}`)!
    const { body } = ordinaryInput(contract, operation, { parameters: {}, resource: resource!, name: 'n' })
    const value = (body as InputBody & { readonly value: JsonObject }).value
    expect(Object.keys(value).toSorted()).toEqual(Object.keys(expected).toSorted())
    expect(value['acl']).toEqual((expected as JsonObject)['acl'])
  })
})

describe('the name of a key', () => {
  it('is where the request has it, whatever else is called a name', () => {
    const text = { type: 'string' }
    const key = {
      type: 'object',
      properties: {
        id: text,
        metadata: { type: 'object', properties: { resource_name: text } },
        spec: { type: 'object', properties: { display_name: text } },
      },
    }
    const json = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } })
    const contract = createContract(
      {
        openapi: '3.1.0',
        info: { title: 'Keys', version: '1' },
        paths: {
          '/api-keys': {
            post: {
              summary: 'Create an API key',
              requestBody: json({
                type: 'object',
                properties: { spec: { type: 'object', properties: { display_name: text } } },
              }),
              responses: {
                '201': {
                  description: 'The key. The secret is shown once.',
                  ...json({ allOf: [key, { type: 'object', properties: { secret: text } }] }),
                },
              },
            },
            get: {
              summary: 'List API keys',
              responses: { '200': { description: 'All.', ...json({ type: 'array', items: key }) } },
            },
          },
        },
      },
      { name: 'names' },
    )
    expect(contract.keyResources[0]).toMatchObject({
      nameInRequest: '/spec/display_name',
      list: { name: '/spec/display_name' },
    })
  })
})

describe('refusals', () => {
  it('that bear numbers of their own are alike all the same', async () => {
    const letters = (): string => Array.from({ length: 10 }, () => 'abcdefgh7'.charAt(randomInt(9))).join('')
    await using server = await startGuarded({
      lets: ({ bearer: token, issued }) => token === root || issued(token),
      changed: (answer) =>
        answer.status === 401
          ? { ...answer, body: { message: 'Who are you?', meta: { requestId: `req_${letters()}` } } }
          : answer,
      credentials: { key: root },
    })
    const only = ['auth-failure-uniform']
    for (let round = 0; round < 5; round++) {
      const ran = await judgeContract(bearer, server, { ...settings, only, seed: round })
      expect(ran.findings).toEqual([])
      expect(ran.verdicts).toMatchObject([{ verdict: 'held' }])
    }
  })

  it('that repeat a secret are told apart from those that repeat what keyproof made up', async () => {
    await using server = await startGuarded({
      lets: ({ bearer: token, issued }) => token === root || issued(token),
      changed: (answer, { headers }) =>
        answer.status === 401
          ? { ...answer, body: { message: `Not ${headers.authorization ?? 'without a key'}` } }
          : answer,
      credentials: { key: root },
    })
    const found = under(await judgeContract(bearer, server, settings), 'credential-not-echoed-in-errors')
    expect(found).toContainEqual(['fail', 'high'])
    expect(found.map(([, severity]) => severity)).toContain('low')
  })
})

describe('a secret that encodes an id and a key in one', () => {
  it('brings neither half of it that opens anything into the log', async () => {
    const contract = guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }])
    const halves: string[] = []
    await using server = await startGuarded({
      lets: ({ bearer: token, issued }) => token === root || issued(token),
      changed(answer, { method }) {
        const made = answer.body as { readonly id: string; readonly secret: string } | undefined
        if (method !== 'POST' || answer.status !== 201 || made === undefined) return answer
        halves.push(made.secret)
        return {
          ...answer,
          body: {
            ...made,
            secret: Buffer.from(`${made.id}:${made.secret}`).toString('base64'),
            half: made.secret,
          },
        }
      },
      credentials: { key: root },
    })
    const { events } = await judgeContract(contract, server, settings)
    expect(halves.length).toBeGreaterThan(10)
    const log = JSON.stringify(events)
    expect(halves.filter((half) => log.includes(half))).toEqual([])
  })
})

/** An API of tokens whose creation takes these members, and whose 409 says so. */
function tokens(properties: JsonObject, conflict: string, annotations: JsonObject = {}): Contract {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
  const body = (schema: JsonObject): JsonObject => ({
    required: true,
    content: {
      'application/json': { schema: { type: 'object', properties: schema, required: Object.keys(schema) } },
    },
  })
  const shown = { id: { type: 'string' }, name: { type: 'string' } }
  const answer = (schema: JsonObject): JsonObject => ({ description: 'Fine.', ...body(schema) })
  return createContract({
    openapi: '3.1.0',
    info: { title: 'Tokens', version: '1' },
    ...annotations,
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths: {
      '/tokens': {
        post: {
          summary: 'Create an API token',
          requestBody: body({ name: { type: 'string', maxLength: 60 }, ...properties }),
          responses: {
            201: answer({
              ...shown,
              secret: { type: 'string', description: 'The token, shown only once.' },
            }),
            409: { description: conflict },
          },
        },
        get: {
          summary: 'List API tokens',
          responses: {
            200: answer({ data: { type: 'array', items: { type: 'object', properties: shown } } }),
          },
        },
      },
      '/tokens/{id}': {
        parameters: [id],
        patch: {
          summary: 'Update an API token',
          requestBody: body({
            data: {
              type: 'object',
              required: ['id', 'type'],
              properties: {
                id: { type: 'string', example: '3653d3c6-0c75-11ea-ad28-fb5701eabc7d' },
                type: { type: 'string', enum: ['tokens'] },
              },
            },
          }),
          responses: { 200: answer(shown) },
        },
        delete: { summary: 'Revoke an API token', responses: { 204: { description: 'Gone.' } } },
      },
    },
  })
}

const conflictOf = (contract: Contract): boolean | string => {
  const [resource] = contract.keyResources
  const operation = operationByKey(contract, 'POST /tokens')!
  return duplicateNamesConflict.applies({ contract, resource, operation, stateful: true } as never)
}

describe('a conflict', () => {
  it.each([
    ['is of names where nothing else can be taken', {}, 'It exists already, or is already in use.', true],
    [
      'is of nothing in particular where no word is said of it',
      {},
      'Conflict',
      expect.stringContaining('does not say'),
    ],
    ['is of names where it says so', { uid: { type: 'string' } }, 'The name is taken.', true],
    [
      'may be of the id that the caller gives',
      { uid: { type: 'string' } },
      'The token already exists.',
      expect.stringContaining('uid'),
    ],
  ])('%s', (_what, properties, text, expected) => {
    expect(conflictOf(tokens(properties, text))).toEqual(expected)
  })

  it('is none of names where the document says that they may be alike', () => {
    const said = { 'x-secret-contract': { version: 1, names: { unique: false } } }
    expect(conflictOf(tokens({}, 'Conflict', said))).toContain('need not be unique')
  })
})

function endIn(body: InputBody | undefined): string {
  const value = body !== undefined && 'value' in body ? body.value : null
  return String((value as { readonly expires_at?: unknown } | null)?.expires_at)
}

describe('an ordinary request', () => {
  const dated = tokens(
    {
      expires_at: {
        type: 'string',
        format: 'date',
        example: '2021-01-31',
        description: 'When the token expires.',
      },
    },
    'Conflict',
  )
  const [resource] = dated.keyResources
  const create = operationByKey(dated, 'POST /tokens')!
  const dayMs = 86_400_000

  it('asks for an end in a day or two where an example is over', () => {
    const { body } = ordinaryInput(dated, create, { parameters: {}, resource: resource!, name: 'a' })
    const end = endIn(body)
    expect(end).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(Date.parse(end) - Date.now()).toBeGreaterThan(0)
    expect(Date.parse(end) - Date.now()).toBeLessThan(3 * dayMs)
  })

  it('asks for an end that servers allow where one was made up', () => {
    const made = { mediaType: 'application/json', value: { name: 'a', expires_at: '2079-04-01' } }
    const input = { path: {}, query: {}, header: {}, cookie: {}, body: made }
    const { body } = tame(dated, create, resource!, input)
    expect(Date.parse(endIn(body)) - Date.now()).toBeLessThan(3 * dayMs)
  })

  it('names its key in the body too, where JSON:API wants it', () => {
    const update = operationByKey(dated, 'PATCH /tokens/{id}')!
    const id = { parameter: 'id', in: 'path', value: 'k-7' }
    const { body, path } = ordinaryInput(dated, update, {
      parameters: {},
      resource: resource!,
      name: 'a',
      id,
    })
    expect(path).toEqual({ id: 'k-7' })
    expect(body).toMatchObject({ value: { data: { id: 'k-7', type: 'tokens' } } })
  })
})

describe('a scheme that takes JSON Web Tokens', () => {
  const jwt = guardedContract({ key: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } }, [{ key: [] }])

  it.each([
    ['is not expected to take keys that are none', jwt, 'inconclusive'],
    ['is told apart from one that takes keys', bearer, 'broken'],
  ] as const)('%s', async (_what, contract, expected) => {
    await using server = await startGuarded({
      lets: ({ bearer: token }) => token === root,
      credentials: { key: root },
    })
    const ran = await judgeContract(contract, server, { ...settings, only: ['lifecycle-new-key-works'] })
    expect(new Set(ran.verdicts.map(({ verdict }) => verdict))).toContain(expected)
    expect(under(ran, 'lifecycle-new-key-works').length).toBe(expected === 'broken' ? 1 : 0)
  })
})
