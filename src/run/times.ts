import type { Verdict } from './events.ts'
import type { UnitResult } from './unit.ts'

/** A unit that was played, and how long that took. */
export interface TimedResult extends UnitResult {
  readonly durationMs: number
}

/**
 * Milliseconds that a verdict took: those of the scenarios that decide its rule on its operation. A scenario that
 * decides several shares its time among them; what checks judge in passing takes none of its own.
 */
export function timesOf(
  results: readonly TimedResult[],
): (verdict: Pick<Verdict, 'rule' | 'operation'>) => number {
  const times = new Map<string, number>()
  for (const { unit, cases, durationMs } of results) {
    const decided = new Set<string>()
    for (const { outcomes } of cases)
      for (const { rule, operation } of outcomes)
        if (unit.scenario.rules.includes(rule)) decided.add(spotOf(rule, operation))
    for (const spot of decided) times.set(spot, (times.get(spot) ?? 0) + durationMs / decided.size)
  }
  return ({ rule, operation }) => Math.round(times.get(spotOf(rule, operation)) ?? 0)
}

function spotOf(rule: string, operation: string | null): string {
  return `${rule} ${operation ?? ''}`
}
