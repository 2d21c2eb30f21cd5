import fc from 'fast-check'
import { roleOf } from '../contract/lookup.ts'
import type { Operation } from '../contract/types.ts'
import type { InvalidInput, OperationInput } from '../generate/types.ts'
import { tame, touchesTamed } from './tame.ts'
import {
  boundaryInputs,
  documentExamples,
  enumerateDefects,
  invalidInputs,
  invalidInputsFor,
  validInputs,
} from '../generate/requests.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { Unsatisfiable } from '../generate/unsatisfiable.ts'
import { playCase, type CasePath, type CaseResult, type Unit } from './case.ts'
import { createAcquaintance } from './identity.ts'
import type { Cases, Inputs } from './scenario.ts'
import { valueAtPath } from './replay.ts'
import type { Session } from './session.ts'

/** The cases of a unit, made once and used again for shrinking and replay. */
export interface Material {
  readonly always: readonly unknown[]
  readonly generated: fc.Arbitrary<unknown> | null
  readonly runs: number
  /** What a case that is always tried may be shrunk to, the smallest first. */
  readonly smaller?: (input: unknown) => readonly unknown[]
}

/** What a unit ended in, in the order of its cases. */
export interface UnitResult {
  readonly unit: Unit
  readonly material: Material
  readonly cases: readonly CaseResult[]
}

/** Of a unit for which no cases were made. */
export const emptyMaterial: Material = { always: [], generated: null, runs: 0 }

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
function nothingToTry({ scenario, subject, rules }: Unit): CaseResult {
  const reason = scenario.nothing ?? 'The document leaves nothing to try here.'
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

/** Generation of requests for one operation of a session. */
function inputsOf(
  session: Pick<Session, 'contract' | 'given' | 'target'>,
  operation: Operation,
  runs: number,
  seed: number,
): Inputs {
  const { contract, given } = session
  const resource = roleOf(contract, operation)?.resource ?? null
  const tamed = (input: OperationInput): OperationInput => tame(contract, operation, resource, input)
  // What is wrong with a request must be its one defect, so the rest of it is kept within reason too.
  const tamedInvalid = (one: InvalidInput): InvalidInput =>
    touchesTamed(resource, one.defect) ? one : { ...one, input: tamed(one.input) }
  return {
    runs,
    first: (arbitrary, count) => fc.sample(arbitrary, { seed, numRuns: count }),
    valid: () => validInputs(contract, operation, given).map(tamed),
    boundaries: () =>
      boundaryInputs(contract, operation, given).map(({ name, input }) => ({ name, input: tamed(input) })),
    examples: () =>
      documentExamples(contract, operation, given).map(({ name, input }) => ({ name, input: tamed(input) })),
    invalid: () =>
      enumerateDefects(contract, operation, given).length === 0
        ? null
        : invalidInputs(contract, operation, given).map(tamedInvalid),
    eachDefect: () =>
      enumerateDefects(contract, operation, given)
        .filter((defect) => session.target.avoid[defect.keyword] === undefined)
        .map((defect) => ({
          defect,
          input: invalidInputsFor(contract, operation, given, defect).map(tamedInvalid),
        })),
  }
}

/** The cases of a unit. */
export function materialOf(session: Pick<Session, 'contract' | 'given' | 'target'>, unit: Unit): Material {
  const { scenario, subject } = unit
  const cases: Cases<unknown> | undefined = scenario.cases?.(
    subject,
    inputsOf(session, subject.operation, unit.runs, unit.seed),
  )
  if (cases === undefined) return { always: [], generated: null, runs: 0 }
  return {
    always: cases.always,
    generated: cases.generated,
    runs: Math.min(unit.runs, cases.runs ?? unit.runs),
    ...(cases.smaller === undefined ? {} : { smaller: (input) => cases.smaller!(input) }),
  }
}

/** A case to be played. */
export interface Job {
  readonly path: CasePath
  readonly input: unknown
}

/** The cases of a unit in order, those always tried and those generated for its seed, each once. */
export function jobsOf({ seed }: Unit, { always, generated, runs }: Material): readonly Job[] {
  const jobs = always.map((input, index): Job => ({ path: { kind: 'always', index }, input }))
  const known = createAcquaintance()
  for (const input of always) known.meet(input)
  if (generated !== null && runs > 0)
    fc.sample(generated, { seed, numRuns: runs }).forEach((input, index) => {
      // An operation that takes nothing gives the same request over and over; once is enough.
      if (known.meet(input)) jobs.push({ path: { kind: 'generated', path: String(index) }, input })
    })
  return jobs
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
  const atOnce = unit.scenario.alone === true ? 1 : concurrency
  await Promise.all(Array.from({ length: Math.min(atOnce, jobs.length) }, work))
  return { unit, material, cases }
}
