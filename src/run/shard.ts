import type { Unit } from './case.ts'
import { touchesKeys } from './fixed-needs.ts'
import { explainedAlike } from './overshadowed.ts'
import type { Plan } from './plan.ts'

/** The part of a run that one of several machines plays. */
export interface Shard {
  /** From 1. */
  readonly index: number
  readonly of: number
}

/** The part of a plan that a shard plays; whatever it leaves, another shard of the same run plays. */
export function partOf(plan: Plan, { index, of }: Shard): Plan {
  const groups = new Map<string, number>()
  const groupOf = (unit: Unit): number => {
    const name = togetherAs(unit)
    const group = groups.get(name) ?? groups.size
    groups.set(name, group)
    return group
  }
  const ours: Unit[] = []
  const others: Unit[] = []
  for (const unit of plan.units) (groupOf(unit) % of === index - 1 ? ours : others).push(unit)
  // What needs no key gets none in common with others either.
  const { shared, controls } = ours.some(touchesKeys)
    ? plan
    : { shared: new Map<string, number>(), controls: 0 }
  const common = shared.values().reduce((sum, count) => sum + count, controls)
  return {
    ...plan,
    units: ours,
    shared,
    controls,
    keys: Math.min(
      plan.keys,
      ours.reduce((sum, { charged }) => sum + charged, common),
    ),
    elsewhere: new Set(rulesOf(others)).difference(new Set(rulesOf(ours))),
  }
}

/** A name that units have in common which one machine must play: what one finds may explain what another does. */
function togetherAs({ rules, scenario, subject }: Unit): string {
  const operation = subject.operation.key
  return rules.some((rule) => explainedAlike.has(rule)) ? operation : `${scenario.name} ${operation}`
}

function rulesOf(units: readonly Unit[]): readonly string[] {
  return units.flatMap(({ rules }) => rules)
}
