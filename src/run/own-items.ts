import { valueAt } from '../contract/pointer.ts'
import type { JsonValue, KeyResource } from '../contract/types.ts'
import { anyMark } from './naming.ts'
import { traceOf, type Request, type Telling } from './trace.ts'
import type { Trail } from './trail.ts'
import { isShownRevoked } from './key-state.ts'
import { textOf } from './text-of.ts'

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
  /** How many others are new and as old as a request of the run that was refused, which is all that speaks for it. */
  readonly unexplained: number
}

/**
 * The items of a list that this run created and that are not shown as revoked. Certain is what bears the run's mark
 * and was not listed before the run, or an id that it was told or whose print it kept; and what was not listed before the run, has the very name that
 * was sent, or as little of one, and came into being while that request was under way, as long as there are no more
 * such items than such requests, and nobody else made keys on the account during the run. A new one that looks as if
 * a refused request had made it all the same is doubtful.
 */
export function ownItems(
  items: readonly JsonValue[],
  resource: KeyResource,
  trail: Trail,
  options: Telling & {
    /** Trails of other runs on the same target, whose keys are looked for in their turn. */
    readonly beside?: readonly Trail[]
  },
): OwnItems {
  const { list, idIsName } = resource
  const create = resource.roles.create?.operation
  if (list === null || create === undefined) return { certain: [], doubtful: [], unexplained: 0 }
  const whole = items.some((item) => isWholeSecret(list.id === null ? null : textOf(valueAt(item, list.id))))
  const mine = traceOf(trail, resource, { ...options, whole })
  const beside = (options.beside ?? []).map((one) => traceOf(one, resource, { ...options, whole }))
  const certain: OwnItem[] = []
  const maybe: Maybe[] = []
  const ghosts: OwnItem[] = []
  let strangers = 0
  let unexplained = 0
  for (const item of items) {
    if (isShownRevoked(resource, item)) continue
    const id = list.id === null ? null : textOf(valueAt(item, list.id))
    const name = list.name === null ? null : textOf(valueAt(item, list.name))
    if (id === null) continue
    const known = mine.told(id)
    const own = { item, id, name, key: known?.key ?? null }
    // One that was there before is not ours because an update has strayed to it and given it our name.
    const isMarked = name?.startsWith(trail.mark) === true && mine.wasBefore(id) !== true
    if ((known !== undefined && !idIsName) || isMarked) certain.push(own)
    else if (beside.some((one) => one.told(id) !== undefined || name?.startsWith(one.mark) === true)) continue
    else if (mine.wasBefore(id) !== true) {
      const reasons = mine.reasons(item, name)
      const others = beside.flatMap((one) => (one.wasBefore(id) === true ? [] : one.reasons(item, name)))
      const all = [...reasons, ...others].map(({ request }) => request)
      const timely = mine.wasBefore(id) === false && reasons.some(({ sure }) => sure)
      if (all.length > 0) maybe.push({ own, reasons: all, mine: reasons.length > 0, timely })
      else if (mine.isDuring(item)) {
        strangers += 1
        const ghost = mine.wasBefore(id) === false ? mine.ghost(item, name) : null
        if (ghost === 'likely') ghosts.push(own)
        else if (ghost === 'possible' && !anyMark.test(name ?? '')) unexplained += 1
      }
    }
  }
  const explained = explain(maybe)
  const doubtful: OwnItem[] = []
  for (const one of maybe) {
    const reason = explained.get(one)
    // What another run asked for is looked for in its own turn.
    if (!one.mine || (reason !== undefined && reason.trail !== trail)) continue
    const tells = !resource.idIsSecret || isWholeSecret(one.own.id)
    if (reason !== undefined && one.timely && strangers === 0 && tells)
      certain.push({ ...one.own, key: reason.key })
    else doubtful.push(one.own)
  }
  return { certain, doubtful: [...doubtful, ...ghosts], unexplained }
}

/** An item that may be of this run, and the requests that may have made it. */
interface Maybe {
  readonly own: OwnItem
  readonly reasons: readonly Request[]
  /** This run is among those that may have asked for it. */
  readonly mine: boolean
  /** It is new, and its time is that of a request. */
  readonly timely: boolean
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

/** Whether an id is a secret that was shown whole, and so can be used to address its key. */
export function isWholeSecret(id: string | null): boolean {
  return id !== null && /^<secret:[^<>|]+>/.test(id)
}
