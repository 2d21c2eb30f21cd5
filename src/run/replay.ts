import fc from 'fast-check'
import { KeyproofError } from '../errors.ts'
import type { CasePath } from './case.ts'
import type { Plan } from './plan.ts'
import type { ReplayPoint } from './replay-token.ts'

/**
 * The plan with nothing left in it but the unit of a replay point, which plays that one case. Throws a
 * KeyproofError where there is none, which may be for want of the credentials that are `missing`.
 */
export function focusOn(plan: Plan, point: ReplayPoint, missing: readonly string[]): Plan {
  const found = plan.units.find(
    (unit) => unit.scenario.name === point.scenario && unit.subject.operation.key === point.operation,
  )
  if (found === undefined && missing.length > 0)
    throw new KeyproofError(
      'credential',
      `No credential for ${missing.join(' and ')} is given, and ${point.operation} asks for it.`,
      `Add ${missing.map((scheme) => `--credential ${scheme}=env:NAME`).join(' ')} as in the run that printed the token.`,
    )
  if (found === undefined)
    throw new KeyproofError(
      'usage',
      `The token speaks of the scenario ${point.scenario} on ${point.operation}, which this document and target do not call for.`,
      'Give the document and the target of the run that printed it.',
    )
  return { ...plan, units: [{ ...found, index: 0, only: casePathOf(point.path) }], unplayed: [] }
}

function casePathOf(path: string): CasePath {
  if (path === '') return { kind: 'once' }
  if (!path.startsWith('a')) return { kind: 'generated', path }
  const [index = 0, ...smaller] = path.slice(1).split(':').map(Number)
  return { kind: 'always', index, ...(smaller.length === 0 ? {} : { smaller }) }
}

/** The value fast-check has at a path, shrunk values included. */
export async function valueAtPath<T>(
  arbitrary: fc.Arbitrary<T>,
  seed: number,
  path: string,
): Promise<T | undefined> {
  let found: T | undefined
  await fc.check(
    fc.asyncProperty(arbitrary, (value) => {
      found ??= value
      return Promise.resolve(true)
    }),
    { seed, path, numRuns: 1 },
  )
  return found
}
