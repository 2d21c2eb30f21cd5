import type { Dispatcher } from 'undici'
import type { RawResponse } from '../secrets/types.ts'
import { decodeBody, type WireResponse } from './body.ts'
import type { HeaderLine, RequestTemplate } from './exchange.ts'
import { end, sendPooled, type Ending } from './pooled.ts'
import { prepare, type Fill, type PreparedRequest } from './prepare.ts'
import { sendRaw } from './raw.ts'
import { openPool, type Transport } from './transport.ts'
import { TargetTrouble, troubleOf } from './trouble.ts'

/** Sends requests to one target. */
export interface Client {
  /**
   * Fills in the secrets, sends the request and reads the whole response; redirects are not followed.
   * A request without a usable answer is a TargetTrouble, one that must not be sent a KeyproofError.
   */
  send(template: RequestTemplate): Promise<RawResponse>
}

/** How a client reaches its target. */
export interface ClientOptions {
  /** Its path stands before the path of every request, as in OpenAPI's `servers`. */
  readonly baseUrl: string
  /** Deadline of a request as a whole, from waiting for a connection to the last byte of the body. */
  readonly timeoutMs: number
  /** Longer bodies are cut, before and after decompression. */
  readonly maxBodyBytes: number
  /** The vault's `fill`. */
  readonly fill: Fill
  /** Most connections at a time; 16 unless told. */
  readonly connections?: number
  /** Sent with every request that has no header of that name. */
  readonly extraHeaders?: readonly HeaderLine[]
  /** Certificates and proxy; the connections of the raw writer keep to it too. */
  readonly transport?: Transport
  /** Used instead of an own pool of connections, and left open; the raw writer does not go through it. */
  readonly dispatcher?: Dispatcher
}

/** Opens a client; disposing of it ends its connections, and requests in flight with them. */
export function createClient(options: ClientOptions): Client & AsyncDisposable {
  const base = new URL(options.baseUrl)
  const { dispatcher, maxBodyBytes, timeoutMs } = options
  const transport = options.transport ?? {}
  const pool = dispatcher ?? poolOf(base.origin, options)
  const inFlight = new Set<Ending>()
  let closed = false
  let answered = false

  async function exchange(request: PreparedRequest, ending: Ending): Promise<WireResponse> {
    if (request.raw) {
      const control = new AbortController()
      ending.stop = (reason) => control.abort(reason)
      return sendRaw(request, { base, transport, maxBodyBytes, signal: control.signal })
    }
    const attempt = { maxBodyBytes, ending, onAnswer: () => void (answered = true) }
    // Without an earlier answer there is no connection that was kept alive, and so no race to lose.
    const mayBeReused = answered
    let begun = false
    const first = { ...attempt, onAnswer: () => void (answered = begun = true) }
    try {
      return await sendPooled(pool, base.origin, request, first)
    } catch (error) {
      if (ending.reason !== null || begun || !mayBeReused || !mayRepeat(error, request.method)) throw error
      return sendPooled(pool, base.origin, request, attempt)
    }
  }

  return {
    async send(template) {
      const request = prepare(template, {
        basePath: base.pathname,
        fill: options.fill,
        extraHeaders: options.extraHeaders ?? [],
      })
      if (closed) throw closedTrouble(request.label)
      const ending: Ending = { label: request.label, reason: null, stop: null }
      const timer = setTimeout(() => end(ending, new TargetTrouble('timeout', request.label)), timeoutMs)
      inFlight.add(ending)
      try {
        const response = await exchange(request, ending)
        const { body, truncated } = await decodeBody(response, maxBodyBytes, request.label)
        return { status: response.status, headers: response.headers, body, truncated }
      } catch (error) {
        if (ending.reason !== null) throw ending.reason
        throw troubleOf(error, request.label) ?? error
      } finally {
        clearTimeout(timer)
        inFlight.delete(ending)
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true
      for (const ending of inFlight) end(ending, closedTrouble(ending.label))
      if (dispatcher === undefined) await pool.destroy()
    },
  }
}

function closedTrouble(label: string): TargetTrouble {
  return new TargetTrouble('closed', label, 'the client was closed')
}

function poolOf(origin: string, { connections, timeoutMs, transport }: ClientOptions): Dispatcher {
  const options = {
    connections: connections ?? 16,
    pipelining: 1,
    allowH2: false,
    maxHeaderSize: 64 * 1024,
    // One deadline covers it all.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: timeoutMs,
    keepAliveTimeout: 2_000,
    strictContentLength: false,
  }
  return openPool(origin, options, transport ?? {})
}

/**
 * A connection kept alive may be closed by the server in the moment a request goes out on it. Only safe
 * methods are sent again, as RFC 9110 §9.2.2 allows: any other may have had its effect.
 */
function mayRepeat(error: unknown, method: string): boolean {
  const kind = troubleOf(error, '')?.kind
  return /^(?:GET|HEAD|OPTIONS|TRACE)$/.test(method) && (kind === 'reset' || kind === 'closed')
}
