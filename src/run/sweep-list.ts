import { setTimeout as delay } from 'node:timers/promises'
import { operationByKey } from '../contract/lookup.ts'
import { valueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import { messageOf } from '../errors.ts'
import { headerValues, type Exchange } from '../http/exchange.ts'
import type { LeftKey } from './clean-up.ts'
import { createMemory } from './memory.ts'
import { ownItems, type OwnItem } from './own-items.ts'
import { propagationMs } from './propagation.ts'
import type { IssuedKey, Stage, Subject } from './scenario.ts'
import type { Session } from './session.ts'
import { createStage } from './stage/stage.ts'
import { bornAt, listedBy, text as idText, traceOf } from './trace.ts'
import type { Tracker } from './tracker.ts'
import type { Trail } from './trail.ts'

/** What a look at the list has shown of the keys of a run. */
export interface ListSweep {
  /** Keys revoked because the list showed them. */
  readonly revoked: readonly LeftKey[]
  readonly left: readonly LeftKey[]
  /** How many of these two no create response has shown. */
  readonly untold: number
  /** Keys that came while the run made requests that were refused, and that nothing else ties to it. */
  readonly unexplained: number
  /** Why the list proves nothing; null when it was read whole. */
  readonly blind: string | null
}

export interface ListSweepOptions {
  readonly timeoutMs: number
  readonly concurrency: number
  /** Whether the key with this id is refused when it is used; null where that cannot be tried. */
  readonly isRefused: (id: string) => Promise<boolean | null>
  /** Whose list, where it is not that of the run's own account. */
  readonly as?: 'other'
  /** Trails of other runs on the same target. */
  readonly beside?: readonly Trail[]
  /** Tells what would be revoked, and revokes nothing. */
  readonly look?: boolean
}

const rounds = 2
const pauseMs = 300
const longestPauseMs = 3_000

/** A stage on which the keys of a resource are tidied up. */
export function tidyStage(session: Session, resource: KeyResource, label: string): Stage | null {
  const create = resource.roles.create
  const operation = create === undefined ? undefined : operationByKey(session.contract, create.operation)
  if (operation === undefined) return null
  const subject: Subject = {
    contract: session.contract,
    operation,
    resource,
    role: 'create',
    stateful: true,
    schemes: Object.keys(session.tokens),
    probe: false,
  }
  return createStage(session, subject, label, { keys: 0, memory: createMemory() }).stage
}

/** Looks through the whole list for standing keys of this run, revokes them, and looks again until there are none. */
export async function sweepList(
  session: Session,
  resource: KeyResource,
  { trail, write }: Tracker,
  options: ListSweepOptions,
): Promise<ListSweep> {
  const stage = tidyStage(session, resource, options.as === undefined ? 'y' : 'yo')
  const operation = resource.roles.create?.operation ?? ''
  const untold = new Set<string>()
  const noteUntold = ({ key, id, name }: OwnItem): void => {
    const told = trail
      .all()
      .some(
        (one) =>
          one.answeredAt !== null &&
          (one.key === key || one.id === id || (one.id === null && name !== null && one.name === name)),
      )
    // Where the secret is the id, the trail holds none.
    if (!told && !session.keys.secrets().includes(id)) untold.add(id)
  }
  const blind = (reason: string, revoked: readonly LeftKey[] = []): ListSweep => ({
    revoked,
    left: [],
    untold: untold.size,
    unexplained: 0,
    blind: reason,
  })
  if (stage === null || resource.list === null || resource.roles.list === undefined)
    return blind('The document has no list of keys to look through.')
  if (resource.list.id === null) return blind('The list does not tell the ids of keys.')
  /** How the list showed a key before its revocation was accepted here, and what was answered. */
  const before = new Map<string, { readonly shown: string; readonly unknown: boolean }>()
  const revoked: LeftKey[] = []
  const failed = new Map<string, string>()
  for (let round = 0; ; round += 1) {
    let items: readonly JsonValue[]
    try {
      const pages = await stage.list(asCaller(options.as))
      const last = pages?.at(-1)
      if (pages === null || last?.response.status !== 200)
        return blind(`The list cannot be read: ${last?.response.status ?? 'no answer'}.`, revoked)
      items = stage.items(pages)
    } catch (error) {
      return blind(`The list cannot be read: ${messageOf(error)}`, revoked)
    }
    const { certain, doubtful, unexplained } = ownItems(items, resource, trail, {
      timeoutMs: options.timeoutMs,
      unnamed: new Set(defaultNames(session.contract, stage.operation, resource)),
      vault: session.vault,
      as: options.as,
      ...(options.beside === undefined ? {} : { beside: options.beside }),
    })
    const standing: OwnItem[] = []
    for (const own of certain) {
      const earlier = before.get(own.id)
      const wasRevoked =
        earlier !== undefined || (own.key !== null && trail.key(own.key)?.state === 'revoked')
      const gone =
        wasRevoked &&
        (earlier?.unknown === true || (earlier !== undefined && earlier.shown !== JSON.stringify(own.item)))
      if (gone) continue
      const refused = wasRevoked ? await options.isRefused(own.id) : false
      // A key that was revoked before and cannot be tried is left to what its revocation was answered.
      if (refused !== true && !(refused === null && earlier === undefined)) standing.push(own)
    }
    for (const own of [...standing, ...doubtful]) noteUntold(own)
    const unsure = doubtful.map((own) =>
      leftKey(
        own,
        `${operation} (it may be this run's, which nothing proves: it has no mark in its name, so look, and revoke it by hand)`,
      ),
    )
    if (options.look === true)
      return {
        revoked: standing.map((own) => leftKey(own, operation)),
        left: unsure,
        untold: untold.size,
        unexplained,
        blind: null,
      }
    if (standing.length === 0 || round === rounds)
      return {
        revoked,
        left: [...standing.map((own) => leftKey(own, `${operation}${failed.get(own.id) ?? ''}`)), ...unsure],
        untold: untold.size,
        unexplained,
        blind: null,
      }
    // Newest first; most lists begin with the oldest or the newest, so the trail decides.
    const ordered = standing.toSorted((one, other) => (other.key ?? 0) - (one.key ?? 0))
    for (let start = 0; start < ordered.length; start += options.concurrency)
      await Promise.all(
        ordered.slice(start, start + options.concurrency).map(async (own) => {
          const { unknown, failure } = await revoke(stage, own.id, own.name, options.as)
          if (failure !== null) {
            failed.set(own.id, ` (${failure})`)
            return
          }
          if (!before.has(own.id)) revoked.push(leftKey(own, operation))
          before.set(own.id, { shown: JSON.stringify(own.item), unknown })
          if (own.key !== null && trail.key(own.key)?.state !== 'revoked')
            write({ type: 'revoked', key: own.key }, true)
        }),
      )
    if (round > 0)
      await delay(Math.min(Math.max(pauseMs, propagationMs(session.contract, 'revoke')), longestPauseMs))
  }
}

/**
 * Whether the list shows anything that the trail knows, and so belongs to the account of the run: one of its keys, or
 * one that was there before; null where it cannot be read.
 */
export async function isSameAccount(
  session: Session,
  resource: KeyResource,
  trail: Trail,
  { timeoutMs, as }: Pick<ListSweepOptions, 'timeoutMs' | 'as'>,
): Promise<boolean | null> {
  const { list } = resource
  const stage = tidyStage(session, resource, as === undefined ? 'u' : 'uo')
  if (stage === null || list === null || list.id === null) return null
  try {
    const pages = await stage.list(asCaller(as))
    if (pages?.at(-1)?.response.status !== 200) return null
    const { vault } = session
    const trace = traceOf(trail, resource, { timeoutMs, unnamed: new Set(), vault, as, whole: true })
    const items = stage.items(pages)
    const shows = items.some((item) => {
      const [id, name] = [
        idText(valueAt(item, list.id!)),
        list.name === null ? null : valueAt(item, list.name),
      ]
      return (
        (typeof name === 'string' && name.startsWith(trail.mark)) ||
        (id !== null && (trace.told(id) !== undefined || trace.wasBefore(id) === true))
      )
    })
    // Masked, a key cannot be known again.
    return shows || !(resource.idIsSecret && items.length > 0) ? shows : null
  } catch {
    return null
  }
}

/** What came of revoking a key. */
export interface Revocation {
  /** The API says that it knows no such key. */
  readonly unknown: boolean
  /** What was answered instead of a success; null where the key is gone. */
  readonly failure: string | null
}

/** Revokes a key by its id. */
export async function revoke(
  stage: Stage,
  id: string,
  name: string | null,
  as?: 'other',
): Promise<Revocation> {
  try {
    const answer = await stage.onKey('revoke', byId(id, name), asCaller(as))
    if (answer === null) return { unknown: false, failure: 'no revoke operation is known' }
    const { status } = answer.response
    const unknown = status === 404 || status === 410
    return { unknown, failure: status < 300 || unknown ? null : `its revocation was answered ${status}` }
  } catch (error) {
    return { unknown: false, failure: messageOf(error) }
  }
}

/** Takes down which keys are there before a run makes any, and how far the server's clock is ahead. */
export async function noteBefore(session: Session, { trail, write }: Tracker): Promise<void> {
  for (const resource of session.contract.keyResources) {
    const stage = tidyStage(session, resource, 'x')
    const { list, roles } = resource
    if (
      stage === null ||
      list === null ||
      list.id === null ||
      roles.create === undefined ||
      roles.list === undefined
    )
      continue
    for (const as of session.other === null ? [undefined] : ([undefined, 'other'] as const))
      try {
        const pages = await stage.list(asCaller(as))
        if (pages === null || pages.at(-1)?.response.status !== 200) continue
        const aheadMs = clockOf(pages[0]!)
        if (aheadMs !== null) write({ type: 'clock', aheadMs }, false)
        const ids = stage.items(pages).flatMap((item) => {
          const own = idText(valueAt(item, list.id!))
          return own === null ? [] : [session.vault.print(own, trail.salt)]
        })
        write({ type: 'before', operation: listedBy(roles.create.operation, as), ids }, true)
      } catch {
        // Without it, only keys with the run's mark in their name can be told from others.
      }
  }
}

/** The name the document gives to a key that comes without one. */
function defaultNames(
  contract: Contract,
  { requestBody }: Operation,
  { nameInRequest }: KeyResource,
): readonly string[] {
  if (nameInRequest === null) return []
  return Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => {
    const value =
      schema === undefined
        ? undefined
        : valueAt(contract.resolve(schema, 'request'), `/properties${nameInRequest}/default`)
    return typeof value === 'string' ? [value] : []
  })
}

function clockOf({ response }: Exchange): number | null {
  const [date] = headerValues(response.headers, 'date')
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) ? null : time - Date.now()
}

/** A key as it is told of: with its name; or, where it has none, with the time at which it was made. */
function leftKey({ item, id, name }: OwnItem, operation: string): LeftKey {
  const born = name === null ? bornAt(item) : null
  const beside = name ?? (born === null ? id : `made at ${new Date(born).toISOString()}`)
  return { id: beside === id ? id : `${id} (${beside})`, operation }
}

function asCaller(as: 'other' | undefined): { readonly as?: 'other' } {
  return as === undefined ? {} : { as }
}

/** A key of which nothing is known but its id. */
function byId(id: string, name: string | null): IssuedKey {
  return { secret: '', id, name, exchange: nothing }
}

const nothing: Exchange = {
  request: { operation: null, method: 'GET', path: '/', headers: [] },
  response: { status: 0, headers: [], body: '', truncated: false },
  facts: { sightings: [], violations: null, issued: null, json: false },
}
