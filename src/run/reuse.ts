import { indexOfResource, operationByKey, roleOf } from '../contract/lookup.ts'
import type { Contract, KeyResource, Operation, Role } from '../contract/types.ts'
import { ordinary } from './creation.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Memory } from './memory.ts'
import type { IssuedKey, Stage } from './scenario.ts'
import type { Session } from './session.ts'
import { Unjudgeable } from './signals.ts'

/** A request that many scenarios can send for as long as it is refused, so that not each needs a key of its own. */
export interface Reused {
  readonly input: OperationInput
  /** Shows that the credentials are let in: by the operation itself once in the run, and by a read now. */
  control(): Promise<Exchange | null>
}

/** Where cases that have bystanders in common keep them, and the stages on which they are made, each of its own name. */
export interface Common {
  readonly memory: Memory
  readonly fresh: (label: string) => Stage
}

/** What can be reused for an operation that makes or names a key; null where a scenario is better off on its own. `fresh` gives a stage of its own name. */
export async function reused(
  session: Session,
  stage: Stage,
  operation: Operation,
  common: Common,
  fresh: (label: string) => Stage,
): Promise<Reused | null> {
  const part = roleOf(session.contract, operation)
  if (!session.target.stateful || part === undefined || !isChange(part.role)) return null
  const read = readOf(session.contract, part.resource)
  const input = await bystander(session, stage, operation, common)
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

/** A read that shows whether credentials are let in. */
export function readOf(contract: Contract, { roles, canaries }: KeyResource): Operation | undefined {
  return [roles.list?.operation, ...canaries]
    .flatMap((key) => (key === undefined ? [] : (operationByKey(contract, key) ?? [])))
    .find(({ method, security }) => method === 'GET' && security.length > 0)
}

/** The ordinary call of an operation, made once in the run; null where it may not be. */
export async function sharedControl(
  session: Session,
  operation: Operation,
  fresh: (label: string) => Stage,
): Promise<Exchange | null> {
  const part = roleOf(session.contract, operation)
  if (part?.role === 'revoke')
    return (await sharedRevocation(session, part.resource, operation, fresh))?.exchange ?? null
  return session.memory.once(`control of ${operation.key}`, () =>
    ifItCanBeHad(async () => {
      const stage = fresh(labelOf(session, operation))
      if (part?.role !== 'create' || stage.operation.key !== operation.key) return stage.call({}, operation)
      return (await stage.created(ordinary)).exchange
    }),
  )
}

/** A key that was used and then revoked, made once in the run, and the answer to the revocation; null where there is none. */
export function sharedRevocation(
  session: Session,
  resource: KeyResource,
  operation: Operation,
  fresh: (label: string) => Stage,
): Promise<{ readonly key: IssuedKey; readonly exchange: Exchange } | null> {
  return session.memory.once(`revocation of ${resource.label}`, () =>
    ifItCanBeHad(async () => {
      const stage = fresh(labelOf(session, operation))
      const key = await stage.createKey()
      await stage.use(key)
      const exchange = await stage.onKey('revoke', key)
      return exchange === null ? null : { key, exchange }
    }),
  )
}

function labelOf({ contract }: Session, operation: Operation): string {
  return `c${contract.operations.indexOf(operation)}`
}

/** A valid input that names a key of which nothing is asked but what must be refused; null where there is none, or no more. */
export async function bystander(
  session: Session,
  stage: Stage,
  operation: Operation,
  common: Common,
): Promise<OperationInput | null> {
  const part = roleOf(session.contract, operation)
  if (!session.target.stateful || part === undefined || !isChange(part.role)) return null
  if (part.role === 'create') return stage.input(operation)
  const key = await bystanderKey(session, part.resource, common)
  return key === null || key.id === null ? null : stage.inputFor(key, operation)
}

/** The key of a resource that bystanders name; null where there is none, or no more. */
export async function bystanderKey(
  session: Session,
  resource: KeyResource,
  { memory, fresh }: Common,
): Promise<IssuedKey | null> {
  const label = `b${indexOfResource(session.contract, resource)}`
  const key = await memory.once(`bystander of ${resource.label}`, () =>
    ifItCanBeHad(() => fresh(label).createKey()),
  )
  const stands = key !== null && session.keys.standing().some(({ secret }) => secret === key.secret)
  return stands ? key : null
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
