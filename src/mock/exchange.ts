import { performance } from 'node:perf_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isJson } from '../contract/lookup.ts'
import { receive } from './body.ts'
import type { Received } from './body.ts'
import type { Answer, Call } from './call.ts'
import type { Host } from './host.ts'
import { loggable } from './log.ts'
import { problem } from './refusals.ts'
import type { Found, Routes } from './routes.ts'
import { ANONYMOUS } from './security.ts'

/** What the answering of requests depends on beside the host. */
export interface ExchangePlan {
  readonly host: Host
  readonly routes: Routes
  readonly maxBodyBytes: number
  readonly latencyMs: number
  /** Answers what is addressed to the mock itself; undefined for everything else. */
  admin(request: IncomingMessage, path: string, done: (answer: Answer) => void): boolean
  log(): ((line: string) => void) | undefined
}

/** Names and values in turn, the form that Node writes without a detour. */
type RawLines = (string | string[])[]

/** Sent with every answer: the mock's answers change from one moment to the next, and some hold secrets. */
const always: Answer['headers'] = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** Answers one request after another. */
export function requestListener(
  plan: ExchangePlan,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { host, routes } = plan
  return (request, response) => {
    const started = performance.now()
    const method = request.method ?? 'GET'
    const { path, search } = splitTarget(request.url ?? '/')
    response.on('error', () => response.destroy())
    const send = (answer: Answer, shown: string): void => {
      const write = (): void => {
        writeAnswer(response, answer, host)
        plan.log()?.(`${method} ${shown} ${answer.status} ${(performance.now() - started).toFixed(1)} ms`)
      }
      if (plan.latencyMs > 0) setTimeout(write, plan.latencyMs)
      // At the end of the turn: answers that go out together wake their clients for the price of one.
      else setImmediate(write)
    }
    const outside = (answer: Answer): void => {
      send(host.hooks?.respondOutside?.(answer, method) ?? answer, loggable(path))
    }
    try {
      if (path.startsWith('/__keyproof') && plan.admin(request, path, (answer) => send(answer, path))) return
      if (path === '*')
        return outside({ status: 204, headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } })
      const meant = host.hooks?.path?.(path) ?? path
      const found = routes(method, meant, (allowed) => host.hooks?.method?.(method, allowed) ?? method)
      if ('answer' in found) return outside(found.answer)
      serve(plan, found, { request, path, search }, (answer) => send(answer, found.served.operation.path))
    } catch {
      outside(problem(500, { message: 'The mock failed to answer this request.' }))
    }
  }
}

interface Target {
  readonly request: IncomingMessage
  readonly path: string
  readonly search: string
}

function serve(
  plan: ExchangePlan,
  { served, pathValues }: Extract<Found, { readonly served: unknown }>,
  { request, path, search }: Target,
  send: (answer: Answer) => void,
): void {
  const { host } = plan
  const { operation } = served
  let query: URLSearchParams | undefined
  const call: Call = {
    request,
    method: operation.method,
    operation,
    path,
    // Not a getter: an object literal with one has a shape of its own each time, which V8 keeps and pays for.
    query: () => (query ??= new URLSearchParams(search)),
    pathValues,
    presented: [],
    principal: ANONYMOUS,
    tenant: ANONYMOUS.account,
    bytes: empty,
    body: undefined,
    malformed: false,
    record: undefined,
    secret: undefined,
  }
  const guarded = (step: () => Answer | undefined): Answer | undefined => {
    try {
      return step()
    } catch {
      return problem(500, { message: 'The mock failed to answer this request.' })
    }
  }
  const finish = (answer: Answer): void => {
    const last = guarded(() => host.hooks?.respond?.(answer, call)) ?? answer
    const held = host.hooks?.hold?.(call)
    if (held === undefined) send(last)
    else void held.then(() => send(last))
  }
  const readsFirst = served.readsFirst()
  const refused = readsFirst ? undefined : guarded(() => served.enter(call))
  if (refused !== undefined) return finish(refused)
  receive(request, plan.maxBodyBytes, (received: Received) => {
    if (received === 'aborted') return
    if (received === 'too large')
      return finish(
        served.refuse([413], {
          message: `The body is larger than ${plan.maxBodyBytes} bytes.`,
          headers: { connection: 'close' },
        }),
      )
    call.bytes = received
    const answer = guarded(() => (readsFirst ? served.enter(call) : undefined) ?? served.answer(call))
    finish(answer!)
  })
}

const empty = Buffer.alloc(0)

/** The path and the query of a request target, of the absolute form too (RFC 9112 §3.2.2). */
export function splitTarget(target: string): { readonly path: string; readonly search: string } {
  const local = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*/i, '') || '/'
  const mark = local.indexOf('?')
  return mark === -1
    ? { path: local, search: '' }
    : { path: local.slice(0, mark), search: local.slice(mark + 1) }
}

function writeAnswer(response: ServerResponse, answer: Answer, { clock }: Host): void {
  if (response.destroyed) return
  const { status, headers, body } = answer
  const bare = status === 204 || status === 304
  const type = headers['content-type']
  const text = bare
    ? ''
    : (answer.text ??
      (body === undefined
        ? ''
        : typeof body === 'string' && typeof type === 'string' && !isJson(type)
          ? body
          : JSON.stringify(body)))
  const lines: RawLines = []
  for (const name in always) if (!Object.hasOwn(headers, name)) lines.push(name, always[name] as string)
  for (const name in headers) {
    const value = headers[name]
    const own = name === 'content-length' || (name === 'date' && clock.moved)
    if (value !== undefined && !own && !(bare && name === 'content-type'))
      lines.push(name, value as string | string[])
  }
  if (!bare) lines.push('content-length', String(Buffer.byteLength(text)))
  if (clock.moved) lines.push('date', new Date(clock.now()).toUTCString())
  try {
    response.writeHead(status, lines)
  } catch {
    // A header that cannot be sent, from the document or from a fault.
    response.writeHead(500, { 'content-length': 0 })
    response.end()
    return
  }
  response.end(text)
}
