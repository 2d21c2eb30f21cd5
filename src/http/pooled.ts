import type { Dispatcher } from 'undici'
import type { WireResponse } from './body.ts'
import type { HeaderLine } from './exchange.ts'
import type { PreparedRequest } from './prepare.ts'
import { asTrailers } from './trailers.ts'

/** Puts an end to a request from outside: what is called with the reason, once there is something to end. */
export interface Ending {
  /** The request, for messages. */
  readonly label: string
  /** Why it was ended; null while it goes on. */
  reason: Error | null
  stop: ((reason: Error) => void) | null
}

/** Ends a request; what waits for its answer fails with the reason. */
export function end(ending: Ending, reason: Error): void {
  ending.reason ??= reason
  ending.stop?.(reason)
}

/**
 * Sends a request over a pool of connections and collects the answer, up to `maxBodyBytes` and one chunk.
 * Straight to the dispatcher: undici's own `request` would wrap every body in a stream.
 */
export function sendPooled(
  dispatcher: Dispatcher,
  origin: string,
  request: PreparedRequest,
  options: { readonly maxBodyBytes: number; readonly ending: Ending; readonly onAnswer: () => void },
): Promise<WireResponse> {
  const { maxBodyBytes, ending, onAnswer } = options
  return new Promise((resolve, reject) => {
    let status = 0
    let headers: readonly HeaderLine[] = []
    const chunks: Buffer[] = []
    let length = 0
    const finish = (): void => {
      const [first] = chunks
      const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
      resolve({ status, headers, body: body.subarray(0, maxBodyBytes), cut: length > maxBodyBytes })
    }
    ending.stop = reject
    dispatcher.dispatch(
      {
        origin,
        path: request.target,
        method: request.method,
        headers: request.headers.flat(),
        body: request.body ?? null,
      },
      {
        onRequestStart(controller) {
          ending.stop = (reason) => {
            controller.abort(reason)
            reject(reason)
          }
          if (ending.reason !== null) ending.stop(ending.reason)
        },
        onResponseStart(controller, code) {
          // An interim answer says nothing yet.
          if (code < 200) return
          status = code
          headers = pairs(controller.rawHeaders)
          onAnswer()
        },
        onResponseData(controller, chunk) {
          if (length > maxBodyBytes) return
          chunks.push(chunk)
          length += chunk.length
          if (length <= maxBodyBytes) return
          finish()
          controller.abort(new Error('the body is longer than anybody wants to know'))
        },
        onResponseEnd(controller) {
          const trailers = pairs(controller.rawTrailers)
          if (trailers.length > 0) headers = [...headers, ...asTrailers(trailers)]
          finish()
        },
        onResponseError: (_controller, error) => reject(error),
      },
    )
  })
}

function pairs(raw: Dispatcher.DispatchController['rawHeaders']): HeaderLine[] {
  if (!Array.isArray(raw)) return []
  const lines: HeaderLine[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) lines.push([textOf(raw[at]), textOf(raw[at + 1])])
  return lines
}

function textOf(part: Buffer | string | undefined): string {
  return typeof part === 'object' ? part.toString('latin1') : (part ?? '')
}
