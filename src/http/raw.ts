import type { Socket } from 'node:net'
import type { WireResponse } from './body.ts'
import { headerValues } from './exchange.ts'
import type { PreparedRequest } from './prepare.ts'
import { readResponse, type ByteSource } from './response-parser.ts'
import { openSocket, type Transport } from './transport.ts'

/** What the raw writer needs to know besides the request. */
export interface RawOptions {
  readonly base: URL
  readonly transport: Transport
  readonly maxBodyBytes: number
  /** Aborts connecting, writing and reading alike. */
  readonly signal: AbortSignal
}

/** Sends a request over its own connection, every header exactly as it stands, and reads the response. */
export async function sendRaw(request: PreparedRequest, options: RawOptions): Promise<WireResponse> {
  const { signal, base } = options
  signal.throwIfAborted()
  const socket = await openSocket(base, options.transport, signal, request.label)
  if (signal.aborted) socket.destroy()
  const abort = (): void => void socket.destroy(signal.reason instanceof Error ? signal.reason : undefined)
  signal.addEventListener('abort', abort, { once: true })
  // Errors surface through the iterator; one that comes later must not end the process.
  socket.on('error', () => {})
  try {
    const source = arrivals(socket)
    socket.write(serialise(request, base.host))
    return await readResponse(source, {
      method: request.method,
      maxBodyBytes: options.maxBodyBytes,
      label: request.label,
    })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
    socket.destroy()
  }
}

/**
 * What arrives at a socket, all of it before the error that ended it: who refuses a request unread, as with 431,
 * resets the connection behind the answer, and a stream's own iterator would drop the answer for it.
 */
function arrivals(socket: Socket): ByteSource {
  const chunks: Buffer[] = []
  let ended = false
  let failure: Error | undefined
  let wake = (): void => {}
  const stop = (error?: Error): void => {
    ended = true
    failure ??= error
    wake()
  }
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    socket.pause()
    wake()
  })
  socket
    .on('error', stop)
    .on('end', () => stop())
    .on('close', () => stop())
  return {
    async next() {
      if (chunks.length === 0 && !ended) {
        socket.resume()
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      const chunk = chunks.shift()
      if (chunk === undefined && failure !== undefined) throw failure
      return chunk
    },
  }
}

/** The bytes of the request: `Host`, `Content-Length` and `Connection: close` are added where they are missing. */
function serialise(request: PreparedRequest, host: string): Buffer {
  const has = (name: string): boolean => headerValues(request.headers, name.trim()).length > 0
  const lines: Buffer[] = [Buffer.from(`${request.method} ${request.target} HTTP/1.1`, 'latin1')]
  if (!has('host')) lines.push(bytesOf(`Host: ${host}`))
  for (const [name, value] of request.headers)
    lines.push(bytesOf(value === '' ? `${name}:` : `${name}: ${value}`))
  const needsLength = request.body !== undefined || /^(?:POST|PUT|PATCH)$/.test(request.method)
  if (needsLength && !has('content-length') && !has('transfer-encoding')) {
    lines.push(bytesOf(`Content-Length: ${request.body?.length ?? 0}`))
  }
  if (!has('connection')) lines.push(bytesOf('Connection: close'))
  const end = Buffer.from('\r\n')
  return Buffer.concat([...lines.flatMap((line) => [line, end]), end, request.body ?? Buffer.alloc(0)])
}

// One byte a character as long as that can be; text beyond it goes as UTF-8, as browsers and curl send it.
function bytesOf(line: string): Buffer {
  return Buffer.from(line, /[^\0-\xff]/.test(line) ? 'utf8' : 'latin1')
}
