import { gzipSync } from 'node:zlib'
import { connect, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { TargetTrouble, troubleOf } from '../../src/http/trouble.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { clientFor, get, httpServer, tcpServer } from './servers.ts'

const head = 'HTTP/1.1 200 OK\r\n'

/** Keeps writing until the peer is gone or the buffer stays full. */
function flood(socket: Socket, chunk: string): void {
  const write = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', write)
  write()
}

function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.destroyed || socket.write(text), 20)
  socket.on('close', () => clearInterval(timer))
}

const hostile: readonly (readonly [what: string, answer: (socket: Socket) => void, kinds: RegExp])[] = [
  ['garbage', (socket) => void socket.end('\u0000\u0001 what is this\r\n\r\n'), /malformed/],
  ['another protocol', (socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'), /malformed|closed/],
  ['nothing and closes', (socket) => void socket.end(), /closed|reset/],
  ['nothing and resets', (socket) => void socket.resetAndDestroy(), /reset|closed/],
  ['nothing at all', () => {}, /timeout/],
  ['a status line and nothing more', (socket) => void socket.write(head), /timeout/],
  ['headers and no body', (socket) => void socket.write(`${head}Content-Length: 5\r\n\r\n`), /timeout/],
  [
    'headers that never end',
    (socket) => {
      socket.write(head)
      drip(socket, 'X-One: 1\r\n')
    },
    /timeout/,
  ],
  [
    'a body that drips',
    (socket) => (socket.write(`${head}Content-Length: 100000\r\n\r\n`), drip(socket, 'x')),
    /timeout/,
  ],
  [
    'a flood of headers',
    (socket) => (socket.write(head), flood(socket, `X-Flood: ${'x'.repeat(2000)}\r\n`)),
    /too-large|malformed/,
  ],
  [
    'one header line without end',
    (socket) => (socket.write(`${head}X: `), flood(socket, 'x'.repeat(5000))),
    /too-large|malformed/,
  ],
  [
    'less than its content-length',
    (socket) => void socket.end(`${head}Content-Length: 50\r\n\r\nshort`),
    /closed/,
  ],
  [
    'a reset in the body',
    (socket) => (
      socket.write(`${head}Content-Length: 50\r\n\r\nshort`),
      setTimeout(() => socket.resetAndDestroy(), 20)
    ),
    /reset|closed/,
  ],
  [
    'half a chunk',
    (socket) => void socket.end(`${head}Transfer-Encoding: chunked\r\n\r\n10\r\nshort`),
    /closed|malformed/,
  ],
  [
    'chunks without size',
    (socket) => void socket.end(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n`),
    /malformed/,
  ],
  [
    'two lengths',
    (socket) => void socket.end(`${head}Content-Length: 5\r\nContent-Length: 7\r\n\r\nabcdefg`),
    /malformed|closed/,
  ],
  [
    'a length that is none',
    (socket) => void socket.end(`${head}Content-Length: many\r\n\r\nabc`),
    /malformed/,
  ],
  [
    'interim answers without end',
    (socket) => flood(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
    /malformed|closed/,
  ],
  [
    'what is not gzip as gzip',
    (socket) => void socket.end(`${head}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde`),
    /malformed/,
  ],
  [
    'encodings without end',
    (socket) =>
      void socket.end(
        `${head}Content-Encoding: ${'gzip, '.repeat(50)}gzip\r\nContent-Length: 5\r\n\r\nabcde`,
      ),
    /malformed/,
  ],
]

describe.each([
  ['the pooled writer', false],
  ['the raw writer', true],
])('%s', (_name, raw) => {
  test.each(hostile)(
    'meets a server that sends %s with trouble, in bounded time',
    async (_what, answer, kinds) => {
      await using server = await tcpServer((socket) => answer(socket))
      // Where not the deadline but what came is to end it, a busy machine may take its time.
      const timeoutMs = kinds.test('timeout') ? 400 : 60_000
      await using client = clientFor(server.url, { timeoutMs })
      const before = performance.now()
      const error = await client
        .send(get('/keys', { raw, method: 'POST', body: '{}' }))
        .catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(TargetTrouble)
      expect((error as TargetTrouble).kind).toMatch(kinds)
      expect((error as TargetTrouble).hint).not.toBe('')
      expect(performance.now() - before).toBeLessThan(timeoutMs + 30_000)
    },
  )

  test('cuts an endless body', async () => {
    for (const framing of ['', 'Transfer-Encoding: chunked\r\n', 'Content-Length: 99999999999\r\n']) {
      await using server = await tcpServer((socket) => {
        socket.write(`${head}${framing}\r\n`)
        flood(socket, framing.startsWith('T') ? `400\r\n${'x'.repeat(1024)}\r\n` : 'x'.repeat(1024))
      })
      await using client = clientFor(server.url, { maxBodyBytes: 10_000 })
      const { body, truncated } = await client.send(get('/', { raw }))
      expect([body, truncated]).toEqual(['x'.repeat(10_000), true])
    }
  })

  test('does not let a small body grow without bound', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000, 'x'))
    await using server = await tcpServer((socket) => {
      socket.write(`${head}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`)
      socket.end(bomb)
    })
    await using client = clientFor(server.url, { maxBodyBytes: 50_000 })
    const { body, truncated } = await client.send(get('/', { raw }))
    expect([body.length, truncated]).toEqual([50_000, true])
  })

  test('says that a closed port refuses, and that a port without TLS cannot be reached by https', async () => {
    const server = await httpServer((_request, response) => void response.end('ok'))
    await using overTls = clientFor(server.url.replace('http:', 'https:'))
    await expect(overTls.send(get('/', { raw }))).rejects.toMatchObject({ kind: 'unreachable' })
    await server[Symbol.asyncDispose]()
    await using client = clientFor(server.url)
    await expect(client.send(get('/', { raw }))).rejects.toMatchObject({ kind: 'refused' })
  })

  test('says nothing of a secret', async () => {
    const vault = createVault()
    vault.add('very-secret-value-0123456789', 'k1', 'credential')
    await using server = await tcpServer(
      (socket, request) => void socket.end(`what? ${request.toString('latin1')}`),
    )
    await using client = clientFor(server.url, { fill: (text, place) => vault.fill(text, place) })
    const template = get('/<secret:k1>', { raw, headers: [['Authorization', 'Bearer <secret:k1>']] })
    const error = (await client.send(template).catch((thrown: unknown) => thrown)) as TargetTrouble
    expect(error.message).toContain('GET /<secret:k1>')
    expect(JSON.stringify([error.message, error.stack, error.cause, error.hint])).not.toContain('very-secret')
  })
})

test('an answer that comes before the request is read counts', async () => {
  await using server = await tcpServer(
    (socket) => void socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n'),
  )
  await using client = clientFor(server.url)
  expect((await client.send(get('/', { raw: true, method: 'POST', body: 'x'.repeat(200_000) }))).status).toBe(
    413,
  )
})

test.each([
  ['ENOTFOUND', 'unreachable'],
  ['EAI_AGAIN', 'unreachable'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unreachable'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'unreachable'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['EPIPE', 'reset'],
])('%s is %s', (code, kind) => {
  expect(troubleOf(Object.assign(new Error('x'), { code }), 'GET /')).toMatchObject({
    kind,
    message: expect.stringContaining(code) as string,
  })
})

test('what is no trouble of the network is left alone', () => {
  expect(troubleOf(new TypeError('a bug'), 'GET /')).toBeUndefined()
  expect(
    troubleOf(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]), 'GET /')?.kind,
  ).toBe('refused')
  expect(
    troubleOf(new Error('x', { cause: Object.assign(new Error('y'), { code: 'ECONNRESET' }) }), 'GET /')
      ?.kind,
  ).toBe('reset')
})

test('a test server is really gone when disposed', async () => {
  const server = await tcpServer(() => {})
  await server[Symbol.asyncDispose]()
  await new Promise<void>((resolve) => connect(server.port, '127.0.0.1').on('error', () => resolve()))
})
