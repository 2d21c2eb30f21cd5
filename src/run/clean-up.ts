import { setTimeout as delay } from 'node:timers/promises'
import { operationByKey, roleOf } from '../contract/lookup.ts'
import type { KeyResource } from '../contract/types.ts'
import { messageOf } from '../errors.ts'
import type { Exchange } from '../http/exchange.ts'
import type { VerdictKind } from './events.ts'
import { saysWhatRevokedLooksLike } from './key-state.ts'
import { propagationMs } from './propagation.ts'
import type { CreatedKey } from './keys.ts'
import { tidyStage } from './revoke.ts'
import type { IssuedKey, Stage } from './scenario.ts'
import type { Session } from './session.ts'
import { sweepList } from './sweep-list.ts'
import type { Tracker } from './tracker.ts'
import { askedByStranger, takesStrangers } from './warm.ts'

/** A key that could not be taken back. */
export interface LeftKey {
  readonly id: string
  readonly operation: string
}

/** What the clean-up of a document came to. */
export interface CleanUp {
  readonly left: readonly LeftKey[]
  /** Keys that no answer told of: the list shows them, or their creation was never answered and they may stand. */
  readonly untold: number
  readonly verdict: VerdictKind
  readonly reason: string | null
}

/**
 * Revokes the keys that still stand, newest first, then looks through the list for those whose creation was
 * never answered and for those whose revocation did nothing.
 */
export async function cleanUp(
  session: Session,
  tracker: Tracker,
  options: { readonly concurrency: number; readonly timeoutMs: number },
): Promise<CleanUp> {
  const { contract, keys } = session
  const { trail } = tracker
  const none = trail.all().length === 0
  const nothing = { left: [], untold: 0, verdict: 'not-applicable', reason: 'No key was created.' } as const
  if (none && trail.refused().length === 0) return nothing
  const mute = await muteResources(session)
  const { unrevoked, unknown } = await revokeStanding(session, options.concurrency)
  const left: LeftKey[] = []
  let untold = 0
  let unproved: string | null = null
  let unexplained = 0
  let undecided = 0
  for (const resource of contract.keyResources) {
    const create = resource.roles.create?.operation
    const own = trail.all().filter(({ operation }) => operation === create)
    const refused = trail.refused().some(({ operation }) => operation === create)
    if (create === undefined || (own.length === 0 && !refused)) continue
    const refusedToGo = unrevoked.filter(({ key }) => key.operation === create)
    const mine = refusedToGo.map((one) => one.left)
    // What is not shown as revoked stands, where the document says how that would look.
    const untriable = mute.has(resource) && !saysWhatRevokedLooksLike(contract, resource)
    const isRefused = async (id: string): Promise<boolean | null> => {
      const secret = mute.has(resource) ? null : keys.secretOf(id)
      return secret === null ? null : isSecretRefused(session, resource, secret)
    }
    const seen = await sweepList(session, resource, tracker, {
      ...options,
      untriable,
      isRefused,
    })
    untold += seen.untold
    unexplained += seen.unexplained
    undecided += seen.undecided
    // What the list shows is all there is to know, unless it cannot tell keys by what addresses them.
    const tells = seen.blind === null && !resource.idIsSecret
    // The run's own list does not show what belongs to the second account.
    const theirs = unrevoked
      .filter(({ key }) => key.operation === create && key.as === 'other')
      .map((one) => one.left)
    if (tells) {
      const other = own.some(({ as }) => as === 'other')
        ? await sweepList(session, resource, tracker, {
            ...options,
            as: 'other',
            untriable,
            isRefused,
          })
        : null
      untold += other?.untold ?? 0
      const shown = [...seen.left, ...(other === null || other.blind !== null ? theirs : other.left)]
      left.push(...shown, ...(await stillWorking(session, resource, refusedToGo, shown)))
      continue
    }
    const unanswered = own.filter(({ state }) => state === 'intended')
    const lost = unanswered.length
    if (seen.blind === null && seen.left.length + mine.length === 0) continue
    const lasting = mute.has(resource) ? null : await outlived(session, resource, tracker, options)
    // A key the API says it does not know may well have another id, and be refused for that reason.
    if (lost + mine.length + unknown === 0 && lasting?.length === 0) continue
    // Where both tell of the same keys, what the list shows is what the user will find there.
    const told = seen.left.length > mine.length ? seen.left : mine
    const more = (lasting ?? []).filter((one) => !told.some(({ id }) => id === one.id))
    if (lost + told.length + more.length === 0)
      unproved ??= seen.blind ?? 'The list does not tell keys by what addresses them.'
    left.push(...told, ...more)
    if (seen.blind === null) continue
    untold += lost
    left.push(
      ...unanswered.map(({ name }) => ({
        id: name ?? 'unknown',
        operation: `${create} (it was never answered, so the key may not exist)`,
      })),
    )
  }
  const orphans = unrevoked
    .filter(
      ({ key }) => !contract.keyResources.some(({ roles }) => roles.create?.operation === key.operation),
    )
    .map((one) => one.left)
  left.push(...orphans)
  if (left.length > 0) return { left, untold, verdict: 'broken', reason: null }
  if (unexplained > 0)
    return {
      left,
      untold,
      verdict: 'inconclusive',
      reason: `Every key that is known of was revoked, but ${unexplained === 1 ? 'another key' : `${unexplained} other keys`} came to be while requests for keys were refused: made by somebody else meanwhile, or all the same.`,
    }
  if (undecided > 0)
    return {
      left,
      untold,
      verdict: 'inconclusive',
      reason: `The revocation of ${undecided === 1 ? 'one key' : `${undecided} keys`} was accepted, and the list shows ${undecided === 1 ? 'it' : 'them'} as before: whether ${undecided === 1 ? 'it is' : 'they are'} gone cannot be tried, so look there.`,
    }
  if (none) return nothing
  if (unproved !== null && keys.counts().created > 0)
    return {
      left,
      untold,
      verdict: 'inconclusive',
      reason: `Every key was revoked, but whether they are gone cannot be seen. ${unproved}`,
    }
  return { left, untold, verdict: 'held', reason: null }
}

