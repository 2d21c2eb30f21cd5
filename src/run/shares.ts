import type { Contract } from '../contract/types.ts'
import { describeTarget } from '../target/described.ts'
import type { Target } from '../target/types.ts'
import { withAccess } from './access.ts'
import type { RunOptions } from './options.ts'
import type { Plan } from './plan.ts'
import { allowedKeys, mostKeys, planFor } from './preflight.ts'
import type { Scenario } from './scenario.ts'

/** What a run will do with one of its documents, and which share it has of the keys that the run may create. */
export interface Share {
  readonly contract: Contract
  readonly target: Target
  readonly plan: Plan
  /** Keys that may be planned for. */
  readonly most: number
  /** Keys that may be created on the target; none where they could not be revoked. */
  readonly allowed: number
}

/**
 * Lays out all documents before the first request. Each has an equal part of the keys that those before it will leave
 * over. Refuses a plan as `allowedKeys` does.
 */
export function sharesOf(
  contracts: readonly Contract[],
  scenarios: readonly Scenario[],
  options: RunOptions,
): readonly Share[] {
  let left = mostKeys(options, options.target === 'mock' || options.target === 'prism')
  return contracts.map((contract, index) => {
    const target = describeTarget(options.target, contract)
    const most = Math.floor(left / (contracts.length - index))
    const own = withAccess(contract, target, options)
    const plan = planFor(contract, target, scenarios, own, most)
    const allowed = allowedKeys(contract, target, plan, own, most)
    left -= Math.min(plan.keys, allowed)
    return { contract, target, plan, most, allowed }
  })
}
