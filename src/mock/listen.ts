import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { KeyproofError, messageOf } from '../errors.ts'
import { splitTarget } from './exchange.ts'

/** Milliseconds for the head of a request, for the whole of it, and between two on one connection. */
const limits = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 30_000 }
/** Bytes all header lines of a request may take; more gets 431. */
const MAX_HEADER_BYTES = 16_384

/** A server that listens. */
export interface Listening extends AsyncDisposable {
  readonly port: number
  readonly url: string
}

/** Starts a server; `allow` gives the methods of a path, for requests that Node cannot parse. */
export async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  {
    port,
    host,
    allow,
  }: { readonly port: number; readonly host: string; readonly allow: (path: string) => string | undefined },
): Promise<Listening> {
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, connectionsCheckingInterval: 1000, ...limits },
    handle,
  )
  // Nothing may be dropped in silence, least of all a second credential line; the bytes are bounded anyway.
  server.maxHeadersCount = 0
  server.on('clientError', (error: ClientError, socket) => refuseUnparsed(error, socket, allow))
  server.on('connect', (request, socket) =>
    end(socket, '405 Method Not Allowed', allowLine(allow(splitTarget(request.url ?? '/').path))),
  )
  await started(server, port, host)
  const address = server.address() as AddressInfo
  const shown =
    address.address === '0.0.0.0'
      ? '127.0.0.1'
      : address.address === '::'
        ? '[::1]'
        : address.family === 'IPv6'
          ? `[${address.address}]`
          : address.address
  return {
    port: address.port,
    url: `http://${host === 'localhost' ? 'localhost' : shown}:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function started(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const [message, hint] =
        error.code === 'EADDRINUSE'
          ? [`Port ${port} on ${host} is taken.`, 'Choose another with --port, or 0 for a free one.']
          : [
              `Cannot listen on ${host}, port ${port}: ${messageOf(error)}.`,
              'Give an address of this machine and a port that you may use.',
            ]
      reject(new KeyproofError('usage', message, hint, error))
    }
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      resolve()
    })
  })
}

interface ClientError extends Error {
  readonly code?: string
  readonly rawPacket?: Buffer
}

function refuseUnparsed(
  error: ClientError,
  socket: Duplex,
  allow: (path: string) => string | undefined,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable || (socket as Socket).bytesWritten === undefined)
    return void socket.destroy()
  if (error.code === 'HPE_HEADER_OVERFLOW') return end(socket, '431 Request Header Fields Too Large')
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return end(socket, '408 Request Timeout')
  if (error.code === 'HPE_INVALID_METHOD') {
    // A well-formed request by a method unknown to Node is one by a method the document does not have.
    const line = /^[!#$%&'*+.^_`|~\w-]+ (\S+) HTTP\/1\.[01]\r\n/.exec(
      error.rawPacket?.toString('latin1') ?? '',
    )
    if (line !== null) {
      const methods = allow(splitTarget(line[1]!).path)
      return methods === undefined
        ? end(socket, '404 Not Found')
        : end(socket, '405 Method Not Allowed', allowLine(methods))
    }
  }
  end(socket, '400 Bad Request')
}

function allowLine(methods: string | undefined): string {
  return `Allow: ${methods ?? ''}\r\n`
}

function end(socket: Duplex, status: string, lines = ''): void {
  socket.end(`HTTP/1.1 ${status}\r\n${lines}Connection: close\r\nContent-Length: 0\r\n\r\n`)
}
