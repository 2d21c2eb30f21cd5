import type { Allowance } from './allowance.ts'
import { playsAlone, type Unit } from './case.ts'
import { hasExpired, playExpired } from './expired.ts'
import type { RunOptions } from './options.ts'
import type { Plan } from './plan.ts'
import type { RunInput } from './run.ts'
import type { Session } from './session.ts'
import type { TimedResult } from './times.ts'
import { emptyMaterial } from './material.ts'
import { playUnit, unmade, type UnitResult } from './unit.ts'

/** Units played side by side; their requests share one limiter. */
const unitsAtOnce = 4

/** Plays all units, a few at a time, and reports each in the order of the plan. */
export async function playAll(
  session: Session,
  plan: Plan,
  { emit, allowance }: Pick<RunInput, 'emit'> & { readonly allowance: Allowance },
  { concurrency }: Pick<RunOptions, 'concurrency'>,
  results: TimedResult[],
): Promise<void> {
  const done = new Map<number, TimedResult>()
  const expired = new Map<number, TimedResult>()
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
  const play = async (index: number): Promise<void> => {
    const unit = plan.units[index]!
    const started = performance.now()
    // One that throws must not end the others' in the middle of what they do.
    const played = await playUnit(session, unit, concurrency).catch((error: unknown): UnitResult => ({
      unit,
      material: emptyMaterial,
      cases: [unmade(unit, error)],
    }))
    const result = { ...played, durationMs: performance.now() - started }
    if (hasExpired(result)) expired.set(index, result)
    else done.set(index, result)
    report()
  }
  const indexes = plan.units.map((_unit, index) => index)
  const early: number[] = []
  const playFirst = async (isFirst: (unit: Unit) => boolean): Promise<void> => {
    for (const index of indexes.filter((one) => !early.includes(one) && isFirst(plan.units[one]!))) {
      early.push(index)
      await play(index)
    }
  }
  if (!session.target.ephemeral) {
    await playFirst(({ scenario }) => scenario.showsRevocation === true)
    // As long as no key is taken back, no more are made than it takes to tell what stands in the way.
    await playFirst(
      ({ subject: { role, operation } }) => role === 'revoke' && session.revocations.isInDoubt(operation.key),
    )
  }
  session.revocations.tried()
  const later = indexes.filter((index) => !early.includes(index))
  const alone = later.filter((index) => playsAlone(plan.units[index]!))
  const together = later.filter((index) => !alone.includes(index))
  // Where keys are short, one example less is a smaller loss than a rule of which nothing is known.
  const isMany = (index: number): boolean => {
    const { scenario, charged } = plan.units[index]!
    return plan.short && scenario.cases !== undefined && charged > 0
  }
  const playTogether = async (some: readonly number[]): Promise<void> => {
    let next = 0
    const work = async (): Promise<void> => {
      for (let index = some[next++]; index !== undefined; index = some[next++]) await play(index)
    }
    await Promise.all(Array.from({ length: unitsAtOnce }, work))
  }
  // Those that come after decide what a key API is about, and are to find keys left; some of them even where others came to
  // need more than a plan with room for all has foreseen, which leaves those something too.
  const wanted = alone.reduce((sum, index) => sum + plan.units[index]!.charged, 0)
  const release = allowance.withhold(plan.short ? wanted : Math.min(wanted, Math.ceil(plan.keys / 5)))
  await playTogether(together.filter((index) => !isMany(index)))
  release()
  for (const index of alone) await play(index)
  await playTogether(together.filter(isMany))
  const again = await playExpired(
    session,
    indexes.flatMap((index) => expired.get(index) ?? []),
  )
  for (const result of again) done.set(result.unit.index, result)
  report()
}
