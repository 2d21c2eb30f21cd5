import type { KeyResource } from '../contract/types.ts'
import type { Unit } from './case.ts'
import { readOf } from './reuse.ts'

/** How many keys each create operation makes for all: as many as any scenario asks for. */
export function sharedAmong(units: readonly Unit[], maxKeys: number): Map<string, number> {
  const shared = new Map<string, number>()
  let left = maxKeys
  for (const { scenario, subject } of units) {
    const creates = subject.resource?.roles.create?.operation
    if (creates === undefined || scenario.shared === undefined) continue
    const known = shared.get(creates) ?? 0
    const more = Math.max(0, Math.min(scenario.shared - known, left))
    shared.set(creates, known + more)
    left -= more
  }
  return shared
}

/** Keys for the control of a create operation, unless one is made for all anyway, for that of a revocation, and for a bystander. */
export function controlsOf(units: readonly Unit[], shared: ReadonlyMap<string, number>): number {
  const refusing = new Set<KeyResource>()
  for (const unit of units)
    if (unit.scenario.refused === true && touchesKeys(unit) && unit.subject.resource !== null)
      refusing.add(unit.subject.resource)
  return [...refusing].reduce((sum, { roles: { create, revoke, update } }) => {
    const made = create === undefined || (shared.get(create.operation) ?? 0) > 0 ? 0 : 1
    return sum + made + [revoke, revoke ?? update].filter((role) => role !== undefined).length
  }, 0)
}

/** Keys for a scenario that is played once, beside those it shares with others. */
export function keysOnce(unit: Unit): number {
  const { scenario, keys, subject } = unit
  if (!touchesKeys(unit)) return 0
  const { resource, contract } = subject
  // With what others use too it is tried in the first way only, and where a read shows that credentials are let in.
  const reuses = scenario.refused === true && resource !== null && readOf(contract, resource) !== undefined
  return reuses && keys <= scenario.keys ? 0 : keys
}

/** Keys that the cases of a unit make between them: a create operation has its control in common with all others, and nothing to act upon. */
export function besideNeeded({ scenario, subject }: Unit): number {
  if (subject.role === 'create') return 0
  return (scenario.beside ?? 0) + (scenario.oneKey?.(subject) === true ? 1 : 0)
}

/** Whether playing it makes or needs keys: a list or another read of the account does not. */
export function touchesKeys({ scenario, subject: { role } }: Unit): boolean {
  return (
    scenario.on === 'resource' ||
    role === 'create' ||
    role === 'update' ||
    role === 'revoke' ||
    role === 'rotate'
  )
}
