import { playCase, playsAlone, type CaseResult } from './case.ts'
import { jobsOf } from './material.ts'
import type { Session } from './session.ts'
import type { UnitResult } from './unit.ts'

/** Cases in a row that may expire with nothing else under way, before sessions are held too short for any. */
const mostInRow = 5

/** Whether a case of a unit could not be judged since others used up the sessions it ran in. */
export function hasExpired({ unit, cases }: UnitResult): boolean {
  return unit.only === undefined && !playsAlone(unit) && cases.some(({ expired }) => expired === true)
}

/**
 * Plays again, one by one and with nothing else under way, the cases in which a credential expired: many requests at once
 * use up a session that is good for few of them, however often a case is played beside others.
 */
export async function playExpired<R extends UnitResult>(
  session: Session,
  results: readonly R[],
): Promise<readonly R[]> {
  let inRow = 0
  const again = async (result: R): Promise<R> => {
    const { unit, material } = result
    const jobs = unit.scenario.cases === undefined ? [] : jobsOf(unit, material)
    const cases: CaseResult[] = []
    for (const [index, played] of result.cases.entries()) {
      if (played.expired !== true || inRow >= mostInRow || session.signal.aborted) {
        cases.push(played)
        continue
      }
      const label = `${unit.index}.${index}.a`
      const alone = await playCase(session, unit, played.path, jobs[index]?.input, label)
      inRow = alone.expired === true ? inRow + 1 : 0
      cases.push({ ...alone, requests: played.requests + alone.requests })
    }
    return { ...result, cases }
  }
  const done: R[] = []
  for (const result of results) done.push(await again(result))
  return done
}
