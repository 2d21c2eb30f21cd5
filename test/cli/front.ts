import {
  createServer,
  request as send,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Server as SocketServer, Socket } from 'node:net'

/** A server in front of another: sees what is sent, and can go away. */
export interface Front extends AsyncDisposable {
  readonly url: string
  /** Bodies of the requests, in order of arrival. */
  readonly bodies: readonly string[]
}

/** Puts a front before the server at that base URL; with `diesAfter` it is gone once so many requests have come. */
export async function frontOf(url: string, diesAfter: number = Number.POSITIVE_INFINITY): Promise<Front> {
  const bodies: string[] = []
  let left = diesAfter
  const { origin, pathname } = new URL(url)
  const server: Server = createServer((request, response) => {
    left -= 1
    if (left < 0) {
      server.close()
      server.closeAllConnections()
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      bodies.push(body.toString())
      pass(origin, request, body, response)
    })
  })
  const { port, stop } = await listening(server)
  return {
    url: `http://127.0.0.1:${port}${pathname.replace(/\/$/, '')}`,
    bodies,
    [Symbol.asyncDispose]: stop,
  }
}

function pass(origin: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const onward = send(
    origin + (request.url ?? ''),
    { method: request.method, headers: request.rawHeaders },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
    },
  )
  onward.on('error', () => response.destroy())
  onward.end(body)
}

/** Lets a server listen on a free loopback port; `stop` ends it and every connection. */
export async function listening(
  server: SocketServer,
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
