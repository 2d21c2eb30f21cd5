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
 * The items of a list that this run created and that are not shown as revoked. Certain is what bears the run's mark or an id it was
 * told; and what was not listed before the run, has the very name that was sent, and came into being while
 * that request was under way, as long as there are no more such items than such requests.
 */
export function ownItems(items: readonly JsonValue[], resource: KeyResource, trail: Trail, timeoutMs: number): OwnItems {
  const { list } = resource
  const create = resource.roles.create?.operation
  if (list === null || create === undefined) return { certain: [], doubtful: [] }
  const keys = trail.all().filter(({ operation }) => operation === create)
  // A key whose id was told is found by that alone, unless the id is but a name that others may use too.
  const sought = keys.filter((key) => key.id === null || resource.idIsName)
  const certain: OwnItem[] = []
  const maybe: (OwnItem & { readonly asked: string | null; readonly timely: boolean })[] = []
  for (const item of items) {
    if (isRevoked(item, resource)) continue
    const id = list.id === null ? null : text(valueAt(item, list.id))
    const name = list.name === null ? null : text(valueAt(item, list.name))
    if (id === null) continue
    const known = keys.find((key) => key.id === id)
    const found = { item, id, name, key: known?.key ?? null }
    if ((known !== undefined && !resource.idIsName) || name?.startsWith(trail.mark) === true) certain.push(found)
    else if (trail.wasBefore(create, id) !== true) {
      const asking = askedFor(sought, trail, name, timeoutMs).find(({ from, until }) => bornWithin(item, from, until, trail.aheadMs()) !== false)
      if (asking === undefined) continue
      const timely = trail.wasBefore(create, id) === false && bornWithin(item, asking.from, asking.until, trail.aheadMs()) === true
      maybe.push({ ...found, asked: asking.name, timely })
    }
  }
  const doubtful: OwnItem[] = []
  for (const [asked, alike] of Map.groupBy(maybe, (one) => one.asked)) {
    const requests = sought.filter((key) => sameName(key.name, asked))
    const renames = trail.renames().filter(({ to }) => sameName(to, asked))
    for (const [index, one] of alike.entries()) {
      const own = one.timely && !resource.idIsSecret && alike.length <= requests.length + renames.length
      const { item, id, name } = one
      ;(own ? certain : doubtful).push({ item, id, name, key: requests[index]?.key ?? null })
    }
  }
  return { certain, doubtful }
}

interface Asking {
  readonly name: string | null
  readonly from: number
  readonly until: number
}

/** The requests that may have made a key of this name without the mark, and when each was under way. */
function askedFor(keys: readonly TrailKey[], trail: Trail, name: string | null, timeoutMs: number): readonly Asking[] {
  const asked: Asking[] = []
  for (const key of keys) {
    if (key.name?.startsWith(trail.mark) === true || !(key.name === null || sameName(key.name, name))) continue
    asked.push({ name: key.name, from: key.sentAt, until: key.answeredAt ?? key.sentAt + timeoutMs })
  }
  const first = Math.min(...keys.map(({ sentAt }) => sentAt), Number.POSITIVE_INFINITY)
  for (const { to, at } of trail.renames()) if (sameName(to, name) && !to.startsWith(trail.mark)) asked.push({ name: to, from: first, until: at + timeoutMs })
  return asked
}

function sameName(one: string | null, other: string | null): boolean {
  return one === other || (one !== null && other !== null && one.normalize().trim() === other.normalize().trim())
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
  if (typeof value === 'number') return value > 1e14 ? value / 1e3 : value > 1e11 ? value : value > 1e8 ? value * 1e3 : null
  // A time without a zone is meant in UTC by most servers.
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:/.test(value)) return null
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value.replace(' ', 'T')}Z`)
  return Number.isNaN(time) ? null : time
}

/** Whether an item of the list, or the metadata of a key, says that the key is revoked. */
export function isRevoked(item: JsonValue, { softDelete }: KeyResource): boolean {
  if (softDelete === null) return false
  const value = valueAt(item, softDelete.pointer)
  const { revoked } = softDelete
  if (typeof revoked === 'object' && revoked !== null && 'not' in revoked) return value !== undefined && value !== null
  return value === revoked
}

/** The text of an id: a text itself, or a number. */
export function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}
