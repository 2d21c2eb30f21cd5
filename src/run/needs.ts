import fc from 'fast-check'
import { operationByKey } from '../contract/lookup.ts'
import type { Unit } from './case.ts'
import { creationName } from './creation.ts'
import { createAcquaintance } from './identity.ts'
import type { Material } from './material.ts'

/** The keys that playing a case makes. */
export interface Needs {
  /** Keys nobody else has to do with. */
  readonly own: number
  /** Names of the creations it has in common with other cases. */
  readonly creations: readonly string[]
}

/** The keys that the cases of a unit make, as far as that can be told beforehand. */
export interface CaseNeeds {
  readonly always: readonly Needs[]
  /** Cases that may be generated, at most. */
  readonly most: number
  /** The needs of the first so many of them. */
  readonly generated: (count: number) => readonly Needs[]
}

/** Of a unit for which no case can be made. */
export const noNeeds: CaseNeeds = { always: [], most: 0, generated: () => [] }

const nothing: Needs = { own: 0, creations: [] }

/** Tells what the cases of a unit need. What is met again is not played again, and needs nothing. */
export function needsOf(unit: Unit, { always, generated, runs }: Material): CaseNeeds {
  const { scenario, subject } = unit
  const create = subject.resource?.roles.create?.operation
  const target =
    (create === undefined ? undefined : operationByKey(subject.contract, create)) ?? subject.operation
  const needsOfCase = (input: unknown): Needs => {
    const creations = scenario.creations?.(input, subject) ?? null
    if (creations !== null)
      return { own: 0, creations: creations.map((creation) => creationName(target, creation)) }
    if (scenario.oneKey?.(subject) === true) return nothing
    return { own: scenario.keysOf?.(input) ?? scenario.keys, creations: [] }
  }
  return {
    always: always.map(needsOfCase),
    most: generated === null ? 0 : runs,
    generated: (count) => {
      if (generated === null) return []
      const known = createAcquaintance()
      for (const input of always) known.meet(input)
      return fc
        .sample(generated, { seed: unit.seed, numRuns: Math.min(runs, count) })
        .map((input) => (known.meet(input) ? needsOfCase(input) : nothing))
    },
  }
}
