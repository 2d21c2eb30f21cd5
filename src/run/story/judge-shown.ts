import { parseJson, valueAt } from '../../contract/pointer.ts'
import type { JsonValue } from '../../contract/types.ts'
import type { Exchange } from '../../http/exchange.ts'
import { isShownRevoked, saysWhatRevokedLooksLike } from '../key-state.ts'
import type { Stage } from '../scenario.ts'
import { breaks } from './breaks.ts'
import type { StoryKey, StoryLedger } from './ledger.ts'
import { letterOf } from './story.ts'

const once = 'lifecycle-created-key-listed-once'
const gone = 'lifecycle-deleted-key-gone'

/** Lists the keys: the living are there, the revoked are not or are shown as revoked, and none has changed unasked. */
export async function judgeList(ledger: StoryLedger, stage: Stage): Promise<void> {
  const on = stage.resource!.roles.list!.operation
  let pages = (await stage.list())!
  const read = async (isSo: () => boolean, change: 'create' | 'revoke'): Promise<boolean> =>
    isSo() ||
    stage.until(change, async () => {
      pages = (await stage.list())!
      return isSo()
    })
  const last = (): Exchange => pages.at(-1)!
  if (last().response.status >= 300) {
    stage.tell(`list → ${last().response.status}`)
    return
  }
  const step = (): string => `list → ${last().response.status}`
  const known = [...ledger.keys.values()].filter(({ state }) => state !== 'unknown')
  for (const key of known) {
    const items = (): readonly JsonValue[] | null => stage.itemsOf(key.issued, pages)
    if (items() === null) continue
    const letter = letterOf(key.number)
    if (key.state === 'revoked') {
      if (!saysWhatRevokedLooksLike(stage.contract, stage.resource!)) continue
      const isGone = (): boolean => items()?.every((item) => isShownRevoked(stage.resource!, item)) ?? true
      if (await read(isGone, 'revoke')) continue
      return breaks(ledger, stage, {
        rule: gone,
        on: stage.resource!.roles.revoke!.operation,
        place: on,
        failure: 'unchanged',
        message: `${on} shows a deleted key as if nothing had happened to it.`,
        expected: 'no such key, or one that is shown as revoked',
        received: 'the key as it was',
        step: `${step()}, with ${letter} in it`,
        wanted: `no ${letter}, or one shown as revoked`,
        exchange: last(),
      })
    }
    if (key.state !== 'living') continue
    // A list that never showed the key may be filtered, which is for new-key-listed-once to find out.
    const wasThere = key.shown.has('list')
    const isThere = (): boolean => (items()?.length ?? 1) === 1
    if ((wasThere || (items()?.length ?? 0) > 1) && stage.isWhole(pages) && !(await read(isThere, 'create')))
      return breaks(ledger, stage, {
        rule: once,
        on,
        place: 'an older key',
        failure: items()?.length === 0 ? 'missing' : 'twice',
        message:
          items()?.length === 0
            ? 'The list does not show an older key.'
            : 'The list shows an older key more than once.',
        expected: 'the key once',
        received: items()?.length === 0 ? 'no such key' : `the key ${items()?.length} times`,
        step: `${step()}, with ${letter} ${items()?.length ?? 0} times in it`,
        wanted: 'it once',
        exchange: last(),
      })
    const [item] = items() ?? []
    if (
      item !== undefined &&
      hasChanged(ledger, stage, key, { how: 'list', item, on, step: step(), exchange: last() })
    )
      return
  }
  stage.tell(step())
  ledger.exchanges.push(last())
}

