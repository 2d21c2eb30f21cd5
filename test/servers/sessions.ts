import { randomBytes } from 'node:crypto'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RunningServer } from './server.ts'

/** How the sessions of a server are. */
export interface SessionHabits {
  /** Requests a session is good for. */
  readonly requests?: number
  /** Milliseconds it is good for. */
  readonly lifeMs?: number
  /** Every request of this number is refused, however good its session. */
  readonly refusesEvery?: number
  /** Instead of a login's answer from this login on; counts from 1. */
  readonly broken?: { readonly from: number; readonly status: number }
  /** Where the answer has the token. */
  readonly gives?: 'json' | 'cookie' | 'header'
  /** The answer tells when the session ends. */
  readonly tells?: boolean
}

/** A server that is reached with the token of a session alone. */
export interface SessionServer extends AsyncDisposable {
  readonly url: string
  readonly user: string
  readonly password: string
  /** All tokens that were handed out. */
  readonly tokens: readonly string[]
  /** What logins sent. */
  readonly logins: readonly { readonly headers: IncomingMessage['headers']; readonly body: string }[]
  /** Logins that were made while the session before was still good. */
  needless(): number
}

interface Session {
  readonly until: number
  left: number
}

/** Puts sessions before a server whose one credential is a bearer token: POST /auth/login gives them. */
export async function startSessions(
  behind: RunningServer,
  habits: SessionHabits = {},
): Promise<SessionServer> {
  const base = new URL(behind.url)
  const [credential = ''] = Object.values(behind.credentials)
  const user = 'qa-account'
  const password = `pw-${randomBytes(12).toString('base64url')}`
  const sessions = new Map<string, Session>()
  const logins: { headers: IncomingMessage['headers']; body: string }[] = []
  let counted = 0
  let needless = 0
  const isGood = ({ until, left }: Session): boolean => until > Date.now() && left > 0

  const issue = (): string => {
    const token = `sess_${randomBytes(24).toString('base64url')}`
    sessions.set(token, {
      until: Date.now() + (habits.lifeMs ?? Number.POSITIVE_INFINITY),
      left: habits.requests ?? Number.POSITIVE_INFINITY,
    })
    return token
  }
  const logIn = (incoming: IncomingMessage, body: string, response: ServerResponse): void => {
    logins.push({ headers: incoming.headers, body })
    const json = { 'Content-Type': 'application/json' }
    const { broken, gives = 'json' } = habits
    if (broken !== undefined && logins.length >= broken.from)
      return void response.writeHead(broken.status, json).end('{"message":"Not now."}')
    const sent =
      incoming.headers['content-type'] === 'application/json'
        ? (JSON.parse(body) as { readonly user?: unknown; readonly password?: unknown })
        : Object.fromEntries(new URLSearchParams(body))
    if (sent.user !== user || sent.password !== password)
      return void response.writeHead(401, json).end(JSON.stringify({ message: 'Wrong password', sent }))
    if ([...sessions.values()].some(isGood)) needless += 1
    const token = issue()
    const expires = habits.tells === true ? { expires_in: (habits.lifeMs ?? 0) / 1000 } : {}
    if (gives === 'cookie')
      return void response.writeHead(302, { 'Set-Cookie': `sid=${token}; HttpOnly`, Location: '/' }).end()
    if (gives === 'header') return void response.writeHead(204, { 'X-Token': `Bearer ${token}` }).end()
    response.writeHead(200, json).end(JSON.stringify({ data: { access_token: token, ...expires } }))
  }
  const admitted = (header: string | undefined): string | undefined => {
    const given = /^(bearer +)(\S+)$/i.exec(header ?? '')
    const session = given === null ? undefined : sessions.get(given[2]!)
    if (session === undefined) return header
    if (!isGood(session)) return header
    counted += 1
    if (habits.refusesEvery !== undefined && counted % habits.refusesEvery === 0) return header
    session.left -= 1
    return `${given![1]}${credential}`
  }
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks)
      if (incoming.method === 'POST' && incoming.url?.endsWith('/auth/login') === true)
        return logIn(incoming, body.toString(), response)
      const headers = incoming.rawHeaders.map((text, index, all) =>
        index % 2 === 1 && all[index - 1]!.toLowerCase() === 'authorization' ? (admitted(text) ?? '') : text,
      )
      const onward = request(
        {
          host: base.hostname,
          port: base.port,
          method: incoming.method,
          path: incoming.url,
          headers,
          agent: false,
        },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
          answer.pipe(response)
        },
      )
      onward.on('error', () => response.destroy())
      onward.end(body)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base.pathname.replace(/\/$/, '')}`,
    user,
    password,
    get tokens() {
      return [...sessions.keys()]
    },
    logins,
    needless: () => needless,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
