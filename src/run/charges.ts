import type { Unit } from './case.ts'
import { ordinaryCreation } from './creation.ts'
import type { Needs } from './needs.ts'

/** Charges keys to those who need them; what several ask for is charged to the first. */
export interface Charges {
  /** Keys for a case, what was asked for before left out. */
  readonly wouldBe: (need: Needs) => number
  /** The same, and notes that it is asked for. */
  readonly charge: (need: Needs) => number
}

/** Charges for units that have so many keys of each create operation in common. */
export function createCharges(units: readonly Unit[], shared: ReadonlyMap<string, number>): Charges {
  const asked = new Set<string>()
  // An ordinary request for a new key was made when the first of those that all share was.
  for (const { contract } of units.slice(0, 1).map(({ subject }) => subject))
    for (const operation of contract.operations)
      if ((shared.get(operation.key) ?? 0) > 0) asked.add(ordinaryCreation(operation))
  const wouldBe = ({ own, creations }: Needs): number => own + new Set(creations).difference(asked).size
  return {
    wouldBe,
    charge(need) {
      const keys = wouldBe(need)
      for (const name of need.creations) asked.add(name)
      return keys
    },
  }
}