/** Shows one key: it is there as long as it lives, and afterwards not, or as revoked. */
export async function judgeGet(ledger: StoryLedger, stage: Stage, key: StoryKey): Promise<void> {
  const on = stage.resource!.roles.get!.operation
  const letter = letterOf(key.number)
  let exchange = (await stage.onKey('get', key.issued, { probe: key.state !== 'living' }))!
  const ask = async (isSo: () => boolean, change: 'create' | 'revoke'): Promise<boolean> =>
    isSo() ||
    stage.until(change, async () => {
      exchange = (await stage.onKey('get', key.issued, { probe: key.state !== 'living' }))!
      return isSo()
    })
  const step = (): string => `get ${letter} → ${exchange.response.status}`
  const shown = (): JsonValue | undefined =>
    exchange.response.status < 300 ? parseJson(exchange.response.body) : undefined
  if (key.state === 'revoked' && saysWhatRevokedLooksLike(stage.contract, stage.resource!)) {
    const isGone = (): boolean => {
      const item = shown()
      return item === undefined || isShownRevoked(stage.resource!, item)
    }
    if (!(await ask(isGone, 'revoke')))
      return breaks(ledger, stage, {
        rule: gone,
        on: stage.resource!.roles.revoke!.operation,
        place: on,
        failure: 'unchanged',
        message: `${on} shows a deleted key as if nothing had happened to it.`,
        expected: 'no such key, or one that is shown as revoked',
        received: 'the key as it was',
        step: step(),
        wanted: '404, or a key shown as revoked',
        exchange,
      })
  }
  if (key.state === 'living') {
    const isThere = (): boolean => exchange.response.status !== 404 && exchange.response.status !== 410
    if (key.shown.has('get') && !(await ask(isThere, 'create')))
      return breaks(ledger, stage, {
        rule: once,
        on,
        place: 'get',
        failure: 'missing',
        message: `${on} does not find a living key that it has shown before.`,
        expected: 'the key',
        step: step(),
        wanted: '200',
        exchange,
      })
    const item = shown()
    if (
      item !== undefined &&
      hasChanged(ledger, stage, key, { how: 'get', item, on, step: step(), exchange })
    )
      return
  }
  stage.tell(step())
  ledger.exchanges.push(exchange)
}

interface Sight {
  readonly how: 'list' | 'get'
  readonly item: JsonValue
  readonly on: string
  readonly step: string
  readonly exchange: Exchange
}

/** Whether a key that nobody touched since it was last shown has another name, expiry or scopes now. */
function hasChanged(
  ledger: StoryLedger,
  stage: Stage,
  key: StoryKey,
  { how, item, on, step, exchange }: Sight,
): boolean {
  const before = key.shown.get(how)
  key.shown.set(how, item)
  if (before === undefined) return false
  const pointer = lastingMembers(stage).find(
    (candidate) => JSON.stringify(valueAt(before, candidate)) !== JSON.stringify(valueAt(item, candidate)),
  )
  if (pointer === undefined) return false
  const { change } = ledger
  const member = pointer.slice(pointer.lastIndexOf('/') + 1)
  const byUpdate = change?.verb === 'update' && change.key !== key.number
  breaks(ledger, stage, {
    rule: once,
    on,
    place: pointer,
    failure: 'changed unasked',
    message: byUpdate
      ? `The update of one key has changed the ${member} of another.`
      : `A key that nobody changed is shown with another ${member} than before.`,
    ...(byUpdate
      ? {
          severity: 'high',
          basis: 'standard',
          because: { source: 'RFC 9110 §9.3.4 and RFC 5789 §2: an update changes the target resource' },
        }
      : {}),
    expected: 'the key as it was',
    received: JSON.stringify(valueAt(item, pointer) ?? null).slice(0, 60),
    step: `${step}, with another ${member} of ${letterOf(key.number)}`,
    wanted: 'the one before',
    exchange,
  })
  return true
}

/** Pointers of what changes by an update alone: the name, the expiry and the scopes, as items of the list have them. */
function lastingMembers({ resource }: Stage): readonly string[] {
  const { list, expiry, scopes } = resource!
  return [list?.name, expiry?.inResponse, scopes].flatMap((pointer) =>
    typeof pointer === 'string' ? [pointer.slice(pointer.lastIndexOf('/'))] : [],
  )
}
