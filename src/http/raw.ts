import type { WireResponse } from './body.ts'
import { headerValues } from './exchange.ts'
import type { PreparedRequest } from './prepare.ts'
import { readResponse } from './response-parser.ts'
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
    socket.write(serialise(request, base.host))
    const chunks: AsyncIterator<Buffer> = (socket as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
    const source = {
      next: async () => {
        const { done, value } = await chunks.next()
        return done === true ? undefined : value
      },
    }
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
