import { randomBytes, randomUUID } from 'node:crypto'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import type { Judged } from './harness.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'
import { json, text } from './openapi-parts.ts'

const root = 'people-only-9fQz81LmXwP7'
const nameSchema = { ...text, minLength: 1, maxLength: 99 }

const givenSecret = {
  type: 'string',
  minLength: 14,
  maxLength: 60,
  pattern: '^[A-Za-z0-9_]+$',
  example: 'own_7fQ2mXc91LzR4tKb',
}

/** How the plain key API is described. */
export interface PlainDocument {
  /** Of the member that names a new key; it has 1 to 99 characters. */
  readonly name?: JsonObject
  /** Whether there is a list of the keys. */
  readonly listed?: boolean
  /** What the list says of itself, beside a refusal of 403. */
  readonly listSaid?: string
  /** Whether each key of the list stands beside its owner. */
  readonly listedWithOwner?: boolean
  /** Most keys that the list shows, where it shows one page and no other. */
  readonly mostListed?: number
  /** Whether the secret is described wherever a key is. */
  readonly alwaysShown?: boolean
  /** Whether the body of a creation is said to be required. */
  readonly bodyRequired?: boolean
  /** Whether the caller may choose the secret. */
  readonly secretGiven?: boolean
  /** The schema of a header that chooses a version of the API, where keys are made. */
  readonly version?: JsonObject
  /** Whether keys are turned off by an operation of their own, which the document asks for before a revocation. */
  readonly turnedOff?: boolean
  /** Whether a key is renamed by PUT too, beside PATCH. */
  readonly putToo?: boolean
  /** Whether keys have a header of their own, which reads `/me` and nothing else. */
  readonly ownHeader?: boolean
  /** Further members by which a key is shown. */
  readonly beside?: JsonObject
  /** Annotations of the whole document. */
  readonly annotations?: JsonObject
}

/** The document of an API that makes, revokes, renames and maybe lists keys, each of which may read `/me`. */
export function plainContract(said: PlainDocument = {}): Contract {
  const {
    listed = false,
    alwaysShown = false,
    bodyRequired = true,
    secretGiven = false,
    turnedOff = false,
    putToo = false,
    beside = {},
    ownHeader = false,
    annotations,
  } = said
  const issued = {
    type: 'object',
    required: ['id', 'name'],
    properties: { id: text, name: text, secret: text, ...beside },
  }
  const key = alwaysShown ? issued : { ...issued, properties: { id: text, name: text, ...beside } }
  const refused = { '400': { description: 'No' }, '401': { description: 'No' } }
  const name = { ...nameSchema, ...said.name }
  const list = {
    summary: 'List API keys',
    ...(said.listSaid === undefined ? {} : { description: said.listSaid }),
    ...(said.mostListed === undefined
      ? {}
      : {
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: said.mostListed } },
          ],
        }),
    responses: {
      '200': {
        description: 'All',
        ...json({
          type: 'array',
          items:
            said.listedWithOwner === true
              ? { type: 'object', properties: { owner: { type: 'object' }, key } }
              : key,
        }),
      },
      ...refused,
      ...(said.listSaid === undefined ? {} : { '403': { description: 'Not with this key' } }),
    },
  }
  const rename = {
    summary: 'Rename an API key',
    requestBody: { required: true, ...json({ type: 'object', properties: { name } }) },
    responses: { '200': { description: 'The key', ...json(key) }, '404': { description: 'No' }, ...refused },
  }
  const disable = {
    parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
    post: {
      summary: 'Turn an API key off',
      responses: {
        '200': { description: 'The key', ...json(key) },
        '404': { description: 'No' },
        ...refused,
      },
    },
  }
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Plain keys', version: '1' },
      security: [{ account: [] }],
      components: {
        securitySchemes: {
          account: { type: 'http', scheme: 'bearer', description: 'A person.' },
          ...(ownHeader
            ? { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key.' } }
            : {}),
        },
      },
      ...(annotations === undefined ? {} : { 'x-secret-contract': { version: 1, ...annotations } }),
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            ...(said.version === undefined
              ? {}
              : { parameters: [{ name: 'X-Version', in: 'header', required: true, schema: said.version }] }),
            requestBody: {
              required: bodyRequired,
              ...json({
                type: 'object',
                required: ['name'],
                properties: { name, ...(secretGiven ? { secret: givenSecret } : {}) },
              }),
            },
            responses: {
              '201': {
                description: alwaysShown ? 'The key' : 'The key. The secret is shown once.',
                ...json(issued),
              },
              ...refused,
            },
          },
          ...(listed ? { get: list } : {}),
        },
        '/keys/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
          patch: rename,
          ...(putToo ? { put: rename } : {}),
          delete: {
            summary: 'Revoke an API key',
            ...(turnedOff ? { description: 'Only an inactive key can be deleted: disable it first.' } : {}),
            responses: { '204': { description: 'Gone' }, '404': { description: 'No' }, ...refused },
          },
        },
        ...(turnedOff ? { '/keys/{id}/disable': disable } : {}),
        '/me': {
          get: {
            summary: 'Who calls',
            ...(ownHeader ? { security: [{ apiKey: [] }] } : {}),
            responses: { '200': { description: 'You', ...json({ type: 'object' }) }, ...refused },
          },
        },
      },
    },
    { name: 'plain' },
  )
}

