import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/contract.ts'
import type { Contract } from '../../src/contract/types.ts'
import { startMock } from '../../src/mock/start.ts'
import type { RunOptions } from '../../src/run/options.ts'
import { startFront, type Passing } from './front.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { judgeContract, patience, type Ran } from './harness.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'

const root = 'root-4f9Qz81LmXwP7'

type Json = Readonly<Record<string, unknown>>

/** What an API of keys says in OpenAPI 3.1; what a test is about is put in its place. */
function documentOf({
  create = {},
  made = {},
  list = [],
  change = null,
  scheme = { type: 'http', scheme: 'bearer' },
}: {
  readonly create?: Json
  /** More members of a new key. */
  readonly made?: Json
  /** Parameters of the list. */
  readonly list?: readonly Json[]
  /** Parameters of a change; none where it cannot be changed. */
  readonly change?: readonly Json[] | null
  readonly scheme?: Json
}): Json {
  const error = {
    description: 'It is wrong.',
    content: { 'application/json': { schema: { type: 'object' } } },
  }
  const refusals = { 400: error, 401: error, 404: error, 409: error, 412: error, 415: error, 422: error }
  const name = { type: 'string', minLength: 1, maxLength: 60 }
  const key = { type: 'object', required: ['id', 'name'], properties: { id: { type: 'string' }, name } }
  const json = (schema: Json): Json => ({ 'application/json': { schema } })
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
  return {
    openapi: '3.1.0',
    info: { title: 'Keys', version: '1' },
    security: [{ own: [] }],
    components: { securitySchemes: { own: scheme } },
    paths: {
      '/keys': {
        post: {
          summary: 'Create an API key',
          requestBody: {
            required: true,
            content: json({
              type: 'object',
              required: ['name'],
              properties: { name },
              additionalProperties: false,
            }),
          },
          responses: {
            201: {
              description: 'The key. Its secret is shown only once.',
              content: json({
                ...key,
                required: ['id', 'name', 'secret'],
                properties: { ...key.properties, secret: { type: 'string' }, ...made },
              }),
            },
            ...refusals,
          },
          ...create,
        },
        get: {
          summary: 'List API keys',
          parameters: list,
          responses: {
            200: {
              description: 'The keys.',
              content: json({ type: 'object', properties: { data: { type: 'array', items: key } } }),
            },
            ...refusals,
          },
        },
      },
      '/keys/{id}': {
        parameters: [id],
        delete: { summary: 'Revoke an API key', responses: { 204: { description: 'Gone.' }, ...refusals } },
        ...(change === null
          ? {}
          : {
              patch: {
                summary: 'Rename an API key',
                parameters: change,
                requestBody: { required: true, content: json({ type: 'object', properties: { name } }) },
                responses: { 200: { description: 'The key.', content: json(key) }, ...refusals },
              },
            }),
      },
    },
  }
}

interface Sent {
  readonly passing: Passing
  readonly body: string
  readonly status: number
}

/** Judges the mock of a document, and takes down what is sent to it. */
async function onMock(
  document: Json,
  options: Partial<RunOptions> = {},
): Promise<{ readonly ran: Ran; readonly sent: readonly Sent[] }> {
  const contract = createContract(document)
  expect(contract.keyResources).toHaveLength(1)
  await using mock = await startMock(contract, { seed: 1 })
  const sent: Sent[] = []
  const judged = { url: mock.url, credentials: mock.credentials, params: mock.parameters }
  await using front = await startFront(judged, async (passing) => {
    const body = await passing.body()
    const answer = await passing.forward()
    sent.push({ passing, body, status: answer.status })
    return answer
  })
  const ran = await judgeContract(contract, front, {
    ...patience,
    runs: 30,
    only: ['status-valid-input-accepted', 'status-invalid-input-rejected'],
    ...options,
  })
  return { ran, sent }
}

