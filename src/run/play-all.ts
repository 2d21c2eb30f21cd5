import type { RunOptions } from './options.ts'
import type { Plan } from './plan.ts'
import type { RunInput } from './run.ts'
import type { Session } from './session.ts'
import type { TimedResult } from './times.ts'
import { emptyMaterial } from './material.ts'
import { playsAlone, playUnit, unmade, type UnitResult } from './unit.ts'

/** Units played side by side; their requests share one limiter. */
const unitsAtOnce = 4

/** Plays all units, a few at a time, and reports each in the order of the plan. */
export async function playAll(
  session: Session,
  plan: Plan,
  { emit }: Pick<RunInput, 'emit'>,
  { concurrency }: Pick<RunOptions, 'concurrency'>,
  results: TimedResult[],
): Promise<void> {
  const done = new Map<number, TimedResult>()
  let reported = 0
  const report = (): void => {
    for (let result = done.get(reported); result !== undefined; result = done.get(reported)) {
      results.push(result)
      reported += 1
      if (result.cases.some(({ cut }) => cut === true)) continue
      const { scenario, subject, rules } = result.unit
      const crash = result.cases.find((played) => played.crashed !== null)
      if (crash !== undefined)
        emit({
          type: 'scenario-crashed',
          document: session.contract.name,
          scenario: scenario.name,
          operation: subject.operation.key,
          message: session.vault.redact(crash.crashed!),
          rules,
        })
      emit({
        type: 'scenario-finished',
        document: session.contract.name,
        scenario: scenario.name,
        operation: subject.operation.key,
        cases: result.cases.length,
        requests: result.cases.reduce((sum, played) => sum + played.requests, 0),
        durationMs: Math.round(result.durationMs),
      })
    }
  }
  let next = 0
  const play = async (index: number): Promise<void> => {
    const unit = plan.units[index]!
    const started = performance.now()
    // One that throws must not end the others' in the middle of what they do.
    const played = await playUnit(session, unit, concurrency).catch((error: unknown): UnitResult => ({
      unit,
      material: emptyMaterial,
      cases: [unmade(unit, error)],
    }))
    done.set(index, { ...played, durationMs: performance.now() - started })
    report()
  }
  const indexes = plan.units.map((_unit, index) => index)
  const alone = indexes.filter((index) => playsAlone(plan.units[index]!))
  const together = indexes.filter((index) => !alone.includes(index))
  const work = async (): Promise<void> => {
    while (next < together.length) {
      const index = together[next]!
      next += 1
      await play(index)
    }
  }
  await Promise.all(Array.from({ length: unitsAtOnce }, work))
  for (const index of alone) await play(index)
}
