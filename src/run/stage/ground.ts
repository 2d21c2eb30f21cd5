import { operationByKey } from '../../contract/lookup.ts'
import { onceFor } from '../../contract/memo.ts'
import type { KeyResource, Operation } from '../../contract/types.ts'
import { satisfiable, tokenAt, waysIn, type WayIn } from '../../generate/credentials.ts'
import { tokenName } from '../../secrets/token.ts'
import { keyReads } from '../key-read.ts'
import type { Subject } from '../scenario.ts'
import type { Session } from '../session.ts'
import { Unjudgeable } from '../signals.ts'

/** What every case of a subject stands on. */
export interface Ground {
  readonly canary: Operation | null
  readonly required: readonly string[]
  readonly ways: readonly WayIn[]
  /** Begins the names of the secrets that answers issue. */
  readonly secretPrefix: string
}

/** The ground of a subject, found out once for a session. */
export const groundsOf: (session: Session) => (subject: Subject) => Ground = onceFor((session: Session) =>
  onceFor(({ operation, resource }: Subject): Ground => ({
    canary:
      (resource === null ? undefined : session.keyRead.get(resource.label)) ??
      keyReads(session, resource)[0] ??
      null,
    required: Object.keys(satisfiable(operation, session.tokens) ?? {}).filter(
      (name) => tokenAt(session.tokens, name) !== undefined,
    ),
    ways: waysIn(operation, session.tokens),
    secretPrefix: tokenName(`${session.contract.name}.@`),
  })),
)

/** The operation that creates the resource's keys; ends the case where there is none. */
export function createOperation(session: Session, resource: KeyResource | null): Operation {
  const key = resource?.roles.create?.operation
  const operation = key === undefined ? undefined : operationByKey(session.contract, key)
  if (operation === undefined) throw new Unjudgeable('The document has no operation that creates a key.')
  return operation
}
