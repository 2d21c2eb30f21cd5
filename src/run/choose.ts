import { roleOf } from '../contract/lookup.ts'
import type { Contract, Operation } from '../contract/types.ts'
import { isProtected } from '../generate/credentials.ts'
import type { Target } from '../target/types.ts'

/** What decides which operations are tried. */
export interface Choice {
  readonly contract: Contract
  readonly target: Target
  /** Whether an operation was named by the user; null when the user named none. */
  readonly named: ((operation: Operation) => boolean) | null
  /** Most operations tried where neither the user nor a key resource chooses them. */
  readonly maxOperations: number
}

/** Operations of key resources and their canaries; where there is no key resource, as many as may be; or those named. */
export function chooseOperations({ contract, named, target, maxOperations }: Choice): {
  readonly chosen: readonly Operation[]
  readonly leftOut: readonly Operation[]
  readonly beyond: readonly Operation[]
} {
  const keep = (operation: Operation): boolean => {
    if (named !== null) return named(operation)
    if (roleOf(contract, operation) !== undefined) return true
    if (contract.keyResources.length > 0) return false
    return target.ephemeral || operation.method === 'GET' || operation.method === 'HEAD'
  }
  const kept = contract.operations.filter(keep)
  const chosen = named === null && contract.keyResources.length === 0 ? spread(kept, maxOperations) : kept
  const taken = new Set(chosen)
  return {
    chosen,
    leftOut: named === null ? contract.operations.filter((operation) => !keep(operation)) : [],
    beyond: kept.filter((operation) => !taken.has(operation)),
  }
}

/** So many of the operations, from all over the document rather than its beginning. */
function spread(operations: readonly Operation[], most: number): readonly Operation[] {
  if (operations.length <= most) return operations
  return Array.from(
    { length: most },
    (_, index) => operations[Math.floor((index * operations.length) / most)]!,
  )
}

/** Best ground to try credentials on: the list of keys, which no server leaves open on purpose, then a read that needs no id, then any protected operation. */
export function probeOperation(contract: Contract, operations: readonly Operation[]): Operation | undefined {
  const guarded = operations.filter(isProtected)
  const plain = (operation: Operation): boolean => operation.method === 'GET' && !operation.key.includes('{')
  return (
    guarded.find((operation) => plain(operation) && roleOf(contract, operation)?.role === 'list') ??
    guarded.find(plain) ??
    guarded.find((operation) => operation.method === 'GET') ??
    guarded.find((operation) => operation.method === 'POST') ??
    guarded[0]
  )
}
