import { operationByKey, roleOf } from '../contract/lookup.ts'
import type { Operation, Role } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Stage } from './scenario.ts'
import type { Session } from './session.ts'
import { Unjudgeable } from './signals.ts'

/** A request that many scenarios can send for as long as it is refused, so that not each needs a key of its own. */
export interface Reused {
  readonly input: OperationInput
  /** Shows that the credentials are let in: by the operation itself once in the run, and by a read now. */
  control(): Promise<Exchange | null>
}

/** What can be reused for an operation that makes or names a key; null where a scenario is better off on its own. `fresh` gives a stage of its own name. */
export async function reused(
  session: Session,
  stage: Stage,
  operation: Operation,
  fresh: (label: string) => Stage,
): Promise<Reused | null> {
  const part = roleOf(session.contract, operation)
  if (!session.target.stateful || part === undefined || !isChange(part.role)) return null
  const read = [part.resource.roles.list?.operation, ...part.resource.canaries]
    .flatMap((key) => (key === undefined ? [] : (operationByKey(session.contract, key) ?? [])))
    .find(({ method, security }) => method === 'GET' && security.length > 0)
  const input = await bystander(session, stage, operation, fresh)
  if (read === undefined || input === null) return null
  if (part.role === 'update' || part.role === 'rotate')
    return { input, control: () => stage.call({ input }, operation) }
  return {
    input,
    async control() {
      const known = await sharedControl(session, operation, fresh)
      return known === null || known.response.status >= 400 ? null : stage.call({}, read)
    },
  }
}

/** The ordinary call of an operation, made once in the run; null where it may not be. */
export function sharedControl(
  session: Session,
  operation: Operation,
  fresh: (label: string) => Stage,
): Promise<Exchange | null> {
  const label = `c${session.contract.operations.indexOf(operation)}`
  return session.memory.once(`control of ${operation.key}`, () =>
    ifItCanBeHad(() => fresh(label).call({}, operation)),
  )
}

/** A valid input that names a key of which nothing is asked but what must be refused; null where there is none, or no more. */
export async function bystander(
  session: Session,
  stage: Stage,
  operation: Operation,
  fresh: (label: string) => Stage,
): Promise<OperationInput | null> {
  const part = roleOf(session.contract, operation)
  if (!session.target.stateful || part === undefined || !isChange(part.role)) return null
  if (part.role === 'create') return stage.input(operation)
  const label = `b${session.contract.keyResources.indexOf(part.resource)}`
  const key = await session.memory.once(`bystander of ${part.resource.label}`, () =>
    ifItCanBeHad(() => fresh(label).createKey()),
  )
  const stands = key !== null && session.keys.standing().some(({ secret }) => secret === key.secret)
  return !stands || key.id === null ? null : stage.inputFor(key, operation)
}

function isChange(role: Role | 'canary'): boolean {
  return role === 'create' || role === 'update' || role === 'revoke' || role === 'rotate'
}

/** null where it cannot be had, for instance for want of keys. */
async function ifItCanBeHad<T>(make: () => Promise<T>): Promise<T | null> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof Unjudgeable) return null
    throw error
  }
}
