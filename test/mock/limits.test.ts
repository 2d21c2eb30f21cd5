import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock } from '../../src/mock/start.ts'
import type { Mock } from '../../src/mock/start.ts'
import { keyApi } from './documents.ts'
import { head, raw, statusOf } from './raw.ts'
import { ask, own, vendors } from './vendors.ts'

const avido = vendors.find(({ name }) => name === 'avido')!

describe('rough handling', () => {
  let mock: Mock
  let lines: string[]
  beforeAll(async () => {
    mock = await startMock(avido.spec, { maxBodyBytes: 10_000 })
    lines = Object.entries(own(avido, mock)).map(([name, value]) => `${name}: ${value}`)
  })
  afterAll(() => mock[Symbol.asyncDispose]())
  const stillWorks = async (): Promise<void> =>
    expect((await ask(mock, 'GET', '/v0/api-keys', own(avido, mock))).status).toBe(200)
  const post = (extra: readonly string[]): string =>
    [
      'POST /v0/api-keys HTTP/1.1',
      'Host: 127.0.0.1',
      'Connection: close',
      ...lines,
      'Content-Type: application/json',
      ...extra,
      '',
      '',
    ].join('\r\n')

  it('refuses a body beyond the limit, announced or not, only from those who may send one', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(20_000) })
    expect((await ask(mock, 'POST', '/v0/api-keys', own(avido, mock), large)).status).toBe(413)
    const chunked = `${post(['Transfer-Encoding: chunked'])}${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`
    expect(statusOf(await raw(mock.port, chunked))).toBe(413)
    expect((await ask(mock, 'POST', '/v0/api-keys', {}, large)).status).toBe(401)
    await stillWorks()
  })

  it('takes a body in small pieces, and one that waits for 100 Continue', async () => {
    const body = '{"name":"in pieces"}'
    const pieces = [
      post(['Transfer-Encoding: chunked']),
      ...body.split('').map((character) => `1\r\n${character}\r\n`),
      '0\r\n\r\n',
    ]
    expect(statusOf(await raw(mock.port, pieces))).toBe(201)
    const continued = await raw(
      mock.port,
      `${post([`Content-Length: ${body.length + 1}`, 'Expect: 100-continue'])}${body.replace('pieces', 'a piece')}`,
    )
    expect(continued).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /)
  })

  it('survives clients that go away', async () => {
    for (let round = 0; round < 20; round++) {
      const socket = connect(mock.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.write(`${post(['Content-Length: 100'])}{"name":`)
      await new Promise((resolve) => setTimeout(resolve, 2))
      if (round % 2 === 0) socket.destroy()
      else socket.resetAndDestroy()
    }
    await stillWorks()
    expect((mock.state()['keys'] as { name: string }[]).some(({ name }) => name === null)).toBe(false)
  })

  it.each([
    ['headers beyond all measure', head('GET', '/v0/api-keys', [`x-filler: ${'y'.repeat(20_000)}`]), 431],
    [
      'a flood of headers',
      head(
        'GET',
        '/v0/api-keys',
        Array.from({ length: 4000 }, (_, index) => `x-${index}: 1`),
      ),
      431,
    ],
    ['a NUL in a header', head('GET', '/v0/api-keys', ['x-api-key: a\0b']), 400],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no Host', 'GET /v0/api-keys HTTP/1.1\r\n\r\n', 400],
    ['two lengths', `${head('POST', '/v0/api-keys', ['Content-Length: 2', 'Content-Length: 3'])}{}`, 400],
    [
      'a length and chunks',
      `${head('POST', '/v0/api-keys', ['Content-Length: 2', 'Transfer-Encoding: chunked'])}0\r\n\r\n`,
      400,
    ],
    ['CONNECT', 'CONNECT /v0/api-keys HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    [
      'a credential of 8 KiB',
      head('GET', '/v0/api-keys', [`x-api-key: ${'k'.repeat(8192)}`, 'x-application-id: 1']),
      401,
    ],
    [
      'bytes that are no text',
      head('GET', '/v0/api-keys', ['x-api-key: \u00ff\u00fe', 'x-application-id: 1']),
      401,
    ],
    ['a request target of the absolute form', head('GET', 'http://elsewhere.example/v0/api-keys', []), 401],
    ['a star', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 204],
  ])('answers %s', async (_what, text, status) => {
    expect(statusOf(await raw(mock.port, [Buffer.from(text, 'latin1')]))).toBe(status)
    await stillWorks()
  })

  it('keeps its head when a document describes more than it can do', async () => {
    const contract = keyApi({
      paths: {
        '/odd': {
          get: {
            security: [],
            responses: {
              '200': {
                description: 'x',
                headers: { 'X-Must': { required: true, schema: { type: 'integer', minimum: 3 } } },
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Missing' } } },
              },
            },
          },
        },
        '/loop': {
          get: {
            security: [],
            responses: {
              '200': {
                description: 'x',
                content: {
                  'application/json': {
                    schema: {
                      type: 'object',
                      properties: {
                        next: { $ref: '#/paths/~1loop/get/responses/200/content/application~1json/schema' },
                      },
                    },
                  },
                },
              },
            },
          },
        },
        '/impossible': {
          get: {
            security: [],
            responses: {
              '200': {
                description: 'x',
                content: { 'application/json': { schema: { type: 'string', minLength: 3, maxLength: 1 } } },
              },
            },
          },
        },
        '/redirect': {
          get: {
            security: [],
            responses: {
              '302': {
                description: 'x',
                headers: { Location: { required: true, schema: { type: 'string', format: 'uri' } } },
              },
            },
          },
        },
      },
    })
    await using odd = await startMock(contract)
    const first = await ask(odd, 'GET', '/odd')
    expect([first.status, Number(first.headers.get('x-must')) >= 3]).toEqual([200, true])
    expect((await ask(odd, 'GET', '/loop')).status).toBe(200)
    expect((await ask(odd, 'GET', '/impossible')).status).toBe(200)
    const redirect = await fetch(`${odd.url}/redirect`, { redirect: 'manual' })
    expect([redirect.status, redirect.headers.get('location') === null]).toEqual([302, false])
  })
})

describe('where it listens', () => {
  it('is loopback, unless told otherwise, and then it says what that means', async () => {
    await using local = await startMock(avido.spec)
    expect(local.url).toBe(`http://127.0.0.1:${local.port}`)
    expect(local.notices).toEqual([])
    await using open = await startMock(avido.spec, { host: '0.0.0.0' })
    expect(open.notices[0]).toMatch(/everyone who can reach this machine/)
    expect((await fetch(`http://127.0.0.1:${open.port}/__keyproof/state`)).status).toBe(200)
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address !== undefined && !address.internal && address.family === 'IPv4')
    if (outside !== undefined)
      expect((await fetch(`http://${outside.address}:${open.port}/__keyproof/state`)).status).toBe(404)
  })

  it('says when the port is taken', async () => {
    await using mock = await startMock(avido.spec)
    await expect(startMock(avido.spec, { port: mock.port })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`Port ${mock.port}`),
      hint: expect.stringContaining('--port'),
    })
  })

  it('holds answers back as long as it is told to', async () => {
    await using mock = await startMock(avido.spec, { latencyMs: 120 })
    const started = performance.now()
    await ask(mock, 'GET', '/v0/api-keys')
    expect(performance.now() - started).toBeGreaterThanOrEqual(115)
  })
})