/** Where the server departs from an API that does all it says. */
export interface PlainHabits {
  /** Whether a revocation that is answered with success does anything. */
  readonly revokes?: boolean
  /** What a revocation is answered that is not done, by how many were asked for before; undefined where it is. */
  readonly refusesToRevoke?: (before: number) => number | undefined
  /** Whether the revocation of a key that is not there is a success, as an idempotent one is. */
  readonly revokesNobody?: boolean
  /** How the secret of a key is written into an answer about it; undefined where it is not. */
  readonly shows?: (secret: string) => JsonObject
  /** How a secret is made of random hexadecimal digits. */
  readonly secretOf?: (random: string) => string
  /** Whether the caller may choose the secret. */
  readonly takesSecret?: boolean
  /** The only version of the API in which it makes keys. */
  readonly version?: string
  /** Whether a key has to be turned off before it is revoked. */
  readonly turnedOff?: boolean
  /** How many keys an account may have. */
  readonly most?: number
  /** Whether its keys may read `/me`; by how many were made before, where it is not the same for all. */
  readonly keysWork?: boolean | ((before: number) => boolean)
  /** Whether a key is neither listed nor found by its id, by how many were made before, though it works. */
  readonly hides?: (before: number) => boolean
  /** Where a key is taken that comes in `X-API-Key`, the only place for it then. */
  readonly ownHeader?: 'me' | 'everywhere'
  /** Who may read `/me`, beside the account and its keys. */
  readonly letsIn?: (token: string) => boolean
  /** Whether a key may have the name. */
  readonly takesName?: (name: string) => boolean
  /** Whether PUT renames too, for the account alone or for whoever asks; the key it names, or the eldest of all. */
  readonly puts?: { readonly by: 'account' | 'anybody'; readonly what: 'named' | 'eldest' }
  /** How the owner of a key is told, beside each key of the list. */
  readonly ownerTold?: () => JsonObject
  /** Whether a key may do what the account does with keys. */
  readonly keysManage?: boolean
  /** Whether an update may say nothing. */
  readonly takesEmptyUpdates?: boolean
}

/** A plain key API and how many keys stand on it. */
export interface PlainServer extends Judged, AsyncDisposable {
  readonly standing: () => number
}

interface Kept {
  readonly id: string
  readonly secret: string
  readonly works: boolean
  readonly hidden: boolean
  name: string
  isOff?: true
}

