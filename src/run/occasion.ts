import { checks } from '../checks/index.ts'
import type { Contract } from '../contract/types.ts'
import type { Scenario } from './scenario.ts'

/** Of a rule that no answer of a run was about: why, and what would make it otherwise. */
export const noOccasion =
  'No answer of this run gave occasion for it: keyproof rules, with its name, tells what would.'

/** Why nothing in a run was about a rule, and what would make it otherwise. */
export function whyUntouched(rule: string, contract: Contract, scenarios: readonly Scenario[]): string {
  const deciding = scenarios.filter(({ rules }) => rules.includes(rule))
  const needsKeys =
    deciding.length > 0 &&
    deciding.every(({ on }) => on === 'resource') &&
    !checks.some((check) => check.rules.includes(rule))
  const makesKeys = contract.keyResources.some(({ roles }) => roles.create !== undefined)
  return needsKeys && !makesKeys
    ? 'No operation is known to create keys: x-key-operation with role: create on one, in the document or an overlay, would make this decidable.'
    : noOccasion
}
