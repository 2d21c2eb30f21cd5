import fc from 'fast-check'
import { roleOf } from '../contract/lookup.ts'
import type { Operation } from '../contract/types.ts'
import {
  boundaryInputs,
  documentExamples,
  enumerateDefects,
  invalidInputs,
  invalidInputsFor,
  validInputs,
} from '../generate/requests.ts'
import type { InvalidInput, OperationInput } from '../generate/types.ts'
import type { CasePath, Unit } from './case.ts'
import { createAcquaintance } from './identity.ts'
import { leavesOneKey, namingOneKey } from './one-key.ts'
import { isReference, withGiven, withoutReferences } from './references.ts'
import type { Cases, Inputs } from './scenario.ts'
import type { Session } from './session.ts'
import { cursorsOf, tame, touchesTamed, withoutCursors } from './tame.ts'

/** The cases of a unit, made once and used again for shrinking and replay. */
export interface Material {
  readonly always: readonly unknown[]
  readonly generated: fc.Arbitrary<unknown> | null
  readonly runs: number
  /** What a case that is always tried may be shrunk to, the smallest first. */
  readonly smaller?: (input: unknown) => readonly unknown[]
}

/** Of a unit for which no cases were made. */
export const emptyMaterial: Material = { always: [], generated: null, runs: 0 }

/** What is said of a unit that has no case at all. */
export function reasonForNone({ scenario }: Unit): string {
  return scenario.nothing ?? 'The document leaves nothing to try here.'
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
  const cursors = cursorsOf(contract, operation, given)
  const place = { contract, operation, resource }
  const tamed = (input: OperationInput, kept?: string): OperationInput =>
    withGiven(
      place,
      given.parameters,
      namingOneKey(place, tame(contract, operation, resource, withoutCursors(cursors, input))),
      kept === undefined || isReference(kept.replace(/^.*\//, ''))
        ? undefined
        : { part: 'body', place: kept },
    )
  // What is wrong with a request must be its one defect, so the rest of it is kept within reason too.
  const tamedInvalid = (one: InvalidInput): InvalidInput => {
    const { defect, input } = one
    const isOfCursor = defect.part === 'query' && cursors.includes(defect.place)
    const without = isOfCursor ? input : withoutCursors(cursors, input)
    // What names nothing there is would be refused for that.
    const rest = withoutReferences(place, given.parameters, without, defect)
    const reasonable = touchesTamed(resource, defect) ? rest : tame(contract, operation, resource, rest)
    const own = namingOneKey(place, reasonable, defect)
    return { ...one, input: withGiven(place, given.parameters, own, defect) }
  }
  return {
    runs,
    first: (arbitrary, count) => fc.sample(arbitrary, { seed, numRuns: count }),
    valid: () => validInputs(contract, operation, given).map((input) => tamed(input)),
    boundaries: () =>
      boundaryInputs(contract, operation, given)
        // Nor is an edge of what else may select keys tried where they are taken away.
        .filter(({ name }) => {
          const [, part, at] = /^(body|query) ([^:]*): /.exec(name) ?? []
          return part === undefined || leavesOneKey(place, { part, place: at! })
        })
        // Without its cursor, an edge of it is the plain request once more.
        .filter(({ name }) => !cursors.some((cursor) => name.startsWith(`query ${cursor}: `)))
        // An edge of a member for which a value is given is that edge all the same.
        .map(({ name, input }) => ({ name, input: tamed(input, /^body (\/[^:]*): /.exec(name)?.[1]) })),
    examples: () =>
      documentExamples(contract, operation, given).map(({ name, input }) => ({ name, input: tamed(input) })),
    invalid: () =>
      enumerateDefects(contract, operation, given).some((defect) => leavesOneKey(place, defect))
        ? invalidInputs(contract, operation, given)
            .filter(({ defect }) => leavesOneKey(place, defect))
            .map(tamedInvalid)
        : null,
    eachDefect: () =>
      enumerateDefects(contract, operation, given)
        .filter((defect) => session.target.avoid[defect.keyword] === undefined)
        .filter((defect) => leavesOneKey(place, defect))
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
  if (cases === undefined) return emptyMaterial
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
