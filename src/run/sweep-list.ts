import { setTimeout as delay } from 'node:timers/promises'
import { operationByKey } from '../contract/lookup.ts'
import { valueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import { messageOf } from '../errors.ts'
import type { LeftKey } from './revoke-standing.ts'
import { ownItems, type OwnItem } from './own-items.ts'
import { propagationMs } from './propagation.ts'
import { asCaller, revoke, tidyStage } from './revoke.ts'
import type { Stage } from './scenario.ts'
import type { Session } from './session.ts'
import { bornAt } from './trace.ts'
import type { Tracker } from './tracker.ts'
import type { Trail } from './trail.ts'
import { textOf } from './text-of.ts'

/** What a look at the list has shown of the keys of a run. */
export interface ListSweep {
  /** Keys revoked because the list showed them. */
  readonly revoked: readonly LeftKey[]
  readonly left: readonly LeftKey[]
  /** How many of these two no create response has shown. */
  readonly untold: number
  /** Keys that came while the run made requests that were refused, and that nothing else ties to it. */
  readonly unexplained: number
  /** How many are listed as before although their revocation was accepted, and cannot be tried: gone or not, nobody can tell. */
  readonly undecided: number
  /** Why the list proves nothing; null when it was read. */
  readonly blind: string | null
  /** Whether the list shows all there is, as far as can be told. */
  readonly whole: boolean
}

export interface ListSweepOptions {
  readonly timeoutMs: number
  readonly concurrency: number
  /** Whether the key with this id is refused when it is used; null where that cannot be tried. */
  readonly isRefused: (id: string) => Promise<boolean | null>
  /** Keys of this kind are used elsewhere, so that none can be tried. */
  readonly untriable?: boolean
  /** Whose list, where it is not that of the run's own account. */
  readonly as?: 'other'
  /** Trails of other runs on the same target. */
  readonly beside?: readonly Trail[]
  /** Tells what would be revoked, and revokes nothing. */
  readonly look?: boolean
  /** Revocations that were accepted before, by the ids of keys. */
  readonly accepted?: ReadonlyMap<string, Accepted>
}

const rounds = 3
const pauseMs = 300
const longestPauseMs = 3_000

/** How the list showed a key before its revocation was accepted here, and what was answered. */
export interface Accepted {
  readonly shown: string
  readonly unknown: boolean
}

/** What has been done so far, by the ids of keys. */
interface Done {
  readonly accepted: Map<string, Accepted>
  /** Why a revocation failed. */
  readonly failed: Map<string, string>
  readonly revoked: LeftKey[]
}

/** Looks through the whole list for standing keys of this run, revokes them, and looks again until there are none. */
export async function sweepList(
  session: Session,
  resource: KeyResource,
  tracker: Tracker,
  options: ListSweepOptions,
): Promise<ListSweep> {
  const { trail } = tracker
  const stage = tidyStage(session, resource, options.as === undefined ? 'y' : 'yo')
  const operation = resource.roles.create?.operation ?? ''
  const untold = new Set<string>()
  let whole = true
  const done: Done = { accepted: new Map(options.accepted), failed: new Map(), revoked: [] }
  const swept = (found: Partial<ListSweep>): ListSweep => ({
    revoked: done.revoked,
    left: [],
    unexplained: 0,
    undecided: 0,
    blind: null,
    whole,
    ...found,
    untold: untold.size,
  })
  if (stage === null || resource.list === null || resource.roles.list === undefined)
    return swept({ blind: 'The document has no list of keys to look through.' })
  if (resource.list.id === null) return swept({ blind: 'The list does not tell the ids of keys.' })
  const idAt = resource.list.id
  for (let round = 0; ; round += 1) {
    const listed = await itemsListed(stage, options.as)
    if (typeof listed === 'string') return swept({ blind: `The list cannot be read: ${listed}` })
    const { items } = listed
    whole = listed.whole
    const { certain, doubtful, unexplained } = ownItems(items, resource, trail, {
      timeoutMs: options.timeoutMs,
      unnamed: new Set(defaultNames(session.contract, stage.operation, resource)),
      vault: session.vault,
      as: options.as,
      ...(options.beside === undefined ? {} : { beside: options.beside }),
    })
    const looked: (readonly [OwnItem, ListedAs])[] = []
    for (const own of certain)
      looked.push([own, await listedAs(own, trail, done.accepted.get(own.id), options.isRefused, idAt)])
    // Where one works on, revoking does nothing, and another that is refused may be refused for what it may not do.
    const doesNothing = looked.some(([, state]) => state === 'works')
    const standing = looked.flatMap(([own, state]) =>
      state === 'gone' || (state === 'refused' && !doesNothing) ? [] : [own],
    )
    for (const own of [...standing, ...doubtful]) if (!isTold(own, trail, session)) untold.add(own.id)
    const unsure = doubtful.map((own) =>
      leftKey(
        own,
        `${operation} (it may be this run's, which nothing proves: it has no mark in its name, so look, and revoke it by hand)`,
      ),
    )
    if (options.look === true)
      return swept({
        revoked: standing.map((own) => leftKey(own, operation)),
        left: unsure,
        unexplained,
      })
    if (standing.length === 0 || round === rounds) {
      // A DELETE says that the resource is gone (RFC 9110 §9.3.5); what is merely called revoked may go on being shown.
      const deletes =
        operationByKey(session.contract, resource.roles.revoke?.operation ?? '')?.method === 'DELETE'
      const stands = standing.filter(
        ({ id }) => deletes || options.untriable !== true || !done.accepted.has(id),
      )
      for (const { key } of stands)
        if (key !== null && trail.key(key)?.state === 'revoked') tracker.write({ type: 'stands', key }, true)
      return swept({
        undecided: standing.length - stands.length,
        left: [
          ...stands.map((own) => leftKey(own, `${operation}${done.failed.get(own.id) ?? inVain(own, done)}`)),
          ...unsure,
        ],
        unexplained,
      })
    }
    await revokeAll(stage, standing, tracker, options, done, idAt)
    // A server may take its time: as long as it says, and before it is given up as long as any is given.
    const grace = round === rounds - 1 ? session.leniency.graceMs : pauseMs
    if (round > 0)
      await delay(Math.min(Math.max(grace, propagationMs(session.contract, 'revoke')), longestPauseMs))
  }
}

/** Members that change by themselves: when and how often a key was used, and how long it has left to live. */
const changing =
  /(?:last|recent).*(?:use|access|seen|active|call|request)|^use(?:s|d|_?count)|_count$|^ttl(?:$|_|[A-Z])|expires?_?in(?:$|_|[A-Z])|remaining|time_?to_?live|(?:^|_)age(?:$|_)/i

/**
 * How a key is shown, but for what changes as it is tried, or as time goes by. Where it stands in an object of its own, what
 * is told of others beside it, such as its owner, says nothing of it.
 */
function looksOf(item: JsonValue, idAt: string): string {
  const own = idAt.slice(0, idAt.lastIndexOf('/'))
  const told =
    own === '' || typeof item !== 'object' || item === null || Array.isArray(item)
      ? item
      : [valueAt(item, own), Object.entries(item).filter(([, value]) => typeof value !== 'object')]
  return JSON.stringify(told, (name, value: unknown) => (changing.test(name) ? undefined : value))
}

function inVain({ id }: OwnItem, { accepted }: Done): string {
  return accepted.has(id) ? ' (its revocation was accepted, and it is listed as before)' : ''
}

/** How the list shows keys at the moment, by their ids; nothing where it cannot be read. */
export async function shownNow(
  stage: Stage,
  { list }: KeyResource,
  as: 'other' | undefined,
): Promise<ReadonlyMap<string, string>> {
  const listed = await itemsListed(stage, as)
  if (typeof listed === 'string' || list === null || list.id === null) return new Map()
  return new Map(
    listed.items.flatMap((item) => {
      const id = textOf(valueAt(item, list.id!))
      return id === null ? [] : [[id, looksOf(item, list.id!)] as const]
    }),
  )
}

/** What the list has, or why it cannot be read. */
async function itemsListed(
  stage: Stage,
  as: 'other' | undefined,
): Promise<{ readonly items: readonly JsonValue[]; readonly whole: boolean } | string> {
  try {
    const pages = await stage.list(asCaller(as))
    const last = pages?.at(-1)
    if (pages === null || last?.response.status !== 200) return `${last?.response.status ?? 'no answer'}.`
    return { items: stage.items(pages), whole: stage.isWhole(pages) }
  } catch (error) {
    return messageOf(error)
  }
}

/** What is known of a key that is listed: `works` and `refused` although its revocation was accepted, the latter listed as before. */
type ListedAs = 'stands' | 'works' | 'refused' | 'gone'

/** Whether a key that is listed still stands, or is only shown as one that was revoked. */
async function listedAs(
  own: OwnItem,
  trail: Trail,
  accepted: Accepted | undefined,
  isRefused: ListSweepOptions['isRefused'],
  idAt: string,
): Promise<ListedAs> {
  const wasRevoked = accepted !== undefined || (own.key !== null && trail.key(own.key)?.state === 'revoked')
  if (!wasRevoked) return 'stands'
  const refused = await isRefused(own.id)
  if (refused === false) return 'works'
  if (accepted?.unknown === true) return 'gone'
  // What cannot be tried is listed as any other key, unless it has changed: revoking it once more will tell.
  const isAsBefore = accepted === undefined || accepted.shown === looksOf(own.item, idAt)
  return !isAsBefore ? 'gone' : refused === true ? 'refused' : 'stands'
}

/** Whether a create response has shown the key. */
function isTold({ key, id, name }: OwnItem, trail: Trail, { keys }: Session): boolean {
  const told = trail
    .all()
    .some(
      (one) =>
        one.answeredAt !== null &&
        (one.key === key || one.id === id || (one.id === null && name !== null && one.name === name)),
    )
  // Where the secret is the id, the trail holds none.
  return told || keys.secrets().includes(id)
}

/** Revokes keys, newest first, and takes down what came of it. */
async function revokeAll(
  stage: Stage,
  standing: readonly OwnItem[],
  { trail, write }: Tracker,
  { concurrency, as }: ListSweepOptions,
  { accepted, failed, revoked }: Done,
  idAt: string,
): Promise<void> {
  // Most lists begin with the oldest or the newest, so the trail decides.
  const ordered = standing.toSorted((one, other) => (other.key ?? 0) - (one.key ?? 0))
  for (let start = 0; start < ordered.length; start += concurrency)
    await Promise.all(
      ordered.slice(start, start + concurrency).map(async (own) => {
        const { unknown, failure } = await revoke(stage, own.id, own.name, as)
        if (failure !== null) {
          failed.set(own.id, ` (${failure})`)
          return
        }
        if (!accepted.has(own.id)) revoked.push(leftKey(own, stage.operation.key))
        accepted.set(own.id, { shown: looksOf(own.item, idAt), unknown })
        if (own.key !== null && trail.key(own.key)?.state !== 'revoked')
          write({ type: 'revoked', key: own.key }, true)
      }),
    )
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

/** A key as it is told of: with its name; or, where it has none, with the time at which it was made. */
function leftKey({ item, id, name }: OwnItem, operation: string): LeftKey {
  const born = name === null ? bornAt(item) : null
  const beside = name ?? (born === null ? id : `made at ${new Date(born).toISOString()}`)
  return { id: beside === id ? id : `${id} (${beside})`, operation }
}
