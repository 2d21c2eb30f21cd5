import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock } from '../../src/mock/start.ts'
import type { Mock } from '../../src/mock/start.ts'
import { json, keyApi } from './documents.ts'
import { head, raw, statusOf } from './raw.ts'
import { ask, own, vendors } from './vendors.ts'

const avido = vendors.find(({ name }) => name === 'avido')!

describe('a strict server', () => {
  let mock: Mock
  let auth: Record<string, string>
  beforeAll(async () => {
    mock = await startMock(avido.spec)
    auth = own(avido, mock)
  })
  afterAll(() => mock[Symbol.asyncDispose]())
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    ask(mock, 'POST', '/v0/api-keys', { ...auth, ...headers }, body)

  it.each([
    ['an unknown path', 'GET', '/v0/nothing', 404],
    ['a trailing slash', 'GET', '/v0/api-keys/', 404],
    ['a doubled slash', 'GET', '//v0/api-keys', 404],
    ['a path that cannot be decoded', 'GET', '/v0/%zz', 404],
    ['a method that is not there', 'PUT', '/v0/api-keys', 405],
    ['TRACE', 'TRACE', '/v0/api-keys', 405],
    ['a method nobody knows', 'FOO', '/v0/api-keys', 405],
    ['a method nobody knows, nowhere', 'FOO', '/nothing', 404],
  ])('answers %s with a documented or standard status', async (_what, method, path, status) => {
    const answer = await raw(
      mock.port,
      head(method, path, [
        `x-api-key: ${auth['x-api-key']}`,
        `x-application-id: ${auth['x-application-id']}`,
      ]),
    )
    expect(statusOf(answer)).toBe(status)
    if (status === 405) expect(answer).toMatch(/^allow: (?=.*GET)(?=.*POST)(?=.*HEAD)/im)
  })

  it('answers OPTIONS with Allow and HEAD as GET without a body', async () => {
    const options = await ask(mock, 'OPTIONS', '/v0/api-keys')
    expect([options.status, options.headers.get('allow'), options.text]).toEqual([
      204,
      'POST, GET, HEAD, OPTIONS',
      '',
    ])
    const get = await ask(mock, 'GET', '/v0/api-keys', auth)
    const headed = await raw(
      mock.port,
      head('HEAD', '/v0/api-keys', [
        `x-api-key: ${auth['x-api-key']}`,
        `x-application-id: ${auth['x-application-id']}`,
      ]),
    )
    expect(headed).toContain(`content-length: ${Buffer.byteLength(get.text)}`)
    expect(headed.split('\r\n\r\n')[1]).toBe('')
  })

  it.each([
    ['no body', '', 422],
    ['malformed JSON', '{"name": ', 400],
    ['two JSON values', '{"name":"a"}{}', 400],
    ['a member named twice', '{"name":"a","name":"b"}', 400],
    ['a byte order mark', '\ufeff{"name":"a"}', 400],
    ['a missing member', '{}', 422],
    ['null', 'null', 422],
    ['an array', '[]', 422],
    ['a wrong type', '{"name":1}', 422],
    ['an empty name', '{"name":""}', 422],
    ['a name too long by one code point', JSON.stringify({ name: '🔑'.repeat(257) }), 422],
    ['a member the schema does not allow', '{"name":"a","secret":"x"}', 422],
    ['a member named __proto__', '{"name":"a","__proto__":{"x":1}}', 422],
    ['deep nesting', '{"name":'.concat('['.repeat(5000), ']'.repeat(5000), '}'), 400],
  ])('refuses %s in the documented form', async (_what, body, status) => {
    const reply = await post(body)
    expect(reply.status).toBe(status)
    expect(Object.keys(reply.body).toSorted()).toEqual(status === 422 ? ['issues', 'message'] : ['message'])
  })

  it.each([
    ['the longest name', '🔑'.repeat(256)],
    ['a lone surrogate', 'a\ud800b'],
    ['a NUL', 'a\u0000b'],
    ['line breaks and markup', '\r\nX-Injected: 1\r\n<b>${7*7}</b>'],
    ['combining marks', 'e\u0301'],
    ['a name every object has', 'constructor'],
  ])('takes %s and gives it back as it is', async (_what, name) => {
    const reply = await post({ name })
    expect(reply.status).toBe(201)
    expect(reply.body.data.name).toBe(name)
    expect(reply.headers.get('x-injected')).toBeNull()
    const listed = await ask(mock, 'GET', '/v0/api-keys', auth)
    expect(listed.body.data.map((item: { name: string }) => item.name)).toContain(name)
  })

  it('refuses invalid UTF-8', async () => {
    const body = Buffer.from([0x7b, 0x22, 0x6e, 0x61, 0x6d, 0x65, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])
    const response = await fetch(`${mock.url}/v0/api-keys`, {
      method: 'POST',
      headers: { ...auth, 'content-type': 'application/json' },
      body,
    })
    expect(response.status).toBe(400)
  })

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/json; charset=utf-16', 415],
    ['nonsense', 415],
    ['application/json; charset=UTF-8', 201],
    ['APPLICATION/JSON', 201],
  ])('answers a body of type %s with %i', async (type, status) => {
    const reply = await post(JSON.stringify({ name: `of ${type}` }), { 'content-type': type })
    expect(reply.status).toBe(status)
    if (status === 415) expect(reply.headers.get('accept-post')).toBe('application/json')
  })

  it.each([
    ['text/html', 406],
    ['application/json;q=0', 406],
    ['application/*', 201],
    ['text/html, */*;q=0.1', 201],
  ])('answers Accept: %s with %i', async (accept, status) => {
    expect((await post({ name: `for ${accept}` }, { accept })).status).toBe(status)
  })

  it('says which member is wrong and how, and quotes nothing that the request named', async () => {
    const saying = async (body: unknown): Promise<unknown> => {
      const reply = await post(body)
      expect([400, 422]).toContain(reply.status)
      return (reply.body as { message?: unknown }).message
    }
    expect(await saying({})).toContain('lacks the required member `name`')
    expect(await saying({ name: 3 })).toContain('body name must be string, not number')
    const stray = await saying({ name: 'stray', sk_live_0123456789abcdef: true })
    expect(stray).toContain('has a member that the schema does not allow')
    expect(stray).not.toContain('sk_live')
  })

  it('judges path parameters, an impossible id being a bad request where that is documented', async () => {
    expect((await ask(mock, 'DELETE', '/v0/api-keys/not-a-uuid', auth)).status).toBe(400)
    expect(
      (await ask(mock, 'DELETE', '/v0/api-keys/123e4567-e89b-42d3-a456-426614174000', auth)).status,
    ).toBe(204)
  })

  it('decides on credentials before anything else', async () => {
    for (const body of ['{"name":"a"}', '{', '{}', undefined]) {
      const reply = await ask(
        mock,
        'POST',
        '/v0/api-keys',
        { 'content-type': 'text/plain', prefer: 'code=404' },
        body,
      )
      expect([reply.status, reply.text]).toEqual([401, '{"message":"A credential is needed."}'])
    }
  })
})