/** Rules on valid and invalid requests by operation: what is said of them. */
function statuses({ verdicts }: Ran): Readonly<Record<string, string>> {
  return Object.fromEntries(
    verdicts
      .filter(({ rule, operation }) => rule.startsWith('status-') && operation !== null)
      .map(({ rule, operation, verdict }) => [
        `${rule.includes('invalid') ? 'invalid' : 'valid'} ${operation}`,
        verdict,
      ]),
  )
}

const textBody = (content: string, schema: Json): Json => ({
  requestBody: { required: true, content: { [content]: { schema } } },
})

describe('requests are what they are said to be:', () => {
  it('an idempotency key that is wrong on purpose is sent as it is, and one on the edge keeps its length', async () => {
    const { ran, sent } = await onMock(
      documentOf({
        create: {
          parameters: [
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: true,
              schema: { type: 'string', minLength: 16, maxLength: 64 },
            },
          ],
        },
      }),
    )
    expect(ran.findings).toEqual([])
    expect(statuses(ran)).toMatchObject({ 'valid POST /keys': 'held', 'invalid POST /keys': 'held' })
    const keys = sent
      .filter(({ passing: { method } }) => method === 'POST')
      .flatMap(({ passing, status }) => {
        const key = passing.headers['idempotency-key']
        return typeof key === 'string' ? [{ key, status }] : []
      })
    const isTaken = (status: number): boolean => status < 300
    const lengths = (taken: boolean): readonly number[] =>
      keys.filter(({ status }) => isTaken(status) === taken).map(({ key }) => key.length)
    expect(lengths(true)).toEqual(expect.arrayContaining([16, 64]))
    expect(lengths(false).some((length) => length < 16)).toBe(true)
    expect(lengths(false).some((length) => length > 64)).toBe(true)
    const taken = keys.filter(({ status }) => isTaken(status)).map(({ key }) => key)
    expect(new Set(taken).size).toBe(taken.length)
  })

  it.each([24, 40, 60])(
    'a name in a form grows by no mark that makes it longer than %i',
    async (maxLength) => {
      const { ran } = await onMock(
        documentOf({
          create: textBody('application/x-www-form-urlencoded', {
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string', minLength: 1, maxLength }, note: { type: 'string' } },
          }),
        }),
      )
      expect(ran.findings).toEqual([])
      expect(statuses(ran)['valid POST /keys']).toBe('held')
    },
  )

  it.each<Json>([
    { type: 'string', pattern: '^[a-z][a-z0-9-]{2,29}$' },
    { type: 'string', enum: ['ci', 'dev'] },
    { type: 'string', format: 'email' },
    {
      anyOf: [
        { type: 'string', maxLength: 12 },
        { type: 'integer', minimum: 5 },
      ],
    },
  ])('no name is drawn out or replaced beyond %j', async (name) => {
    const { ran } = await onMock(
      documentOf({
        create: textBody('application/json', { type: 'object', required: ['name'], properties: { name } }),
        made: { name },
      }),
    )
    expect(ran.findings).toEqual([])
    expect(statuses(ran)['valid POST /keys']).toBe('held')
  })

  it('a form of Swagger 2.0 with a required part is never left out', async () => {
    const { ran, sent } = await onMock({
      swagger: '2.0',
      info: { title: 'Keys', version: '1' },
      securityDefinitions: { own: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } },
      security: [{ own: [] }],
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            consumes: ['application/x-www-form-urlencoded'],
            produces: ['application/json'],
            parameters: [{ name: 'title', in: 'formData', type: 'string', required: true, maxLength: 60 }],
            responses: {
              201: {
                description: 'The key, shown once.',
                schema: {
                  type: 'object',
                  properties: { id: { type: 'string' }, secret: { type: 'string' } },
                },
              },
              400: { description: 'It is wrong.' },
              401: { description: 'Who are you?' },
            },
          },
        },
        '/keys/{id}': {
          delete: {
            parameters: [{ name: 'id', in: 'path', type: 'string', required: true }],
            responses: { 204: { description: 'Gone.' }, 401: { description: 'Who?' } },
          },
        },
      },
    })
    expect(ran.failures).toEqual([])
    expect(statuses(ran)).toMatchObject({ 'valid POST /keys': 'held', 'invalid POST /keys': 'held' })
    const without = sent.filter(({ passing, body }) => passing.method === 'POST' && body === '')
    expect(without.filter(({ status }) => status < 400)).toEqual([])
  })
})