/** Keys that could not be revoked, and how many there are of which the API said that it does not know them. */
interface Unrevoked {
  readonly unrevoked: readonly { readonly key: CreatedKey; readonly left: LeftKey }[]
  readonly unknown: number
}

async function revokeStanding(session: Session, concurrency: number): Promise<Unrevoked> {
  const unrevoked: { readonly key: CreatedKey; readonly left: LeftKey }[] = []
  let unknown = 0
  const standing = [...session.keys.standing()]
  for (let start = 0; start < standing.length; start += concurrency) {
    const batch = standing.slice(start, start + concurrency)
    const results = await Promise.all(
      batch.map(async (key, offset) => ({ key, left: await revokeOne(session, key, `z${start + offset}`) })),
    )
    for (const { key, left } of results) {
      if (left === 'unknown') unknown += 1
      else if (left !== null) unrevoked.push({ key, left })
    }
  }
  return { unrevoked, unknown }
}

/** Null where it is revoked, `unknown` where the API says that it does not know it. */
async function revokeOne(
  session: Session,
  key: CreatedKey,
  label: string,
): Promise<LeftKey | 'unknown' | null> {
  const operation = operationByKey(session.contract, key.operation)
  const part = operation === undefined ? undefined : roleOf(session.contract, operation)
  const stage = part === undefined ? null : tidyStage(session, part.resource, label)
  if (stage === null) return { id: 'unknown', operation: key.operation }
  let issued: IssuedKey | null = null
  try {
    // Read before the exchange is looked at again, which would bring back the id from before a renaming.
    const current = session.keys.idOf(key.secret)
    let gone = false
    let done = false
    for (const as of revokers(session, key)) {
      issued = await stage.issuedBy(key.exchange, as)
      if (issued !== null && current !== null) issued = { ...issued, id: current }
      const answer = issued === null ? null : await revokedBy(stage, part!.resource, issued, as)
      gone ||=
        answer !== null &&
        (answer.response.status < 300 || answer.response.status === 404 || answer.response.status === 410)
      done = answer !== null && answer.response.status < 300
      if (done) break
    }
    if (gone) {
      session.keys.revoked(key)
      return done ? null : 'unknown'
    }
  } catch (error) {
    return { id: shown(issued, key), operation: `${key.operation} (${messageOf(error)})` }
  }
  return { id: shown(issued, key), operation: key.operation }
}

/** Accounts that may revoke a key, its maker first: where accounts are not kept apart, it may have come to stand under the other one. */
function revokers({ other }: Session, key: CreatedKey): readonly ('other' | undefined)[] {
  if (other === null) return [undefined]
  return key.as === 'other' ? ['other', undefined] : [undefined, 'other']
}

/** The answer to its revocation; where the run's credential is no longer good for it, by the key itself if that may do it. */
async function revokedBy(
  stage: Stage,
  { roles, secret: { carrier } }: KeyResource,
  key: IssuedKey,
  as: 'other' | undefined,
): Promise<Exchange | null> {
  const answer = await stage.onKey('revoke', key, as === undefined ? {} : { as })
  if (
    answer === null ||
    carrier === null ||
    (answer.response.status !== 401 && answer.response.status !== 403)
  )
    return answer
  const revoke = operationByKey(stage.contract, roles.revoke?.operation ?? '')
  return revoke?.security.some((requirement) => carrier in requirement) === true
    ? stage.onKey('revoke', key, { credentials: { [carrier]: key.secret } })
    : answer
}

