import type { Contract } from '../contract/types.ts'
import type { Unit } from '../run/case.ts'
import { materialOf, reasonForNone } from '../run/material.ts'
import { ideal } from './ideal.ts'

/** Why a document gives a scenario nothing to try; null where it does, and where only a run can tell. */
export function emptinessOf(contract: Contract, unit: Unit): string | null {
  if (unit.scenario.cases === undefined) return null
  try {
    const { always, generated } = materialOf({ contract, target: ideal, given: { parameters: {} } }, unit)
    return always.length > 0 || generated !== null ? null : reasonForNone(unit)
  } catch {
    return null
  }
}
