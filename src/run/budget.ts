import type { KeyResource } from '../contract/types.ts'
import type { Unit } from './case.ts'
import { ordinaryCreation } from './creation.ts'
import type { CaseNeeds, Needs } from './needs.ts'
import { readOf } from './reuse.ts'

/** What there is to share out, and among whom. */
export interface BudgetOptions {
  readonly maxKeys: number
  /** Most cases that a property may generate. */
  readonly runs: number
  /** The target remembers what it was told. */
  readonly stateful: boolean
  /** What the cases of a property need. */
  readonly needsOf: (unit: Unit) => CaseNeeds
}

/** Who may make how many keys. */
export interface Budget {
  readonly units: readonly Unit[]
  /** Keys that scenarios share, by the operation that creates them. */
  readonly shared: ReadonlyMap<string, number>
  /** Keys for the controls and the bystanders of all that must be refused. */
  readonly controls: number
  /** Keys that may be needed in all. */
  readonly keys: number
}

/** Keys a case may make beyond what its scenario is charged, so that a miscount ends no case. */
const slack = 2

/** Keys kept back for what is played again, and for what a server makes that it should not. */
const spare = 3

/** Shares out the keys: first to what has a fixed need, then to what is generated. */
export function budgetOf(units: readonly Unit[], options: BudgetOptions): Budget {
  const shared = options.stateful ? sharedAmong(units, options.maxKeys) : new Map<string, number>()
  const controls = controlsOf(units, shared)
  const asked = new Set<string>()
  // An ordinary request for a new key was made when the first of those that all share was.
  for (const { contract } of units.slice(0, 1).map(({ subject }) => subject))
    for (const operation of contract.operations)
      if ((shared.get(operation.key) ?? 0) > 0) asked.add(ordinaryCreation(operation))
  /** Keys for a case, what was asked for before left out. */
  const chargeFor = ({ own, creations }: Needs): number => own + new Set(creations).difference(asked).size
  const charge = (need: Needs): number => {
    const keys = chargeFor(need)
    for (const name of need.creations) asked.add(name)
    return keys
  }
  const needs = new Map<number, CaseNeeds>()
  const fixed = units.map((unit): Unit => {
    // What is charged is the most it may need; the allowance of the run counts what is really made.
    if (unit.scenario.cases === undefined) return { ...unit, charged: keysOnce(unit) }
    const keys = unit.scenario.keys + slack
    if (!touchesKeys(unit)) return { ...unit, keys }
    const of = options.needsOf(unit)
    needs.set(unit.index, of)
    const charged =
      of.always.reduce((sum, need) => sum + charge(need), 0) +
      (of.always.length + of.most === 0 ? 0 : besideNeeded(unit))
    return { ...unit, keys, runs: of.most, charged }
  })
  const common = shared.values().reduce((sum, count) => sum + count, controls)
  let left = fixed.reduce((sum, { charged }) => sum - charged, options.maxKeys - common - spare)

  // What the scenarios with a fixed need leave over is shared out among the properties that create keys; those
  // that want the least come first, so that what they leave goes to the others.
  const parts = ({ scenario }: Unit): number => scenario.parts ?? 1
  const wanted = ({ index, scenario }: Unit): number => (needs.get(index)?.most ?? 0) * scenario.keys
  const drawing = fixed
    .filter(({ scenario, index }) => scenario.keys > 0 && needs.has(index))
    .toSorted((one, other) => wanted(one) / parts(one) - wanted(other) / parts(other))
  const drawn = new Map<number, { readonly runs: number; readonly keys: number }>()
  let partsLeft = drawing.reduce((sum, unit) => sum + parts(unit), 0)
  for (const unit of Number.isFinite(options.maxKeys) ? drawing : []) {
    const share = Math.floor((Math.max(0, left) * parts(unit)) / partsLeft)
    const { most, generated } = needs.get(unit.index)!
    let [runs, keys] = [0, 0]
    // Where there is enough for all whatever they need, that need not be found out.
    if (wanted(unit) <= share) [runs, keys] = [most, wanted(unit)]
    else
      for (const need of generated(options.runs)) {
        if (keys + chargeFor(need) > share) break
        keys += charge(need)
        runs += 1
      }
    drawn.set(unit.index, { runs, keys })
    left -= keys
    partsLeft -= parts(unit)
  }
  const charged = fixed.map((unit): Unit => {
    const { runs, keys } = drawn.get(unit.index) ?? { runs: unit.runs, keys: wanted(unit) }
    return { ...unit, runs, charged: unit.charged + keys }
  })
  return {
    units: charged,
    shared,
    controls,
    keys: Math.min(
      options.maxKeys,
      charged.reduce((sum, unit) => sum + unit.charged, common),
    ),
  }
}

/** How many keys each create operation makes for all: as many as any scenario asks for. */
function sharedAmong(units: readonly Unit[], maxKeys: number): Map<string, number> {
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
function controlsOf(units: readonly Unit[], shared: ReadonlyMap<string, number>): number {
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
function keysOnce(unit: Unit): number {
  const { scenario, keys, subject } = unit
  if (!touchesKeys(unit)) return 0
  const { resource, contract } = subject
  // With what others use too it is tried in the first way only, and where a read shows that credentials are let in.
  const reuses = scenario.refused === true && resource !== null && readOf(contract, resource) !== undefined
  return reuses && keys <= scenario.keys ? 0 : keys
}

/** A create operation has its control in common with all others, and nothing to act upon. */
function besideNeeded({ scenario, subject }: Unit): number {
  if (subject.role === 'create') return 0
  return (scenario.beside ?? 0) + (scenario.oneKey?.(subject) === true ? 1 : 0)
}

/** Whether playing it makes or needs keys: a list or another read of the account does not. */
function touchesKeys({ scenario, subject: { role } }: Unit): boolean {
  return (
    scenario.on === 'resource' ||
    role === 'create' ||
    role === 'update' ||
    role === 'revoke' ||
    role === 'rotate'
  )
}
