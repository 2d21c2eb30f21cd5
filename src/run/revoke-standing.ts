import { operationByKey, roleOf } from '../contract/lookup.ts'
import type { KeyResource } from '../contract/types.ts'
import { messageOf } from '../errors.ts'
import type { Exchange } from '../http/exchange.ts'
import type { CreatedKey } from './keys.ts'
import { tidyStage } from './revoke.ts'
import type { IssuedKey, Stage } from './scenario.ts'
import type { Session } from './session.ts'

/** A key that could not be taken back. */
export interface LeftKey {
  readonly id: string
  readonly operation: string
}

/** Keys that could not be revoked, and those of which the API said that it does not know them. */
export interface Unrevoked {
  readonly unrevoked: readonly { readonly key: CreatedKey; readonly left: LeftKey }[]
  readonly unknown: readonly CreatedKey[]
}

/** Revokes every key that still stands, newest first. */
export async function revokeStanding(session: Session, concurrency: number): Promise<Unrevoked> {
  const unrevoked: { readonly key: CreatedKey; readonly left: LeftKey }[] = []
  const unknown: CreatedKey[] = []
  const standing = [...session.keys.standing()]
  for (let start = 0; start < standing.length; start += concurrency) {
    const batch = standing.slice(start, start + concurrency)
    const results = await Promise.all(
      batch.map(async (key, offset) => ({ key, left: await revokeOne(session, key, `z${start + offset}`) })),
    )
    for (const { key, left } of results) {
      if (left === 'unknown') unknown.push(key)
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

/** The id of a key, or its name where there is none; a secret that serves as id stays a token. */
function shown(issued: IssuedKey | null, key: CreatedKey): string {
  return issued?.id ?? issued?.name ?? key.secret ?? 'unknown'
}
