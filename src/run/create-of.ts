import { operationByKey } from '../contract/lookup.ts'
import type { Operation } from '../contract/types.ts'
import type { Stage } from './scenario.ts'

/** The operation that makes the keys of the stage's resource, whichever of its operations the stage is about. */
export function createOf({ contract, resource, operation }: Stage): Operation {
  return operationByKey(contract, resource?.roles.create?.operation ?? '') ?? operation
}