describe('what the user says goes with every request', () => {
  const tenant = { name: 'X-Tenant', in: 'header', required: true, schema: { type: 'string', maxLength: 20 } }

  it('is in it, and no request is made that would lack it', async () => {
    const { ran, sent } = await onMock(documentOf({ create: { parameters: [tenant] }, list: [tenant] }), {
      headers: [['x-tenant', 'acme']],
    })
    expect(ran.findings).toEqual([])
    expect(statuses(ran)).toMatchObject({ 'valid POST /keys': 'held', 'invalid POST /keys': 'held' })
    expect(new Set(sent.map(({ passing }) => passing.headers['x-tenant']))).toEqual(new Set(['acme']))
  })

  it('is tried otherwise where it is a parameter', async () => {
    const { ran, sent } = await onMock(documentOf({ create: { parameters: [tenant] }, list: [tenant] }))
    expect(ran.findings).toEqual([])
    expect(
      sent.some(({ passing, status }) => passing.headers['x-tenant'] === undefined && status >= 400),
    ).toBe(true)
  })
})

const credential = `root_${randomBytes(24).toString('base64url')}`

interface Made {
  readonly id: string
  name: string
  readonly secret: string
}

/** A server of `documentOf` that does all there is to do; `first` may answer before it does. */
async function judged(
  contract: Contract,
  first: (request: IncomingMessage, sent: string) => JsonAnswer | null,
  options: Partial<RunOptions> & { readonly secret?: () => string; readonly beside?: () => Json } = {},
): Promise<Ran> {
  const {
    secret = () => `k_${randomBytes(24).toString('base64url')}`,
    beside = () => ({}),
    ...rest
  } = options
  const keys = new Map<string, Made>()
  const error = (status: number): JsonAnswer => ({ status, body: { message: 'It is wrong.' } })
  await using server = await startJsonServer({ own: credential }, (request, sent) => {
    const { method, headers } = request
    const url = new URL(request.url ?? '', 'http://localhost')
    const early = first(request, sent)
    if (early !== null) return early
    const [, given] = /^bearer (.*)$/i.exec(headers.authorization ?? '') ?? []
    if (given !== credential && ![...keys.values()].some((key) => key.secret === given)) return error(401)
    const id = /^\/keys\/([^/]+)$/.exec(url.pathname)?.[1]
    const shown = ({ secret: _secret, ...key }: Made): Json => key
    const body = named(sent)
    if (method === 'GET' && url.pathname === '/keys')
      return { status: 200, body: { data: [...keys.values()].map(shown) } }
    if (method === 'POST' && url.pathname === '/keys') {
      if (!/^application\/json/i.test(headers['content-type'] ?? '')) return error(415)
      if (body?.name === undefined || !body.only) return error(400)
      const key = { id: randomBytes(8).toString('hex'), name: body.name, secret: secret() }
      keys.set(key.id, key)
      return { status: 201, body: { ...key, ...beside() } }
    }
    const key = id === undefined ? undefined : keys.get(id)
    if (key === undefined) return error(404)
    if (method === 'DELETE') {
      keys.delete(key.id)
      return { status: 204, body: undefined }
    }
    if (method !== 'PATCH') return error(405)
    if (!/^application\/json/i.test(headers['content-type'] ?? '')) return error(415)
    if (body === null) return error(400)
    key.name = body.name ?? key.name
    return { status: 200, body: shown(key) }
  })
  return await judgeContract(contract, server, {
    ...patience,
    runs: 20,
    only: ['status-*-input-*'],
    ...rest,
  })
}

