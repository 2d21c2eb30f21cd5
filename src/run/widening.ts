import { parseJson, pointerTokens } from '../contract/pointer.ts'
import type { JsonObject, JsonValue, Operation } from '../contract/types.ts'
import type { Exchange } from '../http/exchange.ts'
import { expiringAt, serverClock, writtenTime } from './expiry.ts'
import { lastingIn, type Lasting } from './lasting.ts'
import type { IssuedKey, Stage } from './scenario.ts'
import { scopesOf, withScopes, type ScopeBounds } from './scopes.ts'
import { declaresMember } from './sent-members.ts'
import { createOf } from './create-of.ts'

const dayMs = 86_400_000
/** An owner that no account has. */
const nobody = '5f0c1e0a-7b1d-4a0e-9c55-0a1b2c3d4e5f'

/** A key with one scope and an end, as far as the document lets a caller ask for them. */
export async function narrowKey(stage: Stage, bounds: ScopeBounds | null): Promise<IssuedKey> {
  const scopes = scopesOf(stage.contract)
  const clock = stage.resource!.expiry === null ? null : await serverClock(stage)
  const mortal =
    clock === null ? null : await expiringAt(stage, writtenTime(stage, clock.now() + 2 * dayMs, clock))
  const input = mortal ?? (await stage.input(createOf(stage)))
  const scope = bounds?.scope ?? scopes?.values[0]
  return stage.createKey(scopes === null || scope === undefined ? input : withScopes(input, scopes, [scope]))
}

/** What get, or list where get shows nothing of the kind, shows of a key. */
export interface Shown {
  readonly lasting: readonly Lasting[]
  /** The exchange that shows it; none where nothing does. */
  readonly exchanges: readonly Exchange[]
}

/** Looks at what lasts of a key. */
export async function shownOf(stage: Stage, key: IssuedKey): Promise<Shown> {
  const { item, exchanges } = await lookedUp(stage, key)
  return { lasting: lastingIn(stage.resource!, item), exchanges }
}

/** What get, or list where get shows nothing that lasts, shows of a key; undefined where neither does. */
export async function lookedUp(
  stage: Stage,
  key: IssuedKey,
): Promise<{ readonly item: JsonValue | undefined; readonly exchanges: readonly Exchange[] }> {
  const alone = await stage.onKey('get', key)
  const item = alone === null || alone.response.status >= 300 ? undefined : parseJson(alone.response.body)
  if (alone !== null && (item === undefined || lastingIn(stage.resource!, item).length > 0))
    return { item, exchanges: [alone] }
  const pages = (await stage.list()) ?? []
  return { item: stage.itemsOf(key, pages)?.[0], exchanges: pages.slice(-1) }
}

/** What the key is answered where its scope does not let it in; null where no such place is known. */
export async function reachBeyond(
  stage: Stage,
  key: Pick<IssuedKey, 'secret'>,
  bounds: ScopeBounds | null,
): Promise<Exchange | null> {
  if (bounds === null) return null
  return stage.use(key, bounds.beyond, { input: await stage.input(bounds.beyond), probe: true })
}

/** Members that would widen a key of which this is seen, scopes first, and that the document does not let the request have. */
export function wideningMembers(stage: Stage, operation: Operation, seen: readonly Lasting[]): JsonObject {
  const scopes = scopesOf(stage.contract)
  const shows = (kind: Lasting['kind']): Lasting | undefined => seen.find((one) => one.kind === kind)
  const lastToken = (pointer: string): string => pointerTokens(pointer).at(-1) ?? ''
  const wishes: (readonly [name: string, value: JsonValue])[] = []
  const rights = shows('scopes')
  const all = scopes?.values ?? ['*']
  if (scopes !== null) wishes.push([lastToken(scopes.field), all])
  else if (rights !== undefined)
    wishes.push([lastToken(rights.pointer), typeof rights.value === 'string' ? '*' : all])
  const end = shows('expiry')
  if (end !== undefined && end.value !== null)
    wishes.push([lastToken(stage.resource!.expiry!.inRequest), muchLater(end.value)])
  const owner = shows('owner')
  if (typeof owner?.value === 'string') wishes.push([lastToken(owner.pointer), nobody])
  const isShown = (name: string, wish: JsonValue): boolean =>
    seen.some(
      ({ pointer, value }) => lastToken(pointer) === name && JSON.stringify(value) === JSON.stringify(wish),
    )
  return Object.fromEntries(
    wishes.filter(([name, wish]) => !declaresMember(stage.contract, operation, name) && !isShown(name, wish)),
  )
}

/** Ten years after a time that is written as text, or as seconds or milliseconds. */
function muchLater(value: JsonValue): JsonValue {
  const decade = 3_650 * dayMs
  if (typeof value === 'number') return value < 1e11 ? value + decade / 1000 : value + decade
  return new Date(Date.parse(typeof value === 'string' ? value : '') + decade).toISOString()
}
