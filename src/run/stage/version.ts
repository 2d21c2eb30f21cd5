import { operationByKey, roleOf } from '../../contract/lookup.ts'
import { onceFor } from '../../contract/memo.ts'
import { parseJson } from '../../contract/pointer.ts'
import type { Contract, JsonValue, Operation } from '../../contract/types.ts'
import { idIn, keyPlace, type KeyPlace } from '../key-place.ts'
import { lockOf, takesVersion, versionIn, withVersion, type Lock, type Sent } from '../lock.ts'
import type { CallOptions } from '../scenario.ts'
import { Interrupted } from '../signals.ts'
import type { Session } from '../session.ts'
import { createTurns } from '../turns.ts'
import type { Backstage } from './backstage.ts'

interface Locked {
  readonly lock: Lock
  readonly place: KeyPlace
  readonly read: Operation
  readonly isRevocation: boolean
}

const locked = onceFor((contract: Contract) =>
  onceFor((operation: Operation): Locked | null => {
    const resource = roleOf(contract, operation)?.resource
    const place = resource === undefined ? null : keyPlace({ resource, operation })
    const lock = place === null ? null : lockOf(contract, resource!, operation)
    const read = operationByKey(contract, resource?.roles.get?.operation ?? '')
    return lock === null || read === undefined
      ? null
      : { lock, place: place!, read, isRevocation: resource!.roles.revoke?.operation === operation.key }
  }),
)

/** Changes of one key, one after another. */
const turnsOf = onceFor((_session: Session) => createTurns())

/** An input of the version that is meant, and what is called once the request is answered. */
export interface Versioned {
  readonly input: Sent
  readonly done: () => void
}

/**
 * The input of a change of a key, with the version of the key that the document asks for: it is read just before, since
 * every change makes another, and no other change of the run comes between. The same input where the document asks for
 * none, or no such key is shown.
 */
export async function ofItsVersion(
  { session, inputs, stage }: Backstage,
  operation: Operation,
  input: Sent,
  as: CallOptions['as'],
): Promise<Versioned> {
  const found = session.target.stateful ? locked(session.contract)(operation) : null
  if (found === null || !takesVersion(session.contract, operation, found.lock, input))
    return { input, done: () => {} }
  const id = idIn(found.place, input)
  if (typeof id !== 'string' && typeof id !== 'number') return { input, done: () => {} }
  const read = async (by: CallOptions['as']): Promise<JsonValue | undefined> => {
    const named = inputs.forId(found.read, String(id), by)
    const call = { input: named, unjudged: true, ...(by === undefined ? {} : { as: by }) }
    const exchange = await stage()
      .call(call, found.read)
      .catch((error: unknown) => {
        // What cannot be read may be changed all the same.
        if (error instanceof Interrupted) throw error
        return null
      })
    if (exchange === null) return undefined
    const { response } = exchange
    return response.status < 300 ? parseJson(response.body) : undefined
  }
  const done = await turnsOf(session)(`${found.read.key} ${id}`)
  try {
    // What is another's is seen by that other alone.
    const shown = (await read(undefined)) ?? (as === undefined ? undefined : await read(as))
    const version = versionIn(shown, found.lock)
    // Nothing comes after a revocation, of which several may be tried at one moment.
    if (found.isRevocation) done()
    return { input: version === undefined ? input : withVersion(found.lock, input, version), done }
  } catch (error) {
    done()
    throw error
  }
}
