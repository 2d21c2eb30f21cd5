import { KeyproofError, messageOf } from '../errors.ts'
import { Unsatisfiable } from '../generate/unsatisfiable.ts'
import { playCase, playsAlone, type CasePath, type CaseResult, type Unit } from './case.ts'
import { emptyMaterial, jobsOf, materialOf, reasonForNone, type Material } from './material.ts'
import { valueAtPath } from './replay.ts'
import type { Session } from './session.ts'

/** What a unit ended in, in the order of its cases. */
export interface UnitResult {
  readonly unit: Unit
  readonly material: Material
  readonly cases: readonly CaseResult[]
}

/** The result of a unit for which no case could be made: the document asks for the impossible, or the scenario is at fault. */
export function unmade({ subject, rules }: Unit, error: unknown): CaseResult {
  const reason =
    error instanceof Unsatisfiable || error instanceof KeyproofError ? error.message : 'The scenario crashed.'
  return {
    path: { kind: 'once' },
    outcomes: rules.map((rule) => ({
      kind: 'inconclusive',
      rule,
      operation: subject.operation.key,
      reason,
    })),
    requests: 0,
    crashed: error instanceof Unsatisfiable || error instanceof KeyproofError ? null : messageOf(error),
  }
}

/** The result of a unit whose document gives it nothing to try. */
function nothingToTry(unit: Unit): CaseResult {
  const { subject, rules } = unit
  const reason = reasonForNone(unit)
  return {
    path: { kind: 'once' },
    outcomes: rules.map((rule) => ({
      kind: 'not-applicable',
      rule,
      operation: subject.operation.key,
      reason,
    })),
    requests: 0,
    crashed: null,
  }
}

async function playOnly(
  session: Session,
  unit: Unit,
  material: Material,
  path: CasePath,
): Promise<CaseResult> {
  const input =
    path.kind === 'always'
      ? (path.smaller ?? []).reduce(
          (input, index) => material.smaller?.(input)[index],
          material.always[path.index],
        )
      : path.kind === 'generated' && material.generated !== null
        ? await valueAtPath(material.generated, unit.seed, path.path)
        : undefined
  return input === undefined ? nothingToTry(unit) : playCase(session, unit, path, input, 'r')
}

/**
 * Plays every case of a unit, so many side by side. All are played whatever becomes of the others, so what is
 * sent does not depend on timing; values are those fast-check itself would try with the seed.
 */
export async function playUnit(session: Session, unit: Unit, concurrency: number): Promise<UnitResult> {
  if (unit.scenario.cases === undefined) {
    return {
      unit,
      material: emptyMaterial,
      cases: [await playCase(session, unit, { kind: 'once' }, undefined, String(unit.index), true)],
    }
  }
  let material: Material
  try {
    material = materialOf(session, unit)
  } catch (error) {
    return { unit, material: emptyMaterial, cases: [unmade(unit, error)] }
  }
  if (unit.only !== undefined)
    return { unit, material, cases: [await playOnly(session, unit, material, unit.only)] }
  const jobs = jobsOf(unit, material)
  if (jobs.length === 0) return { unit, material, cases: [nothingToTry(unit)] }
  const cases: CaseResult[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < jobs.length; index = next++) {
      const { path, input } = jobs[index]!
      cases[index] = await playCase(session, unit, path, input, `${unit.index}.${index}`, true)
    }
  }
  const atOnce = playsAlone(unit) ? 1 : concurrency
  await Promise.all(Array.from({ length: Math.min(atOnce, jobs.length) }, work))
  return { unit, material, cases }
}
