import { operationByKey } from '../contract/lookup.ts'
import type { KeyResource } from '../contract/types.ts'
import { messageOf } from '../errors.ts'
import type { Exchange } from '../http/exchange.ts'
import { createMemory } from './memory.ts'
import type { CallOptions, IssuedKey, Stage, Subject } from './scenario.ts'
import type { Session } from './session.ts'
import { createStage } from './stage/stage.ts'

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
  return createStage(session, subject, label, { keys: 0, memory: createMemory() }).stage()
}

/** Who calls: the run's own account or the second one. */
export function asCaller(as: 'other' | undefined): Pick<CallOptions, 'as'> {
  return as === undefined ? {} : { as }
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

/** A key of which nothing is known but its id. */
function byId(id: string, name: string | null): IssuedKey {
  return { secret: '', id, name, exchange: nothing }
}

const nothing: Exchange = {
  request: { operation: null, method: 'GET', path: '/', headers: [] },
  response: { status: 0, headers: [], body: '', truncated: false },
  facts: { sightings: [], violations: null, issued: null, json: false },
}