/** The name in a body, whether it is the only member; null where the body is wrong. */
function named(sent: string): { readonly name: string | undefined; readonly only: boolean } | null {
  try {
    const value = JSON.parse(sent) as unknown
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    const name: unknown = 'name' in value ? value.name : undefined
    const length = typeof name === 'string' ? Array.from(name).length : 1
    if ((name !== undefined && typeof name !== 'string') || length < 1 || length > 60) return null
    return { name, only: Object.keys(value).every((member) => member === 'name') }
  } catch {
    return null
  }
}

const wrong: JsonAnswer = { status: 400, body: { message: 'It is wrong.' } }

describe('nobody can make up', () => {
  it.each(['cursor', 'page[after]', 'starting_after', 'offset'])(
    'what the next page is called: %s',
    async (name) => {
      const parameter = { name, in: 'query', schema: { type: 'string' } }
      const limit = { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 50 } }
      const ran = await judged(
        createContract(documentOf({ list: [parameter, limit] })),
        ({ url, method }) => {
          const query = new URL(url ?? '', 'http://localhost').searchParams
          const limits = query.getAll('limit').map(Number)
          const isWrong =
            query.has(name) || limits.some((one) => !(Number.isInteger(one) && one >= 1 && one <= 50))
          return method === 'GET' && isWrong ? wrong : null
        },
      )
      expect(ran.findings).toEqual([])
      expect(statuses(ran)).toMatchObject({ 'valid GET /keys': 'held', 'invalid GET /keys': 'held' })
    },
  )

  it.each([true, false])('the state that a change is for, needed: %s', async (required) => {
    const match = { name: 'If-Match', in: 'header', required, schema: { type: 'string' } }
    const ran = await judged(createContract(documentOf({ change: [match] })), ({ method, headers }) => {
      const given = headers['if-match']
      if (method !== 'PATCH' || headers.authorization !== `Bearer ${credential}`) return null
      if (given === undefined) return required ? wrong : null
      return given === '*' ? null : { status: 412, body: { message: 'It has changed.' } }
    })
    expect(ran.findings).toEqual([])
    expect(statuses(ran)).toMatchObject({
      'valid PATCH /keys/{id}': 'held',
      'invalid PATCH /keys/{id}': 'held',
    })
  })

  it('the state of what is yet to be made', async () => {
    const match = { name: 'If-Match', in: 'header', schema: { type: 'string' } }
    const ran = await judged(createContract(documentOf({ create: { parameters: [match] } })), ({ headers }) =>
      headers['if-match'] === undefined ? null : { status: 412, body: { message: 'There is none.' } },
    )
    expect(ran.findings).toEqual([])
    expect(statuses(ran)).toMatchObject({ 'valid POST /keys': 'held', 'invalid POST /keys': 'held' })
    expect(ran.keys.created).toBeGreaterThan(3)
  })

  it('a state where any will not do, so what is refused for it is left open', async () => {
    const match = {
      name: 'If-Match',
      in: 'header',
      required: true,
      schema: { type: 'string', pattern: '^".+"$' },
    }
    const ran = await judged(createContract(documentOf({ change: [match] })), ({ method, headers }) =>
      method === 'PATCH' && headers.authorization === `Bearer ${credential}`
        ? { status: 412, body: { message: 'It has changed.' } }
        : null,
    )
    expect(ran.findings).toEqual([])
    expect(statuses(ran)['valid PATCH /keys/{id}']).toBe('inconclusive')
  })
})

describe('updates that are refused', () => {
  it('time and again leave keys for everything else', async () => {
    const ran = await judged(
      createContract(documentOf({ change: [] })),
      ({ method }, sent) => {
        const { name } = (method === 'PATCH' ? (named(sent) ?? {}) : {}) as { readonly name?: string }
        return (name?.length ?? 0) > 30 ? { status: 400, body: { message: 'It is long.' } } : null
      },
      { maxKeys: 200, runs: 25 },
    )
    expect(ran.failures.map(({ rule, operation }) => `${rule} ${operation}`)).toContain(
      'status-valid-input-accepted PATCH /keys/{id}',
    )
    // With a key for every refusal it would be 49.
    expect(ran.keys.created).toBeLessThan(42)
    expect(ran.keys.left).toEqual([])
  })
})

