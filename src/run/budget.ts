import type { Unit } from './case.ts'
import { createCharges, type Charges } from './charges.ts'
import { besideNeeded, controlsOf, keysOnce, sharedAmong, touchesKeys } from './fixed-needs.ts'
import type { CaseNeeds } from './needs.ts'
import { shareOut, wantedBy, type Drawing } from './share-out.ts'

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
  /** Even what is tried in any case would take more keys than there may be. */
  readonly short: boolean
}

/** Keys a case may make beyond what its scenario is charged, so that a miscount ends no case. */
const slack = 2

/** Keys kept back for what is played again, and for what a server makes that it should not. */
const spare = 3

/** Shares out the keys: first to what has a fixed need, then to what is generated. */
export function budgetOf(units: readonly Unit[], options: BudgetOptions): Budget {
  const { maxKeys } = options
  const shared = options.stateful ? sharedAmong(units, maxKeys) : new Map<string, number>()
  const controls = controlsOf(units, shared)
  const charges = createCharges(units, shared)
  const fixed = units.map((unit) => fixedNeed(unit, options.needsOf, charges))
  const common = shared.values().reduce((sum, count) => sum + count, controls)
  const left = fixed.reduce((sum, { unit }) => sum - unit.charged, maxKeys - common - spare)
  const drawing = fixed.flatMap(({ unit, needs }): Drawing[] =>
    unit.scenario.keys > 0 && needs !== null ? [{ unit, needs }] : [],
  )
  const drawn = Number.isFinite(maxKeys)
    ? shareOut(drawing, left, options.runs, charges)
    : new Map(drawing.map((one) => [one.unit.index, { runs: one.unit.runs, keys: wantedBy(one) }]))
  const charged = fixed.map(({ unit }): Unit => {
    const { runs, keys } = drawn.get(unit.index) ?? { runs: unit.runs, keys: 0 }
    return { ...unit, runs, charged: unit.charged + keys }
  })
  const needed = charged.reduce((sum, unit) => sum + unit.charged, common)
  return { units: charged, shared, controls, keys: Math.min(maxKeys, needed), short: needed > maxKeys }
}

/** A unit charged with what it needs whatever is generated; with the needs of its cases where they make keys. */
function fixedNeed(
  unit: Unit,
  needsOf: BudgetOptions['needsOf'],
  { charge }: Charges,
): { readonly unit: Unit; readonly needs: CaseNeeds | null } {
  // What is charged is the most it may need; the allowance of the run counts what is really made.
  if (unit.scenario.cases === undefined) return { unit: { ...unit, charged: keysOnce(unit) }, needs: null }
  const keys = unit.scenario.keys + slack
  if (!touchesKeys(unit)) return { unit: { ...unit, keys }, needs: null }
  const needs = needsOf(unit)
  const always = needs.always.reduce((sum, need) => sum + charge(need), 0)
  const beside = needs.always.length + needs.most === 0 ? 0 : besideNeeded(unit)
  return { unit: { ...unit, keys, runs: needs.most, charged: always + beside }, needs }
}
