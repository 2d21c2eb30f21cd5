import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Judged } from './harness.ts'

/** What a request is answered; without a body where there is none. */
export interface JsonAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: OutgoingHttpHeaders
}

/** Starts a server on a free loopback port that answers JSON as a careful API does. */
export async function startJsonServer(
  credentials: Judged['credentials'],
  answer: (request: IncomingMessage, sent: string) => JsonAnswer,
): Promise<Judged & AsyncDisposable> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, body, headers } = answer(request, Buffer.concat(chunks).toString())
      response.writeHead(status, {
        ...headers,
        'Cache-Control': 'no-store',
        'WWW-Authenticate': 'Bearer',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      })
      response.end(body === undefined || request.method === 'HEAD' ? undefined : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials,
    params: {},
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