describe('secrets of all kinds', () => {
  it('that no header can carry leave open what hangs on them, and crash nothing', async () => {
    const ran = await judged(createContract(documentOf({})), () => null, {
      only: ['lifecycle-*', 'secret-*', 'auth-*'],
      secret: () => `k_${randomBytes(24).toString('base64url')}\n`,
    })
    expect(ran.events.filter(({ type }) => type === 'scenario-crashed')).toEqual([])
    expect(ran.failures.map(({ rule }) => rule)).toEqual(['secret-transport-safe'])
    expect(ran.verdicts).toContainEqual(
      expect.objectContaining({
        rule: 'lifecycle-new-key-works',
        verdict: 'inconclusive',
        reason: 'The secret holds a line break, so it cannot be sent in the header Authorization.',
      }),
    )
  })

  it.each<Json>([
    { type: 'array', items: { type: 'string' }, description: 'Codes for an emergency, shown only once.' },
    { type: 'array', items: { type: 'string' }, 'x-secret': { reveal: 'once' } },
    { type: 'array', items: { type: 'string', 'x-secret': { reveal: 'once' } } },
    { type: 'object', 'x-secret': { reveal: 'once' } },
  ])('are hidden, also beside the key: %j', async (codes) => {
    const issued: string[] = []
    const code = (): string => {
      issued.push(randomBytes(5).toString('hex'))
      return issued.at(-1)!
    }
    // Not as documented, so that what came is shown.
    const ran = await judged(createContract(documentOf({ made: { codes } })), () => null, {
      only: ['schema-*'],
      beside: () => ({ id: 7, codes: codes['type'] === 'array' ? [code(), code()] : { first: code() } }),
    })
    const told = JSON.stringify(ran.events)
    expect(ran.findings).toContainEqual(expect.objectContaining({ rule: 'schema-response-conforms' }))
    expect(told).toContain('codes')
    expect(issued.length).toBeGreaterThan(5)
    expect(issued.filter((one) => told.includes(one))).toEqual([])
  })

  it('are hidden where they are numbers', async () => {
    const issued: string[] = []
    const document = documentOf({ made: { secret: { type: 'integer', 'x-secret': { reveal: 'once' } } } })
    const ran = await judged(createContract(document), () => null, {
      only: ['schema-*'],
      beside: () => {
        issued.push(String(10 ** 14 + Math.floor(Math.random() * 10 ** 14)))
        return { id: 7, secret: Number(issued.at(-1)) }
      },
    })
    const told = JSON.stringify(ran.events)
    expect(ran.findings).toContainEqual(expect.objectContaining({ rule: 'schema-response-conforms' }))
    expect(issued.filter((one) => told.includes(one))).toEqual([])
  })

  it.each(['user', 'password'])(
    'are known where an error repeats the %s alone of a Basic credential',
    async (half) => {
      const secret = randomBytes(20).toString('base64url')
      const contract = createContract(documentOf({ scheme: { type: 'http', scheme: 'basic' } }))
      const repeats =
        (message: string): Parameters<typeof startJsonServer>[1] =>
        ({ headers }) => {
          const [, given = ''] = /^basic (.*)$/i.exec(headers.authorization ?? '') ?? []
          const [user, password] = Buffer.from(given, 'base64').toString().split(':')
          const isKnown = (half === 'user' ? user : password) === secret
          return isKnown
            ? { status: 400, body: { message: `${message} of ${secret}` } }
            : { status: 401, body: {} }
        }
      await using server = await startJsonServer(
        { own: half === 'user' ? `${secret}:` : `somebody:${secret}` },
        repeats('A request'),
      )
      const ran = await judgeContract(contract, server, {
        ...patience,
        runs: 2,
        only: ['credential-not-echoed-in-errors'],
      })
      expect(ran.failures.map(({ rule }) => rule)).toContain('credential-not-echoed-in-errors')
      expect(JSON.stringify(ran.events)).not.toContain(secret)
    },
  )
})