/** Starts a server after `plainContract`. */
export async function startPlain(habits: PlainHabits = {}): Promise<PlainServer> {
  const {
    revokes = true,
    keysWork = true,
    turnedOff = false,
    takesSecret = false,
    most = Number.POSITIVE_INFINITY,
    shows = () => ({}),
    secretOf = (random) => `msg_${random}`,
    letsIn = () => false,
    hides = () => false,
    takesName = () => true,
    takesEmptyUpdates = true,
    keysManage = false,
    puts,
    ownHeader,
    ownerTold,
  } = habits
  const keys = new Map<string, Kept>()
  let before = 0
  let revocations = 0
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  const shown = ({ id, name, secret }: Kept): JsonObject => ({ id, name, ...shows(secret) })
  const nameOf = (value: unknown): string | null =>
    typeof value === 'string' && value !== '' && Array.from(value).length <= 99 && takesName(value)
      ? value
      : null
  const server = await startJsonServer({ account: root }, ({ method, url = '/', headers }, sent) => {
    const [, place, id, act] = url.split('?')[0]!.split('/')
    const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
    const brought = ownHeader === undefined ? token : headers['x-api-key']
    const isKey = [...keys.values()].some(
      ({ secret, works, isOff }) => works && secret === brought && isOff !== true,
    )
    if (place === 'me') {
      if (!(ownHeader === undefined && token === root) && !isKey && !letsIn(token)) return no(401)
      return method === 'GET' ? { status: 200, body: {} } : { ...no(405), headers: { Allow: 'GET' } }
    }
    if (place !== 'keys') return no(404)
    const isPut = puts !== undefined && method === 'PUT' && id !== undefined && act === undefined
    const isLetIn = token === root || ((ownHeader === 'everywhere' || keysManage) && isKey)
    if (!isLetIn && !(isPut && puts.by === 'anybody')) return no(401)
    const takesBody = act === undefined && (method === 'POST' || method === 'PATCH' || isPut)
    let body: unknown
    try {
      body = takesBody ? JSON.parse(sent) : null
    } catch {
      return no(400)
    }
    if (takesBody && (typeof body !== 'object' || body === null || Array.isArray(body))) return no(400)
    const { name: asked, secret: given } = (body ?? {}) as {
      readonly name?: unknown
      readonly secret?: unknown
    }
    if (takesSecret && given !== undefined && !(typeof given === 'string' && /^\w{14,60}$/.test(given)))
      return no(400)
    if (id !== undefined) {
      const named = keys.get(decodeURIComponent(id))
      const known = named?.hidden === true ? undefined : named
      if (act !== undefined) {
        if (act !== 'disable' || known === undefined) return no(404)
        if (method !== 'POST') return { ...no(405), headers: { Allow: 'POST' } }
        known.isOff = true
        return { status: 200, body: shown(known) }
      }
      if (method === 'DELETE') {
        if (known === undefined)
          return habits.revokesNobody === true ? { status: 204, body: undefined } : no(404)
        if (turnedOff && known.isOff !== true) return no(400)
        const refusal = habits.refusesToRevoke?.(revocations++)
        if (refusal !== undefined) return { status: refusal, body: { message: 'The version is missing.' } }
        if (revokes) keys.delete(known.id)
        return { status: 204, body: undefined }
      }
      if (method !== 'PATCH' && !isPut)
        return {
          ...no(405),
          headers: { Allow: puts === undefined ? 'PATCH, DELETE' : 'PATCH, PUT, DELETE' },
        }
      if (known === undefined) return no(404)
      if (asked === undefined) return takesEmptyUpdates ? { status: 200, body: shown(known) } : no(400)
      const renamed = nameOf(asked)
      if (renamed === null) return no(400)
      const changed = isPut && puts.what === 'eldest' ? keys.values().next().value! : known
      changed.name = renamed
      return { status: 200, body: shown(known) }
    }
    if (method === 'GET') {
      const limit = new URL(url, 'http://localhost').searchParams.get('limit')
      const listed = [...keys.values()]
        .filter(({ hidden }) => !hidden)
        .map((key) => (ownerTold === undefined ? shown(key) : { owner: ownerTold(), key: shown(key) }))
      return { status: 200, body: limit === null ? listed : listed.slice(0, Number(limit)) }
    }
    if (method !== 'POST') return { ...no(405), headers: { Allow: 'GET, POST' } }
    const name = nameOf(asked)
    if (name === null) return no(400)
    if (habits.version !== undefined && headers['x-version'] !== habits.version) return no(400)
    if (keys.size >= most)
      return { status: 400, body: { message: 'You have reached the maximum number of API keys.' } }
    before += 1
    const made: Kept = {
      id: randomUUID(),
      name,
      hidden: hides(before),
      works: typeof keysWork === 'boolean' ? keysWork : keysWork(before),
      secret: takesSecret && typeof given === 'string' ? given : secretOf(randomBytes(20).toString('hex')),
    }
    keys.set(made.id, made)
    return { status: 201, body: { id: made.id, name, secret: made.secret } }
  })
  return { ...server, standing: () => keys.size, [Symbol.asyncDispose]: server[Symbol.asyncDispose] }
}