/** Standing keys that are tried, to find out whether any can be: one may have been made with few rights. */
const mostTried = 6

/** Those whose keys are refused while they stand, so that a refusal does not show that one is gone: they are used in another way. */
async function muteResources(session: Session): Promise<ReadonlySet<KeyResource>> {
  const mute = new Set<KeyResource>()
  for (const resource of session.contract.keyResources) {
    const secrets = [...session.keys.standing()].flatMap(({ operation, secret }) =>
      operation === resource.roles.create?.operation && secret !== null ? [secret] : [],
    )
    const tried: (boolean | null)[] = []
    for (const secret of secrets.slice(0, mostTried)) {
      tried.push(await isSecretRefused(session, resource, secret))
      if (tried.at(-1) === false) break
    }
    if (tried.length > 0 && tried.every((refused) => refused === true)) mute.add(resource)
  }
  return mute
}

/** Whether a key is refused when it is used; null where that is not certain. */
async function isSecretRefused(
  session: Session,
  resource: KeyResource,
  secret: string,
): Promise<boolean | null> {
  const stage = tidyStage(session, resource, 'w')
  const answer = (await stage?.use({ secret }).catch(() => null)) ?? null
  if (stage === null || answer === null) return null
  const { status } = answer.response
  if (status === 401) return true
  if (status < 300) return false
  // A key that is known, and may not do this, is answered so too.
  if (status !== 403) return null
  const stranger = await askedByStranger(stage, { secret }).catch(() => null)
  return stranger?.response.status === 403 ? true : null
}

/** Keys whose revocation was refused and which work, although no list shows them. */
async function stillWorking(
  session: Session,
  resource: KeyResource,
  refused: Unrevoked['unrevoked'],
  shown: readonly LeftKey[],
): Promise<readonly LeftKey[]> {
  // The list shows the name behind the id.
  const isListed = (own: string): boolean => shown.some(({ id }) => id === own || id.startsWith(`${own} (`))
  const working: LeftKey[] = []
  for (const { key, left } of refused)
    if (
      !isListed(left.id) &&
      key.secret !== null &&
      (await isSecretRefused(session, resource, key.secret)) === false
    )
      working.push({ ...left, operation: `${left.operation} (it works, and the list does not show it)` })
  return working
}

/** Longest that keys are given to die, in milliseconds. */
const longestGraceMs = 3_000

/** Keys whose revocation was accepted and which work all the same; null where some cannot be tried, or anything would work. */
async function outlived(
  session: Session,
  resource: KeyResource,
  { trail, write }: Tracker,
  { concurrency }: { readonly concurrency: number },
): Promise<readonly LeftKey[] | null> {
  const operation = resource.roles.create?.operation ?? ''
  const tried = async (secrets: readonly string[]): Promise<readonly string[] | null> => {
    const working: string[] = []
    for (let start = 0; start < secrets.length; start += concurrency) {
      const batch = secrets.slice(start, start + concurrency)
      const refused = await Promise.all(batch.map((secret) => isSecretRefused(session, resource, secret)))
      if (refused.includes(null)) return null
      working.push(...batch.filter((_secret, index) => refused[index] === false))
    }
    return working
  }
  const first = await tried(session.keys.secretsBy(operation))
  if (first === null) return null
  if (first.length === 0) return []
  const stage = tidyStage(session, resource, 'w')
  const declared = propagationMs(session.contract, 'revoke')
  // Within the time that the document gives them they may well work.
  if (stage === null || declared > longestGraceMs) return null
  if (await takesStrangers(stage, { secret: first[0]! })) return null
  await delay(Math.min(session.leniency.graceMs + declared, longestGraceMs))
  const working = await tried(first)
  return (
    working?.map((secret) => {
      const id = session.keys.idOf(secret)
      const known = trail.all().find((key) => id !== null && key.id === id)
      if (known?.state === 'revoked') write({ type: 'stands', key: known.key }, true)
      return { id: id ?? secret, operation: `${operation} (its revocation was accepted, and it works)` }
    }) ?? null
  )
}

/** The id of a key, or its name where there is none; a secret that serves as id stays a token. */
function shown(issued: IssuedKey | null, key: CreatedKey): string {
  return issued?.id ?? issued?.name ?? key.secret ?? 'unknown'
}