describe('one secret for two keys', () => {
  const every = (nth: number): (() => string) => {
    let made = 0
    let last = ''
    return () => (last = (made += 1) % nth === 0 ? last : `k_${randomBytes(24).toString('base64url')}`)
  }

  it.each([7, 11])('is found where every key number %i gets that of the one before', async (nth) => {
    const ran = await judged(createContract(documentOf({})), () => null, {
      secret: every(nth),
      only: ['secret-unique-across-creates', 'status-valid-input-accepted'],
    })
    expect(ran.failures).toMatchObject([
      {
        rule: 'secret-unique-across-creates',
        confidence: 'certain',
        message: 'Two keys were given the same secret.',
      },
    ])
  })
})

it('a malformed key that the refusal repeats is no other refusal', async () => {
  const issued = new Set<string | undefined>([credential])
  const ran = await judged(
    createContract(documentOf({})),
    ({ headers }) => {
      const [, given = ''] = /^bearer (.*)$/i.exec(headers.authorization ?? '') ?? []
      return issued.has(given)
        ? null
        : { status: 401, body: { message: `No key is called Bearer ${given}.` } }
    },
    {
      only: ['auth-failure-uniform'],
      secret() {
        const made = `k_${randomBytes(24).toString('base64url')}`
        issued.add(made)
        return made
      },
    },
  )
  expect(ran.findings.filter(({ message }) => message.includes('malformed'))).toEqual([])
  expect(JSON.stringify(ran.verdicts)).toContain('auth-failure-uniform')
})

it('an annotation that makes no key resource says why', () => {
  const document = documentOf({
    create: {
      'x-key-operation': { role: 'create', secret: '$response.header.X-Secret' },
      responses: {
        201: { description: 'Done.', content: { 'application/json': { schema: { type: 'object' } } } },
      },
    },
  })
  const contract = createContract(document)
  expect(contract.keyResources).toEqual([])
  expect(contract.problems).toContainEqual({
    severity: 'warning',
    message: expect.stringMatching(
      /^POST \/keys is annotated as creating keys, but .* \$response\.header\.X-Secret is no place in the body\./,
    ),
    pointer: '/paths/~1keys/post/x-key-operation',
  })
})

it('a credential that loses its rights in the middle of a comparison is not told of as the form of its header', async () => {
  const contract = guardedContract({ key: { type: 'apiKey', in: 'header', name: 'X-Key' } }, [{ key: [] }])
  let isLost = false
  await using server = await startGuarded({
    lets({ request: { rawHeaders } }) {
      const at = rawHeaders.findIndex((name) => name.toLowerCase() === 'x-key')
      // Every client writes it in its own way, and a trial of that in others.
      if (at >= 0 && !['X-Key', 'x-key'].includes(rawHeaders[at]!)) isLost = true
      return !isLost && at >= 0 && rawHeaders[at + 1] === root
    },
    credentials: { key: root },
  })
  const { findings, verdicts } = await judgeContract(contract, server, {
    ...patience,
    only: ['auth-header-name-case-insensitive'],
    operations: ['GET /keys'],
  })
  expect(findings).toEqual([])
  expect(verdicts.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['inconclusive', expect.stringContaining('and is not after it (401)')],
  ])
})

it('a limit of the account that is reached in the middle of a comparison is no wrong count of characters', async () => {
  const contract = guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }])
  const judged = async (keepsRefusing: boolean): Promise<readonly string[]> => {
    let isFull = false
    await using server = await startGuarded({
      lets: ({ bearer }) => bearer === root,
      takes({ name }) {
        const isAstral = /[\u{10000}-\u{10ffff}]/u.test(String(name))
        isFull ||= isAstral && keepsRefusing
        return !isFull && !isAstral
      },
      credentials: { key: root },
    })
    const { findings } = await judgeContract(contract, server, {
      ...patience,
      only: ['schema-length-code-points'],
    })
    return [...new Set(findings.map(({ rule }) => rule))]
  }
  expect(await judged(true)).toEqual([])
  expect(await judged(false)).toEqual(['schema-length-code-points'])
})
