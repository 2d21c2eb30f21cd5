import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RunningServer } from '../servers/server.ts'
import type { Judged } from './harness.ts'

/** What goes back to the caller; null cuts the connection without a word. */
export interface FrontAnswer {
  readonly status: number
  readonly headers?: OutgoingHttpHeaders
  readonly body?: Buffer | string
  /** What follows the body; it wants headers without a length. */
  readonly trailers?: OutgoingHttpHeaders
}

/** A request on its way to a server. */
export interface Passing {
  /** Counts from 0. */
  readonly index: number
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** What it brings. */
  readonly body: () => Promise<string>
  /** Lets it through and gives what the server answered. */
  readonly forward: () => Promise<FrontAnswer>
}

/** A server in front of another. */
export interface Front extends Judged, AsyncDisposable {
  readonly params: RunningServer['params']
  /** When requests arrived, in milliseconds of one clock. */
  readonly arrivals: readonly number[]
  /** Most requests that were under way at once. */
  most(): number
  /** Stops listening and cuts all connections. */
  down(): Promise<void>
  /** Listens again at the same port. */
  up(): Promise<void>
}

/** Starts a server that does with every request what the function says. */
export async function startFront(
  behind: Pick<RunningServer, 'url' | 'credentials' | 'params'>,
  pass: (passing: Passing) => Promise<FrontAnswer | null>,
): Promise<Front> {
  const base = new URL(behind.url)
  const arrivals: number[] = []
  let under = 0
  let most = 0
  const server = createServer((incoming, response) => {
    const index = arrivals.push(performance.now()) - 1
    under += 1
    most = Math.max(most, under)
    let open = true
    const done = (): void => {
      if (open) under -= 1
      open = false
    }
    response.on('close', done)
    const body = bodyOf(incoming)
    // Whoever goes away in the middle of it may not be waited for by anybody.
    body.catch(() => undefined)
    pass({
      index,
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: async () => (await body).toString(),
      forward: async () => forward(base, incoming, await body),
    })
      .then((answer) => {
        if (answer === null) return incoming.socket.destroy()
        response.writeHead(answer.status, answer.headers)
        if (answer.trailers === undefined) return response.end(answer.body)
        response.write(answer.body ?? '')
        response.addTrailers(answer.trailers)
        return response.end()
      })
      .catch(() => incoming.socket.destroy())
  })
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const down = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${base.pathname.replace(/\/$/, '')}`,
    credentials: behind.credentials,
    params: behind.params,
    arrivals,
    most: () => most,
    down,
    up: () => listen(port),
    [Symbol.asyncDispose]: () => (server.listening ? down() : Promise.resolve()),
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function forward(base: URL, incoming: IncomingMessage, body: Buffer): Promise<FrontAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: base.hostname,
        port: base.port,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.rawHeaders,
        agent: false,
      },
      (answer) => {
        bodyOf(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes }),
          reject,
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
