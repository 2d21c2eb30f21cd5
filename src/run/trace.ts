import type { JsonValue, KeyResource } from '../contract/types.ts'
import type { Vault } from '../secrets/types.ts'
import type { Trail, TrailKey } from './trail.ts'

/** How the items of a list are told from those of others. */
export interface Telling {
  /** Deadline of the run's requests, in milliseconds. */
  readonly timeoutMs: number
  /** Names the document gives to keys that come without one. */
  readonly unnamed: ReadonlySet<string>
  readonly vault: Pick<Vault, 'print'>
  /** Whose list it is, where it is not that of the run's own account. */
  readonly as?: 'other' | undefined
}

/** A request that may have made or named a key without the mark, and when it was under way. */
export interface Request {
  readonly trail: Trail
  /** Number of the key on the trail; null where a key was renamed. */
  readonly key: number | null
  readonly name: string | null
  readonly like: readonly string[]
  readonly from: number
  readonly until: number
}

/** What a trail tells of the items of a list. */
export interface Trace {
  readonly mark: string
  /** The key that was told to have this id, or to have it for its secret. */
  told(id: string): TrailKey | undefined
  /** Whether the id was listed before the run; null where that was not looked at. */
  wasBefore(id: string): boolean | null
  /** The requests that may have made the item; `sure` where it tells that it is as old as the request. */
  reasons(
    item: JsonValue,
    name: string | null,
  ): readonly { readonly request: Request; readonly sure: boolean }[]
  /**
   * Whether the item is as old as a request that was refused, as if it had been made all the same: `likely` where it
   * is called like it, or not at all, `possible` under another name; null for an item that is not.
   */
  ghost(item: JsonValue, name: string | null): 'likely' | 'possible' | null
  /** Whether the item says that it was made while the run was making keys. */
  isDuring(item: JsonValue): boolean
}

/** Milliseconds by which a creation time may lie outside the time of its request: clocks show whole seconds, and drift. */
const slackMs = 3_000
/** The same where the answer is known, and says that nothing was made. */
const ghostSlackMs = 1_000

/** The trace that a trail gives; `whole` says that the list shows secrets that serve as ids. */
export function traceOf(
  trail: Trail,
  resource: KeyResource,
  { as, timeoutMs, unnamed, vault, whole }: Telling & { readonly whole: boolean },
): Trace {
  const { operation } = resource.roles.create!
  const keys = trail.all().filter((key) => key.operation === operation)
  const print = (id: string): string => vault.print(id, trail.salt)
  const own = keys.filter((key) => key.as === as && !(whole && key.print !== undefined))
  const requests = unmarkedRequests(own, resource, trail, timeoutMs)
  const refused = trail.refused().filter((key) => key.operation === operation && key.as === as)
  const all = [...keys, ...refused].map(({ sentAt }) => sentAt)
  const [first, last] = [Math.min(...all), Math.max(...all) + timeoutMs]
  const isNameless = (name: string | null): boolean =>
    name === null || name === '' || unnamed.has(name) || trail.unnamed().includes(name)
  const isBorn = (item: JsonValue, from: number, until: number, slack = slackMs): boolean | null => {
    const born = bornAt(item)
    if (born === null) return null
    const time = born - trail.aheadMs()
    return time >= from - slack && time <= until + slack
  }
  return {
    mark: trail.mark,
    told: (id) => keys.find((key) => key.id === id || (key.print !== undefined && key.print === print(id))),
    wasBefore: (id) => trail.wasBefore(listedBy(operation, as), print(id)),
    reasons: (item, name) =>
      requests.flatMap((request) => {
        const fits =
          request.name === null
            ? isNameless(name) || request.like.some((text) => sameName(text, name))
            : sameName(request.name, name)
        const born = isBorn(item, request.from, request.until)
        return fits && born !== false ? [{ request, sure: born === true }] : []
      }),
    ghost(item, name) {
      const born = refused.filter((key) => isBorn(item, key.sentAt, key.answeredAt!, ghostSlackMs) === true)
      if (born.length === 0) return null
      const isLike = (key: TrailKey): boolean =>
        (key.name !== null && sameName(key.name, name)) ||
        key.like?.some((text) => sameName(text, name)) === true
      return isNameless(name) || born.some(isLike) ? 'likely' : 'possible'
    },
    isDuring: (item) => isBorn(item, first, last) === true,
  }
}

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
    ...sought.map(({ key, name, like = [], sentAt, answeredAt }) => ({
      trail,
      key,
      name,
      like,
      from: sentAt,
      until: answeredAt ?? sentAt + timeoutMs,
    })),
    ...trail
      .renames()
      .flatMap(({ to, at }) =>
        to.startsWith(trail.mark)
          ? []
          : [{ trail, key: null, name: to, like: [], from: first, until: at + timeoutMs }],
      ),
  ]
}

function sameName(one: string, other: string | null): boolean {
  return other !== null && one.normalize().trim() === other.normalize().trim()
}

/** When an item of a list says that it was made, in milliseconds since 1970 by the server's clock; null where it does not. */
export function bornAt(item: JsonValue): number | null {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return null
  for (const [member, value] of Object.entries(item)) {
    if (!/^(?:created|issued|date_?(?:created|added)|inserted|creation|added)/i.test(member)) continue
    const time = momentOf(value)
    if (time !== null) return time
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
