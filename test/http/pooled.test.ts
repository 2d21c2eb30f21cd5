import { Pool } from 'undici'
import { expect, test } from 'vitest'
import { end, sendPooled, type Ending } from '../../src/http/pooled.ts'
import type { PreparedRequest } from '../../src/http/prepare.ts'
import type { WireResponse } from '../../src/http/body.ts'
import { httpServer, tcpServer } from './servers.ts'

const request = (more: Partial<PreparedRequest> = {}): PreparedRequest => ({
  method: 'GET',
  target: '/keys',
  headers: [],
  body: undefined,
  raw: false,
  label: 'GET /keys',
  ...more,
})

const endingOf = (): Ending => ({ label: 'GET /keys', reason: null, stop: null })

/** One request over a pool that is gone afterwards. */
async function send(
  url: string,
  more: Partial<PreparedRequest> = {},
  options: { maxBodyBytes?: number; ending?: Ending; onAnswer?: () => void } = {},
): Promise<WireResponse> {
  const pool = new Pool(url, { connections: 1 })
  try {
    return await sendPooled(pool, url, request(more), {
      maxBodyBytes: 1000,
      ending: endingOf(),
      onAnswer: () => undefined,
      ...options,
    })
  } finally {
    await pool.destroy()
  }
}

test('the request goes out as prepared, and the answer comes back with its lines in order', async () => {
  await using server = await httpServer((incoming, response) => {
    response.writeHead(201, ['Set-Cookie', 'a=1', 'X-One', '1', 'Set-Cookie', 'b=2'])
    response.end(
      `${incoming.method} ${incoming.url} ${incoming.headersDistinct['x-two']?.join()} ${incoming.text}`,
    )
  })
  let answers = 0
  const answer = await send(
    server.url,
    { method: 'POST', headers: [['X-Two', 'é']], body: Buffer.from('bödy') },
    { onAnswer: () => (answers += 1) },
  )
  expect(answer).toMatchObject({ status: 201, cut: false })
  expect(answer.headers.slice(0, 3)).toEqual([
    ['Set-Cookie', 'a=1'],
    ['X-One', '1'],
    ['Set-Cookie', 'b=2'],
  ])
  expect(answer.body.toString()).toBe('POST /keys é bödy')
  expect(answers).toBe(1)
})

test('a body in several chunks is put together, and an empty one is empty', async () => {
  await using server = await tcpServer((socket, head) => {
    if (head.includes('HEAD ')) {
      socket.end('HTTP/1.1 204 No Content\r\n\r\n')
      return
    }
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n')
    setTimeout(() => socket.end('4\r\ndefg\r\n0\r\n\r\n'), 5)
  })
  expect((await send(server.url)).body.toString()).toBe('abcdefg')
  expect((await send(server.url, { method: 'HEAD' })).body).toHaveLength(0)
})

test.each([
  [7, 'abcdefg', false],
  [6, 'abcdef', true],
  [3, 'abc', true],
  [0, '', true],
])('of a body of 7 bytes at most %i are kept', async (maxBodyBytes, kept, cut) => {
  await using server = await httpServer((_incoming, response) => response.end('abcdefg'))
  const answer = await send(server.url, {}, { maxBodyBytes })
  expect([answer.body.toString(), answer.cut]).toEqual([kept, cut])
})

test('a body without end is cut, and its connection is given up', async () => {
  const closed = Promise.withResolvers<void>()
  await using server = await tcpServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
    const more = setInterval(() => socket.write('4\r\nmore\r\n'), 1)
    socket.on('close', () => {
      clearInterval(more)
      closed.resolve()
    })
  })
  const answer = await send(server.url, {}, { maxBodyBytes: 10 })
  expect([answer.body.toString(), answer.cut]).toEqual(['moremoremo', true])
  await closed.promise
})

test('interim answers are passed over', async () => {
  await using server = await tcpServer((socket) => {
    socket.end(
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nX-One: 1\r\nContent-Length: 2\r\n\r\nok',
    )
  })
  let answers = 0
  const answer = await send(server.url, {}, { onAnswer: () => (answers += 1) })
  expect([answer.status, answer.headers[0], answer.body.toString(), answers]).toEqual([
    200,
    ['X-One', '1'],
    'ok',
    1,
  ])
})

test('a connection that closes before the answer, or in its middle, is an error', async () => {
  await using silent = await tcpServer((socket) => socket.end())
  await expect(send(silent.url)).rejects.toThrow(/closed/)
  await using cut = await tcpServer((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
  )
  await expect(send(cut.url)).rejects.toThrow(/closed|EOF|mismatch/i)
})

test('ending it fails what waits, with the first reason that was given, whether the answer has begun or not', async () => {
  for (const begun of ['', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf']) {
    const asked = Promise.withResolvers<void>()
    await using server = await tcpServer((socket) => {
      socket.write(begun)
      asked.resolve()
    })
    const ending = endingOf()
    const sent = send(server.url, {}, { ending })
    const endIt = async (): Promise<void> => {
      await asked.promise
      end(ending, new Error('time is up'))
      end(ending, new Error('too late to say'))
    }
    const [outcome] = await Promise.allSettled([sent, endIt()])
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'time is up' } })
    expect(ending.reason?.message).toBe('time is up')
  }
})

test('what was ended before it began sends nothing', async () => {
  let asked = 0
  await using server = await tcpServer((socket) => {
    asked += 1
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  const ending = endingOf()
  end(ending, new Error('closed'))
  await expect(send(server.url, {}, { ending })).rejects.toThrow('closed')
  expect(asked).toBe(0)
})
