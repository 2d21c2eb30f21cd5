import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { runAgainst } from '../cli/accounts.ts'
import { project } from '../cli/keyproof.ts'
import { startServer } from '../servers/server.ts'
import { createContract } from '../../src/contract/load.ts'
import { startFront } from './front.ts'
import { judgeContract, judgeServer, type Judged, type Ran } from './harness.ts'

interface Hostile extends Judged, AsyncDisposable {}

/** A server that does with every connection what the function says, once something has arrived on it. */
async function hostile(answer: (socket: Socket) => void): Promise<Hostile> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.once('data', () => answer(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { bearerAuth: 'vued_live_0123456789abcdefghijABCDEFGHIJ' },
    params: { org_id: '6f9619ff-8b86-4011-b42d-00cf4fc964ff' },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Writes the chunk for as long as anybody listens. */
function forever(socket: Socket, chunk: string | Buffer): void {
  const write = (): void => {
    let room = true
    while (room && !socket.destroyed) room = socket.write(chunk)
    if (!socket.destroyed) socket.once('drain', write)
  }
  write()
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
const closing = `${head}Connection: close\r\n`
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
const broken = Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0xc3, 0x28, 0x7d])

/** Rules that say something of bodies, and may well do so of these. */
const ofBodies = /^(?:schema|secret-present|status-invalid|status-unknown|auth-|robust)/
const notices = (ran: Ran): string =>
  ran.events
    .flatMap((event) => (event.type === 'notice' && event.severity === 'error' ? [event.message] : []))
    .join('\n')

type Answer = (socket: Socket) => void

const recursive = createContract({
  openapi: '3.1.0',
  info: { title: 'Trees', version: '1' },
  components: {
    schemas: { Tree: { type: 'object', properties: { below: { $ref: '#/components/schemas/Tree' } } } },
  },
  paths: {
    '/tree': {
      get: {
        responses: {
          200: {
            description: 'A tree.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Tree' } } },
          },
        },
      },
    },
  },
})

