import { operationByKey } from '../contract/lookup.ts'
import { otherKindAskedFor } from '../contract/other-kind.ts'
import type { KeyResource, Operation } from '../contract/types.ts'
import { isProtected } from '../generate/credentials.ts'
import type { IssuedKey, Stage } from './scenario.ts'
import type { Session } from './session.ts'

/** The protected reads on which a key may be tried, the likeliest first. */
export function keyReads(
  { contract }: Pick<Session, 'contract'>,
  resource: KeyResource | null,
): readonly Operation[] {
  const { canaries = [], roles = {}, secret } = resource ?? {}
  const create = operationByKey(contract, roles.create?.operation ?? '')
  return [...new Set([...canaries, roles.list?.operation ?? ''])].flatMap((key) => {
    const operation = operationByKey(contract, key)
    // What anybody may read says nothing of a key, whatever the document calls it.
    if (operation === undefined || !isProtected(operation)) return []
    // Nor does a read that takes other credentials than the key.
    const carrier = secret?.carrier ?? null
    const isTaken = carrier === null || operation.security.some((requirement) => carrier in requirement)
    // Words may keep it for keys of another kind.
    const isKept = create !== undefined && otherKindAskedFor(contract, operation, create) !== null
    return isTaken && !isKept ? [operation] : []
  })
}

/** Whether keys may be refused by the likeliest read, since it manages keys, and let in by another. */
export function isReadUncertain(session: Session, resource: KeyResource): boolean {
  const [usual, ...others] = keyReads(session, resource)
  return others.length > 0 && Object.values(resource.roles).some(({ operation }) => operation === usual?.key)
}

/**
 * Takes down another read for the keys of a resource where they are refused by the one that manages keys, which some APIs
 * leave to people, and let in there, as nobody is without a key.
 */
export async function chooseKeyRead(
  session: Session,
  resource: KeyResource,
  stage: Stage,
  key: IssuedKey,
): Promise<void> {
  if (!isReadUncertain(session, resource)) return
  const [usual, ...others] = keyReads(session, resource)
  const first = await stage.use(key, usual, { unjudged: true })
  if (first?.response.status !== 401 && first?.response.status !== 403) return
  for (const read of others) {
    const answer = await stage.use(key, read, { unjudged: true })
    if (answer === null || answer.response.status >= 300) continue
    const bare = await stage.call({ credentials: 'none', unjudged: true }, read)
    if (bare.response.status !== 401 && bare.response.status !== 403) continue
    session.keyRead.set(resource.label, read)
    return
  }
}
