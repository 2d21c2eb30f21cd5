import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DefectName } from './defects.ts'
import { respond } from './respond.ts'
import type { Answer, Body, Has, Shape, Tenant, Vendor } from './shape.ts'
import { makeStore } from './store.ts'
import { autocalls } from './vendors/autocalls.ts'
import { avido } from './vendors/avido.ts'
import { lumino } from './vendors/lumino.ts'
import { videodb } from './vendors/videodb.ts'
import { vued } from './vendors/vued.ts'

/** Which server to start. */
export interface ServerOptions {
  readonly vendor: Vendor
  readonly defect?: DefectName
  /** Milliseconds that every answer is held back. */
  readonly latencyMs?: number
}

/** What a caller of an account needs: credentials by scheme name, and values of parameters. */
export interface Account {
  readonly credentials: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, string>>
}

/** One request the server has answered. */
export interface LogLine {
  readonly method: string
  readonly path: string
  readonly status: number
}

/** A running server; disposing of it ends it. */
export interface RunningServer extends Account, AsyncDisposable {
  /** Base URL, the document's base path included. */
  readonly url: string
  readonly second: Account
  readonly log: readonly LogLine[]
  /** How many keys made through the API are neither revoked nor expired. */
  keys(): number
  /** Connections that are open, each with whatever was sent on it and is not answered yet. */
  connections(): Promise<number>
  /** Every secret it knows, for searches of what others wrote. */
  secrets(): readonly string[]
}

/** The five shapes. */
const shapes: Readonly<Record<Vendor, Shape>> = { videodb, autocalls, lumino, vued, avido }

const maxHeaderSize = 256 * 1024

/** Starts a server on a free loopback port: correct, or with the one defect named. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const shape = shapes[options.vendor]
  const has = (defect: DefectName): boolean => defect === options.defect
  const store = makeStore(shape, has)
  const log: LogLine[] = []
  let creating = 0

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const slow = has('parallel-creates-share-secret') && request.method === 'POST'
    if (slow) {
      creating += 1
      await sleep(creating * 20)
    }
    if (options.latencyMs !== undefined) await sleep(options.latencyMs)
    const made = await respond(request, shape, store, has)
    if (slow) {
      creating -= 1
      store.force(creating > 0 && made.status < 300 ? store.lastSecret() : null)
    }
    log.push({ method: request.method ?? '', path: request.url ?? '', status: made.status })
    send(request, response, made, extras(has))
  }

  let underWay = 0
  const server = createServer({ maxHeaderSize }, (request, response) => {
    underWay += 1
    answer(request, response)
      .catch((cause: unknown) => {
        if (request.socket.destroyed) return
        log.push({ method: request.method ?? '', path: request.url ?? '', status: 500 })
        send(request, response, { status: 500, body: { message: String(cause) } }, {})
      })
      .finally(() => {
        underWay -= 1
      })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const [first, second] = store.tenants.map((tenant) => accountOf(options.vendor, shape, tenant))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${shape.base}`,
    ...first!,
    second: second!,
    log,
    keys: () => store.count(),
    connections: () =>
      new Promise((resolve, reject) => {
        // A connection that its client closed may have left a request behind.
        server.getConnections((error, open) =>
          error === null ? resolve(Math.max(open, underWay)) : reject(error),
        )
      }),
    secrets: () => store.secrets(),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function accountOf(vendor: Vendor, shape: Shape, tenant: Tenant): Account {
  const value = { key: tenant.root.secret, tenant: tenant.id }
  return {
    credentials: Object.fromEntries(shape.schemes.map((scheme) => [scheme.name, value[scheme.holds]])),
    params: vendor === 'vued' ? { org_id: tenant.id } : {},
  }
}

function extras(has: Has): Record<string, string> {
  return {
    ...(has('any-origin-allowed') ? { 'Access-Control-Allow-Origin': '*' } : {}),
    ...(has('banner-sent') ? { 'X-Powered-By': 'Express/4.17.1' } : {}),
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  extra: Record<string, string>,
): void {
  const bytes = Buffer.from(answer.body === undefined ? '' : JSON.stringify(answer.body satisfies Body))
  const headers = {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(answer.body === undefined
      ? {}
      : { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': String(bytes.length) }),
    ...extra,
    ...answer.headers,
  }
  response.writeHead(
    answer.status,
    Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== '')),
  )
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