const silences: readonly (readonly [what: string, answer: Answer, said: RegExp])[] = [
  ['hangs', (socket) => void socket.on('data', () => undefined), /did not answer in time/],
  ['resets connections', (socket) => void socket.resetAndDestroy(), /reset the connection/],
  ['closes connections', (socket) => void socket.end(), /closed the connection/],
  [
    'answers garbage',
    (socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\nwelcome\r\n'),
    /not an HTTP answer|malformed/,
  ],
  [
    'drips',
    (socket) =>
      void (socket.write(`${head}Content-Length: 100000\r\n\r\n`),
      setInterval(() => socket.write('a'), 50).unref()),
    /did not answer in time/,
  ],
  [
    'floods with header lines',
    (socket) => forever((socket.write(head), socket), `X-A: ${'b'.repeat(1000)}\r\n`),
    /too-large/,
  ],
  ['floods with 100 Continue', (socket) => forever(socket, 'HTTP/1.1 100 Continue\r\n\r\n'), /./],
  [
    'floods with 103 Early Hints',
    (socket) => forever(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
    /./,
  ],
  [
    'promises more than it sends',
    (socket) => void socket.end(`${closing}Content-Length: 500\r\n\r\n{"a":1}`),
    /closed the connection/,
  ],
  [
    'states two lengths',
    (socket) => void socket.end(`${closing}Content-Length: 7\r\nContent-Length: 9\r\n\r\n{"a":1}`),
    /./,
  ],
  [
    'garbles chunks',
    (socket) => void socket.end(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`),
    /malformed/,
  ],
]

const bodies: readonly (readonly [what: string, answer: Answer])[] = [
  ['an endless body', (socket) => forever((socket.write(`${head}\r\n`), socket), Buffer.alloc(65_536, 97))],
  [
    'a gzip bomb',
    (socket) =>
      void (socket.write(`${closing}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`),
      socket.end(bomb)),
  ],
  [
    'invalid UTF-8',
    (socket) => void (socket.write(`${closing}Content-Length: ${broken.length}\r\n\r\n`), socket.end(broken)),
  ],
  [
    'a body longer than it says',
    (socket) => void socket.end(`${closing}Content-Length: 5\r\n\r\n{"a":"bcdefghij"}`),
  ],
]

describe('a target in trouble', () => {
  it.each(silences)('that %s turns no rule red', async (_what, answer, said) => {
    await using server = await hostile(answer)
    const started = performance.now()
    const ran = await judgeServer('vued', server, { timeoutMs: 700, runs: 5 })
    expect(performance.now() - started).toBeLessThan(15_000)
    expect(ran.exitCode).toBe(3)
    expect(ran.failures).toEqual([])
    expect(notices(ran)).toMatch(said)
  })

  it.each(bodies)(
    'with %s is judged in bounded time and memory, under the rules for bodies alone',
    async (_what, answer) => {
      await using server = await hostile(answer)
      const [started, memory] = [performance.now(), process.memoryUsage().rss]
      const ran = await judgeServer('vued', server, { timeoutMs: 1_500, runs: 3, maxKeys: 4 })
      expect(performance.now() - started).toBeLessThan(25_000)
      expect(process.memoryUsage().rss - memory).toBeLessThan(600e6)
      expect([1, 3]).toContain(ran.exitCode)
      expect(ran.failures.map(({ rule }) => rule).filter((rule) => !ofBodies.test(rule))).toEqual([])
    },
  )

  it('with an answer that is nested without end is not held against a schema that holds itself', async () => {
    const deep = `${'{"below":'.repeat(50_000)}{}${'}'.repeat(50_000)}`
    await using server = await hostile((socket) => {
      socket.end(`${closing}Content-Length: ${deep.length}\r\n\r\n${deep}`)
    })
    const ran = await judgeContract(recursive, server)
    expect(ran.events.filter(({ type }) => type === 'scenario-crashed')).toEqual([])
    expect(
      ran.verdicts.filter(({ rule }) => rule === 'schema-response-conforms').map(({ reason }) => reason),
    ).toEqual(['An answer is nested too deeply to be held against its schema.'])
  })

  it('that is not there is said to be unreachable', async () => {
    const ran = await judgeServer('vued', { url: 'http://127.0.0.1:9', credentials: {}, params: {} })
    expect(ran.exitCode).toBe(3)
    expect(notices(ran)).toContain('does not answer')
    expect(ran.verdicts).toEqual([])
  })

  it('that dies in the middle leaves what ran judged and the rest inconclusive', async () => {
    await using server = await startServer({ vendor: 'lumino' })
    await using front = await startFront(server, ({ index, forward }) => {
      if (index === 60) void front.down()
      return forward()
    })
    const ran = await judgeServer('lumino', front, { timeoutMs: 800 })
    expect(ran.exitCode).toBe(3)
    expect(ran.failures).toEqual([])
    expect(ran.verdicts.some(({ verdict }) => verdict === 'held')).toBe(true)
    expect(
      ran.verdicts.some(
        ({ verdict, reason }) => verdict === 'inconclusive' && (reason ?? '').includes('stopped answering'),
      ),
    ).toBe(true)
    expect(ran.keys.left.length).toBeGreaterThan(0)
    expect(ran.events.at(-1)).toMatchObject({ type: 'run-finished', exitCode: 3 })
  })

  it('that restarts is waited for', async () => {
    await using server = await startServer({ vendor: 'vued' })
    let away = false
    await using front = await startFront(server, async ({ index, forward }) => {
      const answer = await forward()
      if (index === 50 && !away) {
        away = true
        // Let what is under way come to its end, as a server that shuts down in good order does.
        setTimeout(
          () =>
            void front
              .down()
              .then(() => delay(700))
              .then(() => front.up()),
          0,
        )
      }
      return answer
    })
    const ran = await judgeServer('vued', front)
    expect(away).toBe(true)
    expect(ran.failures).toEqual([])
    expect(server.keys()).toBe(0)
    expect(ran.keys.left).toEqual([])
    // Requests that were cut off by the restart are the only ones that stay without a verdict.
    expect(ran.verdicts.filter(({ verdict }) => verdict === 'inconclusive').length).toBeLessThan(12)
  })

  it('that resets now and then makes the run doubtful, but no rule red', async () => {
    await using server = await startServer({ vendor: 'avido' })
    await using front = await startFront(server, ({ index, method, forward }) =>
      index % 17 === 16 && method !== 'GET' ? Promise.resolve(null) : forward(),
    )
    const ran = await judgeServer('avido', front)
    expect(ran.failures).toEqual([])
    expect(ran.exitCode).toBe(3)
    expect(notices(ran)).toMatch(/requests? got no usable answer: closed \d+/)
    expect(server.keys()).toBe(0)
  })

  it('that ends connections for far too long credentials is no trouble, only not judged by them', async () => {
    await using server = await startServer({ vendor: 'vued' })
    await using front = await startFront(server, ({ headers, forward }) =>
      (headers.authorization ?? '').length > 8_000 ? Promise.resolve(null) : forward(),
    )
    const ran = await judgeServer('vued', front)
    expect(notices(ran)).toBe('')
    expect(ran.exitCode).toBe(0)
    expect(
      ran.verdicts
        .filter(({ verdict }) => verdict === 'inconclusive')
        .map(({ rule, reason }) => `${rule}: ${reason}`),
    ).toEqual([
      'robust-oversize-and-malformed-credential: The connection was ended without an answer to bearerAuth with 8 KiB of letters.',
    ])
  })

  it('with one operation that hangs is not waited for again and again', async () => {
    await using server = await startServer({ vendor: 'vued' })
    await using front = await startFront(server, ({ method, forward }) =>
      method === 'DELETE' ? new Promise(() => undefined) : forward(),
    )
    const started = performance.now()
    const ran = await judgeServer('vued', front, { timeoutMs: 500 })
    expect(performance.now() - started).toBeLessThan(15_000)
    expect(ran.failures).toEqual([])
    expect(ran.exitCode).toBe(3)
    expect(ran.keys.left.length).toBeGreaterThanOrEqual(server.keys())
  })
})

describe('a run that is interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('by %s revokes its keys, writes its reports and ends with %i', async (signal, code) => {
    await using server = await startServer({ vendor: 'avido', latencyMs: 10 })
    await using here = project()
    const { args, env } = runAgainst('avido', server, '--reporter', 'json=report.json')
    const run = here.start(args, { env })
    await here.until(() => server.keys() > 2)
    run.kill(signal)
    const ended = await run.ended
    expect(ended.code).toBe(code)
    expect(ended.stderr).toMatch(
      /^keyproof: interrupted; revoking \d+ keys? \(.+ again to quit now; keyproof sweep/m,
    )
    const { ended: played, planned } = /(?<ended>\d+)\/(?<planned>\d+) scenarios/.exec(ended.stderr)!.groups!
    expect(Number(played)).toBeLessThan(Number(planned))
    const { verdicts } = here.report()
    expect(verdicts.filter(({ reason = '' }) => reason.includes('--max-keys'))).toEqual([])
    expect(server.keys()).toBe(0)
    expect(here.report().keys.left).toEqual([])
    expect(here.files().filter((file) => file.startsWith('.keyproof'))).toEqual([])
  })

  it('twice ends at once, and says what is left and how to revoke it', async () => {
    await using server = await startServer({ vendor: 'avido', latencyMs: 10 })
    let slow = false
    await using front = await startFront(server, async ({ forward }) => {
      if (slow) await delay(10_000, undefined, { ref: false })
      return forward()
    })
    await using here = project()
    const { args, env } = runAgainst('avido', { ...server, url: front.url })
    const run = here.start(args, { env })
    await here.until(() => server.keys() > 2)
    slow = true
    run.kill('SIGINT')
    await delay(300)
    run.kill('SIGINT')
    const ended = await run.ended
    expect(ended.code).toBe(130)
    expect(ended.stderr).toMatch(/^keyproof: interrupted; revoking \d+ keys /m)
    const line = /^keyproof: quit; \d+ keys may be left on the target\..*\n {2}keyproof (sweep .*)$/m.exec(
      ended.stderr,
    )?.[1]
    slow = false
    const swept = await here.run(line!.split(' '), { env })
    expect({ code: swept.code, keys: server.keys() }, swept.stdout + swept.stderr).toEqual({
      code: 0,
      keys: 0,
    })
  })
})
