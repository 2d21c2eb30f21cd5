import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { KeyproofError } from '../../src/errors.ts'
import { headerValues } from '../../src/http/exchange.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { clientFor, get, httpServer, tcpServer } from './servers.ts'

const writers = [
  ['the pooled writer', false],
  ['the raw writer', true],
] as const

describe.each(writers)('%s', (_name, raw) => {
  test('sends method, path, headers and body, and reads status, headers and body', async () => {
    await using server = await httpServer((request, response) => {
      response.writeHead(
        207,
        [
          ['Set-Cookie', 'a=1'],
          ['X-One', '1'],
          ['Set-Cookie', 'b=2'],
        ].flat(),
      )
      response.end(
        JSON.stringify({
          method: request.method,
          url: request.url,
          text: request.text,
          headers: request.rawHeaders,
        }),
      )
    })
    await using client = clientFor(`${server.url}/v1/`)
    const { status, headers, body, truncated } = await client.send(
      get('/keys?page=1&name=%C3%A9', {
        method: 'POST',
        raw,
        headers: [
          ['Content-Type', 'application/json'],
          ['X-Two', 'a'],
          ['X-Two', 'b'],
        ],
        body: '{"é":1}',
      }),
    )
    expect(status).toBe(207)
    expect(truncated).toBe(false)
    expect(headers.filter(([name]) => /^(set-cookie|x-one)$/i.test(name))).toEqual([
      ['Set-Cookie', 'a=1'],
      ['X-One', '1'],
      ['Set-Cookie', 'b=2'],
    ])
    const seen = JSON.parse(body) as { method: string; url: string; text: string; headers: string[] }
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/keys?page=1&name=%C3%A9', text: '{"é":1}' })
    expect(seen.headers.join(' ').toLowerCase()).toContain('x-two a x-two b')
    expect(seen.headers.join(' ').toLowerCase()).toContain('content-length 8')
  })

  test('fills secrets in, encoded for the place', async () => {
    const vault = createVault()
    vault.add('a/b"c d&e=f;long enough', 'k1', 'credential')
    await using server = await httpServer((request, response) => {
      response.end(JSON.stringify([request.url, request.headers['x-key'], request.text]))
    })
    await using client = clientFor(server.url, { fill: (text, place) => vault.fill(text, place) })
    const send = async (type: string, body: string): Promise<unknown> =>
      JSON.parse(
        (
          await client.send(
            get('/k/<secret:k1>?k=<secret:k1>', {
              raw,
              method: 'PUT',
              headers: [
                ['X-Key', '<secret:k1>'],
                ['Content-Type', type],
              ],
              body,
            }),
          )
        ).body,
      )
    const inUrl = encodeURIComponent('a/b"c d&e=f;long enough')
    const first = (await send('application/json', '{"k":"<secret:k1>"}')) as string[]
    expect(first.slice(0, 2)).toEqual([`/k/${inUrl}?k=${inUrl}`, 'a/b"c d&e=f;long enough'])
    expect(JSON.parse(first[2] ?? '')).toEqual({ k: 'a/b"c d&e=f;long enough' })
    const second = (await send('application/x-www-form-urlencoded', 'k=<secret:k1>')) as string[]
    expect(new URLSearchParams(second[2]).get('k')).toBe('a/b"c d&e=f;long enough')
  })

  test('reads the answer to HEAD, 204 and 304 without waiting for a body', async () => {
    await using server = await tcpServer((socket, head) => {
      const status = /\/(\d+)/.exec(head.toString('latin1'))?.[1] ?? '200'
      socket.write(`HTTP/1.1 ${status} X\r\nContent-Length: 50\r\n\r\n`)
    })
    await using client = clientFor(server.url)
    expect(await client.send(get('/200', { raw, method: 'HEAD' }))).toMatchObject({ status: 200, body: '' })
    expect(await client.send(get('/204', { raw }))).toMatchObject({ status: 204, body: '' })
    expect(await client.send(get('/304', { raw }))).toMatchObject({ status: 304, body: '' })
  })

  test('follows no redirect and skips interim answers', async () => {
    await using server = await tcpServer((socket) => {
      socket.end(
        'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n',
      )
    })
    await using client = clientFor(server.url)
    expect(await client.send(get('/', { raw }))).toMatchObject({
      status: 302,
      headers: [
        ['Location', '/elsewhere'],
        ['Content-Length', '0'],
      ],
    })
  })

  test.each([true, false])(
    'keeps what stands behind the body, apart from the header: raw %s',
    async (isRaw) => {
      const answer =
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: ETag\r\n\r\n2\r\n{}\r\n0\r\nETag: "a"\r\nX-Two: 2\r\n\r\n'
      await using server = await tcpServer((socket) => void socket.end(answer))
      await using client = clientFor(server.url)
      const { headers, body } = await client.send(get('/', { raw: isRaw }))
      expect(body).toBe('{}')
      expect(headers.slice(-3)).toEqual([
        ['Trailer', 'ETag'],
        ['trailer:ETag', '"a"'],
        ['trailer:X-Two', '2'],
      ])
    },
  )

  test.each([
    [
      'chunked',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nabcd\r\n1\r\ne\r\n0\r\nTrailer: 1\r\n\r\n',
    ],
    ['until the connection closes', 'HTTP/1.1 200 OK\r\n\r\nabcde'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nabcde'],
  ])('reads a body that is %s', async (_how, answer) => {
    await using server = await tcpServer((socket) => void socket.end(answer))
    await using client = clientFor(server.url)
    expect(await client.send(get('/', { raw }))).toMatchObject({
      status: 200,
      body: 'abcde',
      truncated: false,
    })
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['gzip, br', (text: string) => brotliCompressSync(gzipSync(text))],
  ])('decompresses %s', async (encoding, compress) => {
    await using server = await httpServer((_request, response) => {
      response.setHeader('Content-Encoding', encoding)
      response.end(compress('{"text":"compressed"}'))
    })
    await using client = clientFor(server.url)
    expect((await client.send(get('/', { raw }))).body).toBe('{"text":"compressed"}')
  })

  test('keeps text that is not UTF-8 readable', async () => {
    await using server = await httpServer((request, response) => {
      if (request.url === '/latin1') response.setHeader('Content-Type', 'text/plain; charset=iso-8859-1')
      if (request.url === '/odd') response.setHeader('Content-Type', 'text/plain; charset=no-such-thing')
      response.end(Buffer.from([0x61, 0xe9, 0x62]))
    })
    await using client = clientFor(server.url)
    expect((await client.send(get('/utf8', { raw }))).body).toBe('a\ufffdb')
    expect((await client.send(get('/latin1', { raw }))).body).toBe('aéb')
    expect((await client.send(get('/odd', { raw }))).body).toBe('a\ufffdb')
  })

  test('cuts a body at the limit and says so', async () => {
    await using server = await httpServer((_request, response) => void response.end('x'.repeat(2_000)))
    await using client = clientFor(server.url, { maxBodyBytes: 1_000 })
    const { body, truncated } = await client.send(get('/', { raw }))
    expect([body.length, truncated]).toEqual([1_000, true])
    await using exact = clientFor(server.url, { maxBodyBytes: 2_000 })
    expect(await exact.send(get('/', { raw }))).toMatchObject({ truncated: false })
  })

  test('never sends a line break inside a header or the path', async () => {
    let asked = 0
    await using server = await tcpServer((socket) => {
      asked++
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
    const vault = createVault()
    vault.add('value\r\nX-Injected: very secret', 'k1', 'credential')
    await using client = clientFor(server.url, { fill: (text, place) => vault.fill(text, place) })
    for (const template of [
      get('/', { raw, headers: [['X', 'a\r\nY: b']] }),
      get('/', { raw, headers: [['X', 'a\nb']] }),
      get('/', { raw, headers: [['X\r\nY', 'a']] }),
      get('/', { raw, headers: [['X', '<secret:k1>']] }),
      get('/a\r\nb', { raw }),
      get('/', { raw, method: 'GET / HTTP/1.1\r\nX:' }),
    ]) {
      const error = await client.send(template).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(KeyproofError)
      expect(String(error)).not.toContain('very secret')
    }
    // In a URL it is percent-encoded, and so harmless.
    await client.send(get('/<secret:k1>', { raw }))
    expect(asked).toBe(1)
  })

  test('adds the extra headers the request has not got itself', async () => {
    await using server = await httpServer(
      (request, response) => void response.end(JSON.stringify(request.headers)),
    )
    await using client = clientFor(server.url, {
      extraHeaders: [
        ['X-Tenant', 'one'],
        ['X-Other', 'two'],
      ],
    })
    const { body } = await client.send(get('/', { raw, headers: [['x-tenant', 'mine']] }))
    expect(JSON.parse(body)).toMatchObject({ 'x-tenant': 'mine', 'x-other': 'two' })
  })
})

describe('the raw writer alone', () => {
  async function bytesOf(template: Parameters<typeof get>[1]): Promise<string> {
    let seen = ''
    await using server = await tcpServer((socket, head) => {
      seen = head.toString('latin1')
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
    await using client = clientFor(server.url)
    await client.send(get('/p', template))
    return seen.replaceAll(String(server.port), 'PORT')
  }

  test('writes headers as they stand', async () => {
    expect(
      await bytesOf({
        raw: true,
        method: 'POST',
        headers: [
          ['x-aPi-KEY', ' spaced  '],
          ['X-Api-Key', ''],
          ['x-aPi-KEY', 'caf\u00e9 \0 nul'],
          ['Authorization', 'Bearer \u0430'],
        ],
        body: 'é',
      }),
    ).toBe(
      'POST /p HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nx-aPi-KEY:  spaced  \r\nX-Api-Key:\r\nx-aPi-KEY: caf\u00e9 \0 nul\r\n' +
        `Authorization: Bearer ${Buffer.from('\u0430').toString('latin1')}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n` +
        Buffer.from('é').toString('latin1'),
    )
  })

  test('reads the answer of a server that resets the connection behind it', async () => {
    const framings = ['Content-Length: 0\r\n', '', 'Content-Length: 2\r\n\r\nno']
    await using server = await tcpServer((socket, head) => {
      const framing = framings[Number(/^GET \/(\d)/.exec(head.toString())?.[1])] ?? ''
      socket.write(`HTTP/1.1 431 Too Large\r\nConnection: close\r\n${framing}\r\n`, () =>
        socket.resetAndDestroy(),
      )
    })
    await using client = clientFor(server.url)
    for (const index of framings.keys()) {
      for (let times = 0; times < 50; times++) {
        const { status } = await client.send(get(`/${index}`, { raw: true }))
        expect(status).toBe(431)
      }
    }
  })

  test('is told that an answer is not whole where a reset ends it in the middle', async () => {
    await using server = await tcpServer((socket, head) => {
      const framing = head.includes('/length') ? 'Content-Length: 9\r\n' : ''
      socket.write(`HTTP/1.1 200 OK\r\n${framing}\r\nhalf`, () => socket.resetAndDestroy())
    })
    await using client = clientFor(server.url)
    await expect(client.send(get('/length', { raw: true }))).rejects.toMatchObject({ kind: 'reset' })
    expect(await client.send(get('/open', { raw: true }))).toMatchObject({ body: 'half', truncated: true })
  })

  test('leaves Host, Content-Length and Connection to the request that has them', async () => {
    const headers = [
      ['host', 'elsewhere'],
      ['content-length', '0'],
      ['connection', 'keep-alive'],
    ] as const
    expect(await bytesOf({ raw: true, method: 'POST', headers })).toBe(
      'POST /p HTTP/1.1\r\nhost: elsewhere\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n',
    )
  })

  test('takes over what the client library refuses to send', async () => {
    expect(await bytesOf({ headers: [['X-Key', 'a\0b']] })).toContain('X-Key: a\0b\r\n')
    expect(await bytesOf({ headers: [['Authorization', 'Bearer ключ']] })).toContain('Authorization: Bearer ')
    expect(
      await bytesOf({
        headers: [
          ['Host', 'a'],
          ['Host', 'b'],
        ],
      }),
    ).toContain('Host: a\r\nHost: b\r\n')
  })
})

describe('connections', () => {
  test('are reused, and one the server closed in between is no trouble for a safe request', async () => {
    let connections = 0
    const seen = new WeakSet<object>()
    await using server = await tcpServer((socket, _head, count) => {
      if (!seen.has(socket)) connections++
      seen.add(socket)
      // The second request on a connection meets its end.
      if (count === 2) socket.resetAndDestroy()
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
    await using client = clientFor(server.url, { connections: 1 })
    expect((await client.send(get('/'))).body).toBe('ok')
    expect((await client.send(get('/'))).body).toBe('ok')
    expect((await client.send(get('/'))).body).toBe('ok')
    expect(connections).toBe(2)
  })

  test('no request that may have had an effect is sent twice', async () => {
    let posts = 0
    await using server = await tcpServer((socket, _head, count) => {
      if (count > 1) posts++
      if (count === 2) socket.resetAndDestroy()
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
    await using client = clientFor(server.url)
    await client.send(get('/'))
    await expect(client.send(get('/', { method: 'POST', body: '{}' }))).rejects.toMatchObject({
      name: 'TargetTrouble',
    })
    expect(posts).toBe(1)
  })

  test('many requests at once share as many connections as allowed', async () => {
    let most = 0
    let open = 0
    await using server = await httpServer((_request, response) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open--
        response.end('ok')
      }, 5)
    })
    await using client = clientFor(server.url, { connections: 3 })
    const answers = await Promise.all(Array.from({ length: 20 }, async () => client.send(get('/'))))
    expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 20 }, () => 'ok'))
    expect(most).toBe(3)
  })

  test('end with the client, and with them requests in flight', async () => {
    await using server = await tcpServer(() => {})
    for (const raw of [false, true]) {
      const client = clientFor(server.url)
      const pending = client.send(get('/', { raw })).catch((error: unknown) => error)
      await new Promise((resolve) => setTimeout(resolve, 20))
      await client[Symbol.asyncDispose]()
      expect(await pending).toMatchObject({ name: 'TargetTrouble', kind: 'closed' })
    }
  })
})

test('header lines keep order and duplicates', async () => {
  await using server = await tcpServer(
    (socket) => void socket.end('HTTP/1.1 200 OK\r\nB: 1\r\na: 2\r\nB: 3\r\nContent-Length: 0\r\n\r\n'),
  )
  await using client = clientFor(server.url)
  for (const raw of [false, true]) {
    const { headers } = await client.send(get('/', { raw }))
    expect(headers.slice(0, 3)).toEqual([
      ['B', '1'],
      ['a', '2'],
      ['B', '3'],
    ])
    expect(headerValues(headers, 'b')).toEqual(['1', '3'])
  }
})
