import { fork } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that makes keys as Avido does and lists others, in a process of its own. */
export interface Served {
  readonly url: string
  /** Header lines without which it refuses. */
  readonly headers: Readonly<Record<string, string>>
  /** The same by the document's security scheme names. */
  readonly credentials: Readonly<Record<string, string>>
  readonly stop: () => void
}

const credentials = {
  ApiKey: 'avido_prod_bench-0123456789abcdefghijklmnopqrstuv',
  ApplicationId: '7b3f5a0e-1f6c-4f43-9a53-0c2b8a1d9e77',
}
const headers = { 'x-api-key': credentials.ApiKey, 'x-application-id': credentials.ApplicationId }

/** Starts it; the loop that measures must not share its event loop. */
export function serveApart(): Promise<Served> {
  const child = fork(new URL(import.meta.url), ['serve'], {
    execArgv: process.execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    child.once('message', (port: number) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        headers,
        credentials,
        stop: () => child.kill(),
      }),
    )
  })
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const say = (status: number, body: object): void => {
    const text = JSON.stringify(body)
    response
      .writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        'cache-control': 'no-store',
      })
      .end(text)
  }
  const refuse = (status: number): void =>
    say(status, { message: 'Refused.', ...(status === 422 ? { issues: [] } : {}) })
  if (Object.entries(headers).some(([name, value]) => request.headers[name] !== value)) return refuse(401)
  if (request.method !== 'POST')
    return say(200, { data: request.url?.startsWith('/hard/') === true ? hardList() : plainList() })
  const body = parsed(Buffer.concat(chunks).toString())
  if (body === undefined) return refuse(400)
  const { name, ...rest } = body
  if (
    typeof name !== 'string' ||
    name === '' ||
    Array.from(name).length > 256 ||
    Object.keys(rest).length > 0
  )
    return refuse(422)
  say(201, { data: { id: randomUUID(), key: `avido_prod_${randomBytes(32).toString('base64url')}`, name } })
}

/** Lists of some 10 kB each, one after the other. */
function lists(of: (at: number) => string): () => readonly object[] {
  const made = Array.from({ length: 50 }, () => {
    const list: object[] = []
    while (JSON.stringify(list).length < 10_000) list.push({ id: randomUUID(), name: of(list.length) })
    return list
  })
  let next = 0
  return () => made[next++ % made.length]!
}

/** Keys as they are mostly listed: an id, and a name that says what the key is for and how it looks. */
const plainList = lists((at) => {
  const [begin, end] = [randomBytes(3).toString('hex'), randomBytes(3).toString('base64url')]
  return [
    `Nightly export of the billing team, number ${at}`,
    `avido_prod_${begin}...${end}`,
    `Made on 2026-03-${10 + (at % 20)} by someone+${at}@example.com, not in use since`,
  ][at % 3]!
})

/** Every name makes work: line breaks and quotes, links, tokens, digests, letters beyond ASCII. */
const hardList = lists((at) => {
  const token = randomBytes(60).toString('base64url')
  return [
    `"${at}"\nSee https://example.com/keys?team=billing&page=${at}&sort=name%20asc for more`,
    `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(`{"sub":"${at}","iat":1700000000}`).toString('base64url')}.${token}`,
    `Ends in ...${token.slice(-4)}, begins with avido_prod_${token.slice(0, 4)}`,
    `sha256:${randomBytes(32).toString('hex')} — ${randomUUID()}`,
    `Überprüfung der Schlüssel, Teil ${at}, siehe auch Teil ${at + 1} und die Anmerkungen dazu`,
  ][at % 5]!
})

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

if (process.send !== undefined && process.argv[2] === 'serve') {
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port))
  process.on('disconnect', () => process.exit(0))
}