describe('parameters off the wire', () => {
  const contract = keyApi({
    paths: {
      '/things/{number}': {
        get: {
          parameters: [
            { name: 'number', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
            { name: 'flag', in: 'query', schema: { type: 'boolean' } },
            { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'integer' }, maxItems: 2 } },
            {
              name: 'filter',
              in: 'query',
              style: 'deepObject',
              explode: true,
              schema: {
                type: 'object',
                properties: { size: { type: 'integer' } },
                additionalProperties: false,
              },
            },
            {
              name: 'csv',
              in: 'query',
              explode: false,
              schema: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
            },
            { name: 'X-Depth', in: 'header', required: true, schema: { type: 'number' } },
          ],
          responses: {
            '200': json({ type: 'object' }),
            '422': json({
              type: 'object',
              required: ['detail'],
              properties: {
                detail: {
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: {
                      loc: { type: 'array', items: { type: 'string' } },
                      msg: { type: 'string' },
                    },
                  },
                },
              },
            }),
          },
        },
      },
    },
  })

  it.each([
    ['/things/7', '1.5', 200],
    ['/things/7?flag=true&tags=1&tags=2&filter[size]=3&csv=a,b', '1', 200],
    ['/things/0', '1', 422],
    ['/things/seven', '1', 422],
    ['/things/7?flag=yes', '1', 422],
    ['/things/7?flag=true&flag=false', '1', 422],
    ['/things/7?tags=1&tags=x', '1', 422],
    ['/things/7?tags=1&tags=2&tags=3', '1', 422],
    ['/things/7?filter[colour]=red', '1', 422],
    ['/things/7?csv=a,c', '1', 422],
    ['/things/7', 'deep', 422],
    ['/things/7?unknown=1', '1', 200],
  ])('judges %s with X-Depth %s: %i', async (path, depth, status) => {
    await using mock = await startMock(contract)
    const reply = await ask(mock, 'GET', path, {
      authorization: `Bearer ${mock.credentials['key']}`,
      'x-depth': depth,
    })
    expect(reply.status).toBe(status)
    if (status === 422) expect(reply.body.detail[0].loc.length).toBeGreaterThan(0)
  })

  it('asks for required parameters', async () => {
    await using mock = await startMock(contract)
    const reply = await ask(mock, 'GET', '/things/7', { authorization: `Bearer ${mock.credentials['key']}` })
    expect(reply.status).toBe(422)
    expect(reply.body.detail[0].loc).toEqual(['X-Depth'])
  })
})

