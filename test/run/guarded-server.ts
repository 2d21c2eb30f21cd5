import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import type { Judged } from './harness.ts'

/** A request as a guard sees it. */
export interface Asked {
  readonly request: IncomingMessage
  readonly url: URL
  /** User and password of Basic authentication. */
  readonly basic: readonly [user: string, password: string] | null
  /** What follows Bearer. */
  readonly bearer: string | null
  /** Whether the value is a secret that was handed out and not revoked. */
  readonly issued: (value: unknown) => boolean
}

/** What the server answers with. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: OutgoingHttpHeaders
}

/** A key API whose guard and answers are the test's own. */
export interface Guarded {
  readonly lets: (asked: Asked) => boolean
  /** What a stranger gets. */
  readonly refusal?: Answer
  /** Whether the body of a create request is in order, beside its name. */
  readonly takes?: (body: Readonly<Record<string, unknown>>) => boolean
  /** Changes an answer on its way out. */
  readonly changed?: (answer: Answer, request: IncomingMessage) => Answer
  readonly credentials: Readonly<Record<string, string>>
}

const refused: Answer = {
  status: 401,
  body: { message: 'Who are you?' },
  headers: { 'WWW-Authenticate': 'Bearer realm="keys"' },
}
const missing: Answer = { status: 404, body: { message: 'There is nothing here.' } }
const wrong: Answer = { status: 400, body: { message: 'That is wrong.' } }

/** Starts a server for the document that `guardedContract` makes. */
export async function startGuarded(guarded: Guarded): Promise<Judged & AsyncDisposable> {
  const keys = new Map<string, { readonly id: string; readonly name: string; readonly secret: string }>()

  const answer = (request: IncomingMessage, sent: string): Answer => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const [, scheme = '', text = ''] = /^(\S+) +(.*)$/.exec(request.headers.authorization ?? '') ?? []
    const decoded = /^basic$/i.test(scheme) ? Buffer.from(text, 'base64').toString() : null
    const colon = decoded?.indexOf(':') ?? -1
    const known = guarded.lets({
      request,
      url,
      basic: decoded === null || colon < 0 ? null : [decoded.slice(0, colon), decoded.slice(colon + 1)],
      bearer: /^bearer$/i.test(scheme) ? text : null,
      issued: (value) => [...keys.values()].some(({ secret }) => secret === value),
    })
    const [, collection, id, more] = url.pathname.split('/')
    if (collection !== 'keys' || more !== undefined) return missing
    const methods = id === undefined ? ['GET', 'POST'] : ['DELETE']
    const method = request.method ?? ''
    if (!methods.includes(method) && !(method === 'HEAD' && id === undefined))
      return { status: 405, body: { message: 'No.' }, headers: { Allow: methods.join(', ') } }
    if (!known) return guarded.refusal ?? refused
    if (method === 'DELETE') return keys.delete(id!) ? { status: 204 } : missing
    if (method !== 'POST')
      return {
        status: 200,
        body: { keys: [...keys.values()].map(({ id: own, name }) => ({ id: own, name })) },
      }
    if (!/^application\/json/i.test(request.headers['content-type'] ?? '')) return wrong
    const body = bodyOf(sent)
    if (body === null || guarded.takes?.(body) === false) return wrong
    const key = { id: randomUUID(), name: String(body['name']), secret: randomBytes(24).toString('hex') }
    keys.set(key.id, key)
    return { status: 201, body: key }
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const plain = answer(request, Buffer.concat(chunks).toString())
      const { status, body, headers } = guarded.changed?.(plain, request) ?? plain
      response.writeHead(status, {
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      })
      response.end(body === undefined || request.method === 'HEAD' ? undefined : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: guarded.credentials,
    params: {},
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The members of a create request; null where it is none. */
function bodyOf(sent: string): Readonly<Record<string, unknown>> | null {
  try {
    const body = JSON.parse(sent) as Record<string, unknown> | null
    const name = body?.['name']
    return typeof name === 'string' && name !== '' && Array.from(name).length <= 60 ? body : null
  } catch {
    return null
  }
}

const text = { type: 'string' }
const error = (): JsonObject => ({
  description: 'What went wrong.',
  content: {
    'application/json': {
      schema: { type: 'object', required: ['message'], properties: { message: text } },
    },
  },
})

/** The document of the server: what is not said of it is the same for all tests. */
export function guardedContract(
  securitySchemes: JsonObject,
  security: readonly Readonly<Record<string, readonly string[]>>[],
  members: { readonly properties?: JsonObject; readonly required?: readonly string[] } = {},
  listed?: JsonObject,
): Contract {
  const responses = (status: string, schema?: JsonObject): JsonObject => ({
    [status]: {
      description: 'Fine.',
      ...(schema === undefined ? {} : { content: { 'application/json': { schema } } }),
    },
    ...Object.fromEntries(['400', '401', '404'].map((code) => [code, error()])),
  })
  const shown = { id: { type: 'string', format: 'uuid' }, name: text }
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Guarded keys', version: '1' },
      security,
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            description: 'The secret is shown only once, in this answer.',
            requestBody: {
              required: true,
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    required: ['name', ...(members.required ?? [])],
                    properties: {
                      name: { type: 'string', minLength: 1, maxLength: 60 },
                      ...members.properties,
                    },
                  },
                },
              },
            },
            responses: responses('201', {
              type: 'object',
              required: ['id', 'name', 'secret'],
              properties: {
                ...shown,
                secret: { type: 'string', description: 'The secret of the key, shown only once.' },
              },
            }),
          },
          get: {
            summary: 'List API keys',
            responses: responses(
              '200',
              listed ?? {
                type: 'object',
                required: ['keys'],
                properties: {
                  keys: {
                    type: 'array',
                    items: { type: 'object', required: ['id', 'name'], properties: shown },
                  },
                },
              },
            ),
          },
        },
        '/keys/{id}': {
          delete: {
            summary: 'Revoke an API key',
            parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
            responses: responses('204'),
          },
        },
      },
      components: { securitySchemes },
    },
    { name: 'guarded' },
  )
}
