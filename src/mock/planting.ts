import type { Contract } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import type { Fault, FaultBed, FaultHooks } from './fault.ts'
import { combineHooks } from './fault.ts'
import { faults } from './faults/index.ts'

/** The faults of these names; throws KeyproofError for one that is none or cannot show on the contract. */
export function chooseFaults(contract: Contract, names: readonly string[]): readonly Fault[] {
  return [...new Set(names)].map((name) => {
    const fault = faults.find((candidate) => candidate.name === name)
    if (fault === undefined) {
      const near = suggestion(
        name,
        faults.map((one) => one.name),
      )
      throw new KeyproofError(
        'usage',
        `There is no fault ${name}.`,
        `${near === null ? '' : `${near} `}\`--fault list\` shows all.`,
      )
    }
    const applies = fault.appliesTo(contract)
    if (applies !== true)
      throw new KeyproofError(
        'usage',
        `The fault ${name} cannot show on ${contract.name}: ${applies}.`,
        'Choose another fault, or another document.',
      )
    return fault
  })
}

/** The hooks of the faults, planted afresh. */
export function plantFaults(chosen: readonly Fault[], bed: FaultBed): FaultHooks | undefined {
  return combineHooks(chosen.map((fault) => fault.plant(bed)))
}
