import { request } from 'node:http'
import type { Account, RunningServer } from './server.ts'
import type { Body, Vendor } from './shape.ts'

/** Header lines in order, spelled as they go out. */
export type Lines = readonly (readonly [name: string, value: string])[]

/** What to send. */
export interface Ask {
  readonly method?: string
  /** Below the server's base path; the list's path when left out. */
  readonly path?: string
  readonly headers?: Lines
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown
  readonly type?: string
}

/** What came back. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly json: Body
}

/** A key that was created. */
export interface Made {
  readonly reply: Reply
  readonly secret: string
  readonly name: string
  /** What the paths of get, update and revoke take. */
  readonly handle: string
}

/** A client that speaks one vendor's dialect, for the tests of the servers. */
export interface Session {
  readonly vendor: Vendor
  readonly server: RunningServer
  readonly listPath: string
  readonly canaryPath: string
  /** Header lines that carry the credential; the account's own where no secret is given. */
  readonly auth: (secret?: string, account?: Account) => Lines
  readonly ask: (ask: Ask) => Promise<Reply>
  /** The request to create a key of this name. */
  readonly creating: (name?: string, more?: Body, headers?: Lines, account?: Account) => Ask
  readonly create: (name?: string, more?: Body, headers?: Lines) => Promise<Made>
  /** All pages of the list. */
  readonly list: (headers?: Lines, account?: Account) => Promise<readonly Body[]>
  readonly keyPath: (handle: string, account?: Account) => string
  readonly revoke: (made: Made, headers?: Lines) => Promise<Reply>
  /** The status that the canary read answers to these header lines. */
  readonly use: (headers: Lines) => Promise<number>
}

const listPaths = {
  videodb: '/user/api_key',
  autocalls: '/user/api-keys',
  lumino: '/v1/api-keys',
  vued: '/orgs/{org_id}/api-keys',
  avido: '/v0/api-keys',
}
const canaryPaths: Partial<Record<Vendor, string>> = {
  videodb: '/user',
  autocalls: '/user/me',
  lumino: '/v1/users/me',
}
const secretAt: Record<Vendor, readonly string[]> = {
  videodb: ['data', 'api_key'],
  autocalls: ['api_key', 'token'],
  lumino: ['secret'],
  vued: ['secret'],
  avido: ['data', 'key'],
}
const itemsAt = { videodb: 'data', autocalls: 'api_keys', lumino: 'data', vued: 'tokens', avido: 'data' }
const keyHeader: Record<Vendor, string> = {
  videodb: 'x-access-token',
  autocalls: 'Authorization',
  lumino: 'x-api-key',
  vued: 'Authorization',
  avido: 'x-api-key',
}

/** Far enough in the future for any test. */
export const later: string = '2999-12-31T23:59:59Z'

let names = 0

/** Opens a session with a running server. */
export function sessionWith(vendor: Vendor, server: RunningServer): Session {
  const listPathOf = (account: Account): string =>
    listPaths[vendor].replace('{org_id}', account.params['org_id'] ?? '')
  const listPath = listPathOf(server)
  const canaryPath = canaryPaths[vendor] ?? listPath
  const ask = (what: Ask): Promise<Reply> => exchange(server.url, { path: listPath, ...what })
  const auth: Session['auth'] = (secret, account = server) => {
    const value = secret ?? Object.values(account.credentials)[0]!
    const bearer = keyHeader[vendor] === 'Authorization'
    const line = [keyHeader[vendor], bearer ? `Bearer ${value}` : value] as const
    return vendor === 'avido' ? [line, ['x-application-id', account.credentials['ApplicationId']!]] : [line]
  }
  const creating: Session['creating'] = (name, more = {}, headers = auth(), account = server) => ({
    method: 'POST',
    path: listPathOf(account),
    headers,
    ...(vendor === 'videodb'
      ? {}
      : {
          body: {
            name: name ?? `key ${(names += 1)}`,
            ...(vendor === 'lumino' ? { expires_at: later } : {}),
            ...more,
          },
        }),
  })
  const list: Session['list'] = async (headers = auth(), account = server) => {
    const all: Body[] = []
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const path = vendor === 'lumino' ? `${listPath}?page=${page}` : listPathOf(account)
      const { json } = await ask({ path, headers })
      all.push(...((json[itemsAt[vendor]] ?? []) as Body[]))
      pages = Number((json['pagination'] as Body | undefined)?.['total_pages'] ?? 1)
    }
    return all
  }
  const keyPath: Session['keyPath'] = (handle, account = server) =>
    `${listPathOf(account)}/${encodeURIComponent(handle)}`

  return {
    vendor,
    server,
    listPath,
    canaryPath,
    auth,
    ask,
    creating,
    create: async (name, more, headers) => {
      const asked = creating(name, more, headers)
      const reply = await ask(asked)
      const secret = dig(reply.json, secretAt[vendor])
      const sent = (asked.body as Body | undefined)?.['name']
      const made = {
        reply,
        secret: typeof secret === 'string' ? secret : '',
        name: typeof sent === 'string' ? sent : '',
      }
      return { ...made, handle: await handleOf(vendor, made, list) }
    },
    list,
    keyPath,
    revoke: (made, headers = auth()) => ask({ method: 'DELETE', path: keyPath(made.handle), headers }),
    use: async (headers) => (await ask({ path: canaryPath, headers })).status,
  }
}

async function handleOf(vendor: Vendor, made: Omit<Made, 'handle'>, list: Session['list']): Promise<string> {
  if (vendor === 'videodb') return made.secret
  if (vendor === 'lumino') return made.name
  if (vendor === 'autocalls')
    return JSON.stringify((await list()).findLast(({ name }) => name === made.name)?.['id'] ?? '')
  const id = dig(made.reply.json, vendor === 'vued' ? ['token', 'id'] : ['data', 'id'])
  return typeof id === 'string' ? id : ''
}

function dig(body: Body, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, member) => (value as Body | undefined)?.[member], body)
}

function exchange(base: string, ask: Ask): Promise<Reply> {
  const { hostname, port, pathname } = new URL(base)
  const text =
    typeof ask.body === 'string' ? ask.body : ask.body === undefined ? '' : JSON.stringify(ask.body)
  const lines: Lines = [
    ['Host', `${hostname}:${port}`],
    ['Connection', 'close'],
    ...(ask.body === undefined ? [] : ([['Content-Type', ask.type ?? 'application/json']] as const)),
    ...(ask.method === 'POST' || text !== ''
      ? ([['Content-Length', String(Buffer.byteLength(text))]] as const)
      : []),
    ...(ask.headers ?? []),
  ]
  return new Promise((resolve, reject) => {
    const sent = request({
      hostname,
      port,
      path: pathname.replace(/\/$/, '') + (ask.path ?? ''),
      method: ask.method ?? 'GET',
      headers: lines.flat(),
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const received = Buffer.concat(chunks).toString()
        const json = received.startsWith('{') ? (JSON.parse(received) as Body) : {}
        const headers = response.headers as Record<string, string>
        resolve({ status: response.statusCode ?? 0, headers, text: received, json })
      })
    })
    sent.end(text)
  })
}
