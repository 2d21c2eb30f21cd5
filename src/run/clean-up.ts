import type { VerdictKind } from './events.ts'
import { isSecretRefused, muteResources, outlived, stillWorking } from './key-trial.ts'
import { saysWhatRevokedLooksLike } from './key-state.ts'
import { revokeStanding, type LeftKey } from './revoke-standing.ts'
import type { Session } from './session.ts'
import { sweepList } from './sweep-list.ts'
import type { Tracker } from './tracker.ts'

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
      const refused = secret === null ? null : await isSecretRefused(session, resource, secret)
      return refused === true && keys.isOff(id) ? null : refused
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
      const told = [...shown, ...(await stillWorking(session, resource, refusedToGo, shown))]
      left.push(...told)
      // What it does not show may stand as well, where it shows only a part, or keys that should be gone.
      const whole = seen.whole && other?.whole !== false
      const isPartial = !whole || shown.length > 0
      const denied = unknown.flatMap(({ operation, secret }) =>
        operation === create && secret !== null ? [secret] : [],
      )
      if (!isPartial && denied.length === 0) continue
      const tried = mute.has(resource)
        ? null
        : await outlived(session, resource, tracker, {
            ...options,
            ...(isPartial ? {} : { among: denied }),
          })
      left.push(
        ...(tried?.working ?? []).filter(
          (one) => !told.some(({ id }) => id === one.id || id.startsWith(`${one.id} (`)),
        ),
      )
      if (tried?.certain === true) continue
      if (!whole)
        unproved ??= 'The list shows only a part of the keys, and nothing tells how to see the others.'
      else if (denied.length > 0)
        unproved ??= 'The API says of some that it does not know them, and they cannot be tried.'
      continue
    }
    const unanswered = own.filter(({ state }) => state === 'intended')
    const lost = unanswered.length
    if (seen.blind === null && seen.left.length + mine.length === 0) continue
    const tried = mute.has(resource) ? null : await outlived(session, resource, tracker, options)
    const lasting = tried?.certain === true ? tried.working : null
    // A key the API says it does not know may well have another id, and be refused for that reason.
    if (lost + mine.length + unknown.length === 0 && lasting?.length === 0) continue
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
