import type { IssuedKey } from './scenario.ts'
import type { Session } from './session.ts'
import { Unjudgeable } from './signals.ts'

/** Keys that nothing changes, or why there are none. */
export type SharedKeys = { readonly keys: readonly IssuedKey[] } | { readonly none: string }

/** Name under which the session's memory keeps the shared keys of a create operation. */
export function sharedKeysName(create: string): string {
  return `shared keys of ${create}`
}

/** The keys made for all, or the end of the case. */
export async function sharedKeys(session: Session, create: string): Promise<readonly IssuedKey[]> {
  const found = await session.memory.once(sharedKeysName(create), (): Promise<SharedKeys> =>
    Promise.resolve({ none: 'No keys were made for all scenarios to share.' }),
  )
  if ('none' in found) throw new Unjudgeable(found.none)
  return found.keys
}
