import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Judged } from './harness.ts'
import { startJsonServer } from './json-server.ts'

/** What the server does otherwise than it should. */
export interface Habits {
  /** Milliseconds for which a revoked key is still taken. */
  readonly revokedAfterMs?: number
  /** A key is taken again so many milliseconds after its revocation. */
  readonly revivedAfterMs?: number
  /** The revocation of a key that was used so many times is lost, as that of one in the middle of its use. */
  readonly losesAfterUses?: number
  /** What a request that is repeated with one Idempotency-Key gets. */
  readonly repeated?: 'conflict' | 'same body' | 'another key'
  /** What goes wrong with a rotation: the last, as soon as another key is made. */
  readonly rotation?: 'keeps the old' | 'gives the old' | 'refuses the new' | 'revives the old'
  /** Milliseconds for which the old secret works on after a rotation. */
  readonly overlapMs?: number
  /** What stands in every secret beside letters and digits. */
  readonly within?: string
  /** A key that works although nobody was given it. */
  readonly backDoor?: string
  /** A key is also taken from the member of the body with this name. */
  readonly keyInBody?: string
  /** The header that may carry a key in place of a bearer token is not looked at. */
  readonly bearerOnly?: boolean
  /** What is open to all asks for a key. */
  readonly locked?: boolean
  /** Every other request without a credential gets 429 with this Retry-After. */
  readonly retryAfter?: string
  /** Line breaks in a name begin a header of the answer. */
  readonly injects?: boolean
  /** A request to rotate a key revokes it where its method is none that the document lists. */
  readonly strayMethodRevokes?: boolean
}

interface Key {
  readonly id: string
  readonly name: string
  secret: string
  used: number
  revoked: number | null
  /** The revocation was lost in a race. */
  spared: boolean
  /** It is refused, though it looks as it should. */
  ended: boolean
}

const root = `root_${randomBytes(24).toString('base64url')}`

/** A server for test/run/documents/rotation.yaml, and for what alternatives.yaml has beside, with habits of its own. */
export async function startSmallServer(habits: Habits = {}): Promise<Judged & AsyncDisposable> {
  const keys: Key[] = []
  /** Secrets that were replaced, and when. */
  const old = new Map<string, { readonly at: number; readonly of: Key }>()
  let newest = 0
  const seen = new Map<string, { readonly sent: string; readonly key: Key }>()
  const secret = (): string => `sm_${habits.within ?? ''}${randomBytes(32).toString('base64url')}`

  let unknown = 0

  const admits = (request: IncomingMessage, body: string): boolean => {
    if (habits.keyInBody !== undefined && memberOf(body, habits.keyInBody) === root) return true
    const header = habits.bearerOnly === true ? undefined : request.headers['x-service-key']?.toString()
    const given = /^bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? header
    if (given === root || (given !== undefined && given === habits.backDoor)) return true
    const replaced = given === undefined ? undefined : old.get(given)
    if (
      replaced !== undefined &&
      (habits.rotation === 'keeps the old' || (habits.rotation === 'revives the old' && newest > replaced.at))
    )
      return true
    if (replaced?.of.revoked === null && performance.now() - replaced.at < (habits.overlapMs ?? 0))
      return true
    const key = keys.find((one) => one.secret === given)
    if (key === undefined || key.ended) return false
    if (key.revoked === null || key.spared) {
      key.used += 1
      return true
    }
    const since = performance.now() - key.revoked
    return since < (habits.revokedAfterMs ?? 0) || since > (habits.revivedAfterMs ?? Infinity)
  }

  const answer = (request: IncomingMessage, body: string): readonly [number, unknown?] => {
    const [, collection, id, action] = (request.url ?? '').split('?')[0]!.split('/')
    const open = collection === 'status' && habits.locked !== true
    if (!open && !admits(request, body)) {
      const patience = habits.retryAfter !== undefined && request.headers.authorization === undefined
      return patience && (unknown += 1) % 2 === 1
        ? [429, { message: 'Not so fast.' }]
        : [401, { message: 'Authentication is required.' }]
    }
    if (collection === 'status') return [200, { up: true }]
    if (collection !== 'keys') return [404, { message: 'There is nothing here.' }]
    if (id === undefined)
      return request.method === 'GET'
        ? list()
        : request.method === 'POST'
          ? create(request, body)
          : [405, { message: 'No.' }]
    const key = keys.find((one) => one.id === id && one.revoked === null)
    if (key === undefined) return [404, { message: 'There is no such key.' }]
    if (action === 'rotate' && habits.strayMethodRevokes === true && request.method !== 'POST') {
      key.revoked = performance.now()
      return [200]
    }
    if (action === 'rotate') {
      old.set(key.secret, { at: performance.now(), of: key })
      if (habits.rotation !== 'gives the old') key.secret = secret()
      key.ended = habits.rotation === 'refuses the new'
      return [200, { id, name: key.name, secret: key.secret }]
    }
    if (request.method !== 'DELETE') return [405, { message: 'No.' }]
    key.revoked = performance.now()
    key.spared = key.used >= (habits.losesAfterUses ?? Infinity)
    return [204]
  }

  const list = (): readonly [number, unknown] => [
    200,
    { keys: keys.filter((key) => key.revoked === null).map(({ id, name }) => ({ id, name })) },
  ]

  const create = (request: IncomingMessage, body: string): readonly [number, unknown] => {
    const name = nameIn(body)
    if (name === null) return [400, { message: 'A name is needed.' }]
    const idempotency = request.headers['idempotency-key']
    const earlier = typeof idempotency === 'string' ? seen.get(idempotency) : undefined
    if (earlier !== undefined && habits.repeated !== 'another key') {
      if (habits.repeated === 'same body' && earlier.sent === body) return [201, shown(earlier.key)]
      return [409, { message: 'This was asked for before.' }]
    }
    const key: Key = {
      id: randomUUID(),
      name,
      secret: secret(),
      used: 0,
      revoked: null,
      spared: false,
      ended: false,
    }
    keys.push(key)
    newest = performance.now()
    if (typeof idempotency === 'string') seen.set(idempotency, { sent: body, key })
    return [201, shown(key)]
  }

  return startJsonServer({ bearer: root, header: root }, (request, sent) => {
    const [status, body] = answer(request, sent)
    const injected = habits.injects === true ? /\r\n([\w-]+): (\w+)/.exec(nameIn(sent) ?? '') : null
    return {
      status,
      body,
      headers: {
        ...(injected === null ? {} : { [injected[1]!]: injected[2] }),
        ...(status === 429 ? { 'Retry-After': habits.retryAfter } : {}),
      },
    }
  })
}

function shown({ id, name, secret }: Key): unknown {
  return { id, name, secret }
}

function nameIn(body: string): string | null {
  const name = memberOf(body, 'name')
  return typeof name === 'string' && name !== '' ? name : null
}

function memberOf(body: string, member: string): unknown {
  try {
    return (JSON.parse(body) as Readonly<Record<string, unknown>> | null)?.[member]
  } catch {
    return undefined
  }
}
