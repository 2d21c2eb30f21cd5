import { operationByKey, roleOf } from '../contract/lookup.ts'
import { messageOf } from '../errors.ts'
import type { CreatedKey } from './keys.ts'
import type { IssuedKey, Subject } from './scenario.ts'
import type { Session } from './session.ts'
import { createMemory } from './memory.ts'
import { createStage } from './stage.ts'

/** A key that could not be taken back. */
export interface LeftKey {
  readonly id: string
  readonly operation: string
}

/** Revokes the keys that still stand, newest first, and tells which are left. */
export async function revokeStanding(session: Session, concurrency: number): Promise<readonly LeftKey[]> {
  const left: LeftKey[] = []
  const standing = [...session.keys.standing()]
  for (let start = 0; start < standing.length; start += concurrency) {
    const batch = standing.slice(start, start + concurrency)
    const results = await Promise.all(batch.map((key, offset) => revokeOne(session, key, `z${start + offset}`)))
    left.push(...results.filter((result) => result !== null))
  }
  return left
}

async function revokeOne(session: Session, key: CreatedKey, label: string): Promise<LeftKey | null> {
  const operation = operationByKey(session.contract, key.operation)
  const part = operation === undefined ? undefined : roleOf(session.contract, operation)
  if (operation === undefined || part === undefined) return { id: 'unknown', operation: key.operation }
  const subject: Subject = { contract: session.contract, operation, resource: part.resource, role: 'create', stateful: true, schemes: Object.keys(session.tokens), probe: false }
  const { stage } = createStage(session, subject, label, { keys: 0, memory: createMemory() })
  let issued: IssuedKey | null = null
  try {
    // Read before the exchange is looked at again, which would bring back the id from before a renaming.
    const current = session.keys.idOf(key.secret)
    issued = await stage.issuedBy(key.exchange)
    if (issued !== null && current !== null) issued = { ...issued, id: current }
    const answer = issued === null ? null : await stage.onKey('revoke', issued)
    if (answer !== null && (answer.response.status < 300 || answer.response.status === 404 || answer.response.status === 410)) {
      session.keys.revoked(key)
      return null
    }
  } catch (error) {
    return { id: shown(issued, key), operation: `${key.operation} (${messageOf(error)})` }
  }
  return { id: shown(issued, key), operation: key.operation }
}

/** The id of a key, or its name where there is none; a secret that serves as id stays a token. */
function shown(issued: IssuedKey | null, key: CreatedKey): string {
  return issued?.id ?? issued?.name ?? key.secret ?? 'unknown'
}
