import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Judged } from './harness.ts'
import { startJsonServer } from './json-server.ts'

/** What the server does otherwise than most, some of it well. */
export interface RotatingHabits {
  /** What a rotation changes beside the secret. */
  readonly changes?: Partial<Pick<Token, 'label' | 'abilities' | 'ends_at' | 'owner_id'>>
  /** Members that a rotation takes from its request, though the document names none of them. */
  readonly takes?: readonly (keyof Token)[]
  /** It takes them only from a key that rotates itself. */
  readonly onlyFromItself?: true
  /** Whether a request with more members than the document names is refused. */
  readonly isStrict?: true
  /** A rotation gives the key another id, and the one before is gone. */
  readonly newId?: true
  /** Milliseconds for which the old secret works on, where it was used on this path before; everywhere without one. */
  readonly overlapMs?: number
  readonly cachedOn?: 'list' | 'get'
  /** The member of the request that says until when the old secret works on, and whether it is obeyed. */
  readonly oldEnds?: { readonly member: string; readonly obeyed: boolean }
  /** The old secret works again after so many requests. */
  readonly revivesAfter?: number
}

interface Token {
  readonly id: string
  readonly label: string
  readonly abilities: readonly string[]
  readonly ends_at: number | null
  readonly owner_id: string
}

interface Old {
  readonly at: number
  readonly token: Token
  readonly usedOn: ReadonlySet<string>
  /** When it ends, where it was asked for, in milliseconds since 1970. */
  readonly ends: number | null
  refused: number
}

const owner = randomUUID()
const root = `rr_${randomBytes(24).toString('base64url')}`
const allows: Readonly<Record<string, string>> = {
  create: 'manage',
  reroll: 'manage',
  revoke: 'manage',
  list: 'look',
  get: 'look',
}

/** A server for test/run/documents/reroll.yaml that keeps what it should over a rotation, with habits of its own. */
export async function startRotatingServer(habits: RotatingHabits = {}): Promise<Judged & AsyncDisposable> {
  const tokens = new Map<string, Token>()
  const used = new Map<string, Set<string>>()
  const old = new Map<string, Old>()
  const freshSecret = (): string => `rr_${randomBytes(32).toString('base64url')}`

  const admitted = (given: string | undefined, doing: string): Token | 'root' | null => {
    if (given === root) return 'root'
    if (given === undefined) return null
    const token = tokens.get(given)
    if (token !== undefined) {
      if (token.ends_at !== null && token.ends_at * 1000 <= Date.now()) return null
      used.set(given, (used.get(given) ?? new Set()).add(doing))
      return token
    }
    const before = old.get(given)
    if (before === undefined) return null
    if (before.ends !== null && Date.now() < before.ends) return before.token
    const isCached = habits.cachedOn === undefined || (habits.cachedOn === doing && before.usedOn.has(doing))
    if (isCached && performance.now() - before.at < (habits.overlapMs ?? 0)) return before.token
    before.refused += 1
    return before.refused > (habits.revivesAfter ?? Infinity) ? before.token : null
  }

  const answer = (request: IncomingMessage, sent: string): readonly [number, unknown?] => {
    const [, collection, id, action] = (request.url ?? '').split('?')[0]!.split('/')
    const doing = doingOf(request.method ?? '', collection, id, action)
    const caller = admitted(/^bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1], doing ?? 'list')
    if (caller === null) return [401, { message: 'Who are you?' }]
    if (collection !== 'tokens') return [404, { message: 'There is nothing here.' }]
    if (doing === null) return [405, { message: 'No.' }]
    if (caller !== 'root' && !caller.abilities.includes(allows[doing]!))
      return [403, { message: 'The token may not do that.' }]
    if (doing === 'list') return [200, { data: [...tokens.values()] }]
    if (doing === 'create') return create(sent, caller)
    const found = [...tokens].find(([, token]) => token.id === id)
    if (found === undefined) return [404, { message: 'There is no such token.' }]
    const [secret, token] = found
    if (doing === 'get') return [200, { data: token }]
    tokens.delete(secret)
    if (doing === 'revoke') {
      for (const [value, before] of old) if (before.token.id === token.id) old.delete(value)
      return [204]
    }
    const asked = objectIn(sent) ?? {}
    if (habits.isStrict === true && Object.keys(asked).some((name) => name !== 'reason')) {
      tokens.set(secret, token)
      return [400, { message: 'What is this?' }]
    }
    const listens = habits.onlyFromItself !== true || (caller !== 'root' && caller.id === token.id)
    const taken = Object.fromEntries(
      (listens ? (habits.takes ?? []) : []).flatMap((name) => (name in asked ? [[name, asked[name]]] : [])),
    )
    const renewed: Token = {
      ...token,
      ...(habits.newId === true ? { id: randomUUID() } : {}),
      ...habits.changes,
      ...taken,
    }
    const value = freshSecret()
    tokens.set(value, renewed)
    old.set(secret, {
      at: performance.now(),
      token: renewed,
      usedOn: used.get(secret) ?? new Set(),
      ends: endOfOld(habits.oldEnds, asked),
      refused: 0,
    })
    return [200, { data: renewed, value }]
  }

  const create = (sent: string, caller: Token | 'root'): readonly [number, unknown] => {
    const { label, abilities, ends_at = null } = objectIn(sent) ?? {}
    if (
      typeof label !== 'string' ||
      label === '' ||
      Array.from(label).length > 200 ||
      !Array.isArray(abilities) ||
      abilities.length === 0 ||
      new Set(abilities).size < abilities.length ||
      !abilities.every((one) => one === 'manage' || one === 'look') ||
      !(ends_at === null || (Number.isInteger(ends_at) && Number(ends_at) >= 0))
    )
      return [400, { message: 'That is no token.' }]
    if (caller !== 'root' && abilities.some((one) => !caller.abilities.includes(one as string)))
      return [403, { message: 'That is more than you have.' }]
    const token: Token = {
      id: randomUUID(),
      label,
      abilities: abilities as string[],
      ends_at: ends_at as number | null,
      owner_id: owner,
    }
    const value = freshSecret()
    tokens.set(value, token)
    return [201, { data: token, value }]
  }

  return startJsonServer({ bearer: root }, (request, sent) => {
    const [status, body] = answer(request, sent)
    return { status, body }
  })
}

/** When the old secret ends: as asked for, or not at all where that is not obeyed; null where nothing was. */
function endOfOld(
  oldEnds: RotatingHabits['oldEnds'],
  asked: Readonly<Record<string, unknown>>,
): number | null {
  const given = oldEnds === undefined ? undefined : asked[oldEnds.member]
  if (given === undefined) return null
  if (oldEnds?.obeyed === false) return Number.POSITIVE_INFINITY
  return typeof given === 'string' ? Date.parse(given) : Date.now() + Number(given) * 1000
}

function doingOf(
  method: string,
  collection: string | undefined,
  id: string | undefined,
  action: string | undefined,
): string | null {
  if (collection !== 'tokens') return null
  const get = method === 'GET' || method === 'HEAD'
  if (id === undefined) return get ? 'list' : method === 'POST' ? 'create' : null
  if (action === 'reroll') return method === 'POST' ? 'reroll' : null
  return get ? 'get' : method === 'DELETE' ? 'revoke' : null
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null
  } catch {
    return null
  }
}
