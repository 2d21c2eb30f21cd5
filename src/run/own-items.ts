import { valueAt } from '../contract/pointer.ts'
import type { JsonValue, KeyResource } from '../contract/types.ts'
import type { Trail, TrailKey } from './trail.ts'

/** An item of the list that stands for a key of this run, or may do so. */
export interface OwnItem {
  readonly item: JsonValue
  readonly id: string
  readonly name: string | null
  /** Number of the key on the trail; null where only its name tells that it is ours. */
  readonly key: number | null
}

/** The items that are ours for certain, and those that only may be, which nobody must touch. */
export interface OwnItems {
  readonly certain: readonly OwnItem[]
  readonly doubtful: readonly OwnItem[]
}

/** Milliseconds by which a creation time may lie outside the time of its request: clocks show whole seconds, and drift. */
const slackMs = 3_000

/**
 * The items of a list that this run created and that are not shown as revoked. Certain is what bears the run's
 * mark or an id it was told; and what was not listed before the run, has the very name that was sent, and came
 * into being while that request was under way, as long as there are no more such items than such requests.
 * `unnamed` are the names the document gives to keys that come without one.
 */
export function ownItems(
  items: readonly JsonValue[],
  resource: KeyResource,
  trail: Trail,
  options: {
    readonly timeoutMs: number
    readonly unnamed: ReadonlySet<string>
    readonly as?: 'other' | undefined
  },
): OwnItems {
  const { list } = resource
  const create = resource.roles.create?.operation
  if (list === null || create === undefined) return { certain: [], doubtful: [] }
  const listed = listedBy(create, options.as)
  const keys = trail.all().filter(({ operation }) => operation === create)
  const requests = unmarkedRequests(keys, resource, trail, options.timeoutMs)
  const certain: OwnItem[] = []
  const maybe: Maybe[] = []
  for (const item of items) {
    if (isRevoked(item, resource)) continue
    const id = list.id === null ? null : text(valueAt(item, list.id))
    const name = list.name === null ? null : text(valueAt(item, list.name))
    if (id === null) continue
    const known = keys.find((key) => key.id === id)
    const own = { item, id, name, key: known?.key ?? null }
    if ((known !== undefined && !resource.idIsName) || name?.startsWith(trail.mark) === true)
      certain.push(own)
    else if (trail.wasBefore(listed, id) !== true) {
      const nameless =
        name === null || name === '' || options.unnamed.has(name) || trail.unnamed().includes(name)
      const reasons = requests.filter(
        (request) =>
          (request.name === null ? nameless : sameName(request.name, name)) &&
          bornWithin(item, request.from, request.until, trail.aheadMs()) !== false,
      )
      const timely =
        trail.wasBefore(listed, id) === false &&
        reasons.some(({ from, until }) => bornWithin(item, from, until, trail.aheadMs()) === true)
      if (reasons.length > 0) maybe.push({ own, reasons, timely })
    }
  }
  const explained = explain(maybe)
  const doubtful: OwnItem[] = []
  for (const one of maybe) {
    const reason = explained.get(one)
    if (reason !== undefined && one.timely && !resource.idIsSecret)
      certain.push({ ...one.own, key: reason.key })
    else doubtful.push(one.own)
  }
  return { certain, doubtful }
}

interface Request {
  readonly key: number | null
  readonly name: string | null
  readonly from: number
  readonly until: number
}

interface Maybe {
  readonly own: OwnItem
  readonly reasons: readonly Request[]
  readonly timely: boolean
}

/** The requests that may have made or named a key without the mark, and when each was under way. */
function unmarkedRequests(
  keys: readonly TrailKey[],
  { idIsName }: KeyResource,
  trail: Trail,
  timeoutMs: number,
): readonly Request[] {
  // A key whose id was told is found by that alone, unless the id is but a name that others may use too.
  const sought = keys.filter(
    ({ id, name }) => (id === null || idIsName) && name?.startsWith(trail.mark) !== true,
  )
  const first = Math.min(...keys.map(({ sentAt }) => sentAt), Number.POSITIVE_INFINITY)
  return [
    ...sought.map(({ key, name, sentAt, answeredAt }) => ({
      key,
      name,
      from: sentAt,
      until: answeredAt ?? sentAt + timeoutMs,
    })),
    ...trail
      .renames()
      .flatMap(({ to, at }) =>
        to.startsWith(trail.mark) ? [] : [{ key: null, name: to, from: first, until: at + timeoutMs }],
      ),
  ]
}

/** Gives every item a request of its own; items that compete for too few requests, and all like them, get none. */
function explain(maybe: readonly Maybe[]): ReadonlyMap<Maybe, Request> {
  const owner = new Map<Request, Maybe>()
  const starved: Request[] = []
  const claim = (one: Maybe, seen: Set<Request>): boolean =>
    one.reasons.some((reason) => {
      if (seen.has(reason)) return false
      seen.add(reason)
      const rival = owner.get(reason)
      if (rival !== undefined && !claim(rival, seen)) return false
      owner.set(reason, one)
      return true
    })
  for (const one of maybe) {
    const seen = new Set<Request>()
    if (!claim(one, seen)) starved.push(...seen)
  }
  return new Map(
    [...owner].filter(([reason]) => !starved.includes(reason)).map(([reason, one]) => [one, reason]),
  )
}

function sameName(one: string, other: string | null): boolean {
  return other !== null && one.normalize().trim() === other.normalize().trim()
}

/** Whether the item says it was made in that time; null where it does not say when. */
function bornWithin(item: JsonValue, from: number, until: number, aheadMs: number): boolean | null {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return null
  for (const [member, value] of Object.entries(item)) {
    if (!/^(?:created|issued|date_?(?:created|added)|inserted|creation|added)/i.test(member)) continue
    const time = momentOf(value)
    if (time !== null) return time - aheadMs >= from - slackMs && time - aheadMs <= until + slackMs
  }
  return null
}

function momentOf(value: JsonValue): number | null {
  if (typeof value === 'number')
    return value > 1e14 ? value / 1e3 : value > 1e11 ? value : value > 1e8 ? value * 1e3 : null
  // A time without a zone is meant in UTC by most servers.
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:/.test(value)) return null
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value.replace(' ', 'T')}Z`)
  return Number.isNaN(time) ? null : time
}

/** Name under which a trail keeps what an account's list showed before the run. */
export function listedBy(create: string, as: 'other' | undefined): string {
  return as === undefined ? create : `${create} as other`
}

/** Whether an item of the list, or the metadata of a key, says that the key is revoked. */
function isRevoked(item: JsonValue, { softDelete }: KeyResource): boolean {
  if (softDelete === null) return false
  const value = valueAt(item, softDelete.pointer)
  const { revoked } = softDelete
  if (typeof revoked === 'object' && revoked !== null && 'not' in revoked)
    return value !== undefined && value !== null
  return value === revoked
}

/** The text of an id: a text itself, or a number. */
export function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}