describe('routing', () => {
  it('prefers fixed segments, and tells templates within a segment apart', async () => {
    const answer = (word: string): unknown => ({
      responses: { '200': json({ type: 'string', const: word }) },
      security: [],
    })
    await using mock = await startMock(
      keyApi({
        paths: {
          '/x/{id}': { get: answer('id') },
          '/x/mine': { get: answer('mine') },
          '/x/{id}:start': { get: answer('start') },
          '/x/{name}.{type}': { get: answer('file') },
          '/{a}/y/z': { get: answer('z') },
          '/x/{b}/w': { get: answer('w') },
        },
      }),
    )
    const at = async (path: string): Promise<unknown> => (await ask(mock, 'GET', path)).body
    expect(await at('/x/1')).toBe('id')
    expect(await at('/x/mine')).toBe('mine')
    expect(await at('/x/1:start')).toBe('start')
    expect(await at('/x/a.png')).toBe('file')
    expect(await at('/x/y/z')).toBe('z')
    expect(await at('/x/y/w')).toBe('w')
    expect(await at('/x/m%69ne')).toBe('mine')
    expect((await ask(mock, 'GET', '/x/')).status).toBe(404)
  })
})

describe('operations beside keys, and documents without any', () => {
  it('answers from examples and schemas, authenticated all the same', async () => {
    const contract = keyApi({
      paths: {
        '/pets': {
          get: {
            responses: {
              '200': {
                description: 'Pets',
                content: {
                  'application/json': { example: [{ name: 'Rex' }] },
                  'text/csv': { example: 'name\nRex' },
                },
              },
            },
          },
          post: {
            requestBody: {
              content: { 'application/json': { schema: { type: 'object', required: ['name'] } } },
            },
            responses: {
              '201': json({
                type: 'object',
                required: ['ok'],
                properties: { ok: { type: 'boolean', const: true } },
              }),
            },
          },
        },
      },
    })
    await using mock = await startMock(contract)
    const auth = { authorization: `Bearer ${mock.credentials['key']}` }
    expect((await ask(mock, 'GET', '/pets')).status).toBe(401)
    expect((await ask(mock, 'GET', '/pets', auth)).body).toEqual([{ name: 'Rex' }])
    expect((await ask(mock, 'GET', '/pets', { ...auth, accept: 'text/csv' })).text).toBe('name\nRex')
    expect((await ask(mock, 'POST', '/pets', auth, { name: 'Tom' })).body).toEqual({ ok: true })
    expect((await ask(mock, 'POST', '/pets', auth, {})).status).toBe(400)
  })

  it('reads objects in a form as JSON, and other members as texts', async () => {
    const form = {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string' },
        count: { type: 'integer' },
        notes: { type: 'object', properties: { size: { type: 'integer' } } },
        hosts: { type: 'array', items: { type: 'object', required: ['ip'] } },
      },
    }
    const contract = keyApi({
      paths: {
        '/hosts': {
          post: {
            requestBody: {
              required: true,
              content: { 'application/x-www-form-urlencoded': { schema: form } },
            },
            responses: { '204': { description: 'Done' } },
          },
        },
      },
    })
    await using mock = await startMock(contract)
    const post = async (members: Record<string, string>): Promise<number> => {
      const { status } = await fetch(`${mock.url}/hosts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${mock.credentials['key']}` },
        body: new URLSearchParams(members),
      })
      return status
    }
    expect(await post({ id: '{}', count: '3', notes: '{"size":1}', hosts: '{"ip":"::1"}' })).toBe(204)
    expect(await post({ id: 'a', notes: '{"size":"large"}' })).toBe(400)
    expect(await post({ id: 'a', notes: '{' })).toBe(400)
    expect(await post({ id: 'a', hosts: '{}' })).toBe(400)
    expect(await post({ id: 'a', count: '{}' })).toBe(400)
  })

  it('honours Prefer as Prism does, once the caller is known', async () => {
    await using mock = await startMock(avido.spec)
    const auth = own(avido, mock)
    const prefer = (value: string, body: unknown = { name: 'a' }) =>
      ask(mock, 'POST', '/v0/api-keys', { ...auth, prefer: value }, body)
    const missing = await prefer('code=404')
    expect([missing.status, missing.body, missing.headers.get('preference-applied')]).toEqual([
      404,
      { message: 'Resource not found' },
      'code=404',
    ])
    expect((await prefer('example=success')).body.data.name).toBe('Production API Key')
    expect((await prefer('code=299')).status).toBe(404)
    expect((await prefer('example=none')).status).toBe(404)
    expect((await prefer('code=500', { name: 1 })).status).toBe(422)
    expect(mock.state()['keys']).toEqual([])
  })
})
