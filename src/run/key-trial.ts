import { setTimeout as delay } from 'node:timers/promises'
import type { KeyResource } from '../contract/types.ts'
import { propagationMs } from './propagation.ts'
import { tidyStage } from './revoke.ts'
import type { LeftKey, Unrevoked } from './revoke-standing.ts'
import type { Session } from './session.ts'
import type { Tracker } from './tracker.ts'
import { askedByStranger, takesStrangers } from './warm.ts'

/** Standing keys that are tried, to find out whether any can be: one may have been made with few rights. */
const mostTried = 6

/** Those whose keys are refused while they stand, so that a refusal does not show that one is gone: they are used in another way. */
export async function muteResources(session: Session): Promise<ReadonlySet<KeyResource>> {
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
export async function isSecretRefused(
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
export async function stillWorking(
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

/** What came of trying keys whose revocation was answered. */
export interface Outlived {
  /** Those that work all the same. */
  readonly working: readonly LeftKey[]
  /** Whether the others are known to be gone: none could not be tried, and not just anything works. */
  readonly certain: boolean
}

const uncertain: Outlived = { working: [], certain: false }

/** Keys that work although their revocation was accepted; `among` those that the API said it does not know, where they are given. */
export async function outlived(
  session: Session,
  resource: KeyResource,
  { trail, write }: Tracker,
  { concurrency, among }: { readonly concurrency: number; readonly among?: readonly string[] },
): Promise<Outlived> {
  const operation = resource.roles.create?.operation ?? ''
  const tried = async (
    secrets: readonly string[],
  ): Promise<{ readonly working: readonly string[]; readonly certain: boolean }> => {
    const working: string[] = []
    let certain = true
    for (let start = 0; start < secrets.length; start += concurrency) {
      const batch = secrets.slice(start, start + concurrency)
      const refused = await Promise.all(batch.map((secret) => isSecretRefused(session, resource, secret)))
      certain &&= !refused.includes(null)
      working.push(...batch.filter((_secret, index) => refused[index] === false))
    }
    return { working, certain }
  }
  const all = among ?? session.keys.secretsBy(operation)
  const why = among === undefined ? 'was accepted' : 'was answered as if it did not exist'
  // A key that was turned off is refused whether it was revoked or not.
  const telling = all.filter((secret) => !session.keys.isOff(session.keys.idOf(secret) ?? ''))
  if (all.length > 0 && telling.length === 0) return uncertain
  const first = await tried(telling)
  if (first.working.length === 0) return { working: [], certain: first.certain }
  const stage = tidyStage(session, resource, 'w')
  const declared = propagationMs(session.contract, 'revoke')
  // Within the time that the document gives them they may well work.
  if (stage === null || declared > longestGraceMs) return uncertain
  if (await takesStrangers(stage, { secret: first.working[0]! })) return uncertain
  await delay(Math.min(session.leniency.graceMs + declared, longestGraceMs))
  const { working, certain } = await tried(first.working)
  const left = working.map((secret) => {
    const id = session.keys.idOf(secret)
    const known = trail.all().find((key) => id !== null && key.id === id)
    if (known?.state === 'revoked') write({ type: 'stands', key: known.key }, true)
    return { id: id ?? secret, operation: `${operation} (its revocation ${why}, and it works)` }
  })
  return { working: left, certain: certain && first.certain }
}
