import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createClient, type Client, type ClientOptions } from '../../src/http/client.ts'
import type { RequestTemplate } from '../../src/http/exchange.ts'

/** A server on a free loopback port, gone when disposed. */
export interface Loopback extends AsyncDisposable {
  readonly url: string
  readonly port: number
}

export async function httpServer(
  answer: (request: IncomingMessage & { readonly text: string }, response: ServerResponse) => void,
): Promise<Loopback> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () =>
      answer(Object.assign(request, { text: Buffer.concat(chunks).toString('utf8') }), response),
    )
  })
  return started(server, new Set())
}

/** Hands over each connection, and what arrived on it, once the head of a request is complete. */
export async function tcpServer(
  answer: (socket: Socket, head: Buffer, count: number) => void,
): Promise<Loopback> {
  const sockets = new Set<Socket>()
  let count = 0
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    let held = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk])
      const end = held.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(
        /content-length: *(\d+)/i.exec(held.subarray(0, end).toString('latin1'))?.[1] ?? 0,
      )
      if (held.length < end + 4 + length) return
      const request = held
      held = Buffer.alloc(0)
      answer(socket, request, ++count)
    })
  })
  return started(server, sockets)
}

async function started(server: Server, sockets: ReadonlySet<Socket>): Promise<Loopback> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function clientFor(baseUrl: string, more: Partial<ClientOptions> = {}): Client & AsyncDisposable {
  return createClient({ baseUrl, timeoutMs: 5_000, maxBodyBytes: 100_000, fill: (text) => text, ...more })
}

export const get = (path: string, more: Partial<RequestTemplate> = {}): RequestTemplate => ({
  operation: null,
  method: 'GET',
  path,
  headers: [],
  ...more,
})
