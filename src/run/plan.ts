import { createHash } from 'node:crypto'
import { roleOf } from '../contract/lookup.ts'
import type { Contract, KeyResource, Operation } from '../contract/types.ts'
import { waysIn } from '../generate/credentials.ts'
import { budgetOf, type Budget, type BudgetOptions } from './budget.ts'
import type { Unit } from './case.ts'
import { chooseOperations, probeOperation, type Choice } from './choose.ts'
import { createMemory } from './memory.ts'
import type { Scenario, Subject } from './scenario.ts'

/** A scenario that is not played on a subject, and why. */
export interface Unplayed {
  readonly scenario: Scenario
  readonly operation: string
  readonly reason: string
  /** What it would decide. */
  readonly rules: readonly string[]
}

/** What will be played, in order. */
export interface Plan extends Budget {
  readonly unplayed: readonly Unplayed[]
  /** Operations left out because nothing ties them to a key. */
  readonly leftOut: readonly Operation[]
  /** Operations left out only because there are too many of them. */
  readonly beyond: readonly Operation[]
  /** Rules that only units decide which another machine plays. */
  readonly elsewhere: ReadonlySet<string>
}

/** What a plan is made for. */
export interface PlanOptions extends Choice, Omit<BudgetOptions, 'stateful'> {
  /** Those to be played where they apply. */
  readonly scenarios: readonly Scenario[]
  /** Ids of the rules asked for; all of them where it is left out. */
  readonly wanted?: ReadonlySet<string>
  readonly schemes: readonly string[]
  /** A second account is at hand. */
  readonly other?: boolean
  readonly seed: number
}

/** Lays out which scenario is played on which operation, with its seed and its share of keys. */
export function planRun(options: PlanOptions): Plan {
  const { contract, target } = options
  const { chosen, leftOut, beyond } = chooseOperations(options)
  const probe = probeOperation(contract, chosen)
  const units: Unit[] = []
  const unplayed: Unplayed[] = []
  for (const scenario of options.scenarios) {
    for (const operation of chosen) {
      const part = roleOf(contract, operation)
      if (scenario.on === 'resource' && part?.role !== 'create') {
        const isFurtherUpdate = part !== undefined && !contract.keyResources.includes(part.resource)
        if (scenario.eachUpdate !== true || !isFurtherUpdate) continue
      }
      const subject: Subject = {
        contract,
        operation,
        resource: part?.resource ?? onlyResource(contract),
        role: part?.role ?? null,
        stateful: target.stateful,
        schemes: options.schemes,
        probe: operation === probe,
        other: options.other ?? false,
      }
      const applies = scenario.applies(subject)
      const without = (reason: string, without: readonly string[]): void =>
        void unplayed.push({ scenario, operation: operation.key, reason, rules: without })
      if (typeof applies === 'string') without(applies, scenario.rules)
      if (applies !== true) continue
      const lacking = scenario.lacking?.(subject) ?? {}
      for (const [rule, reason] of Object.entries(lacking)) without(reason, [rule])
      const rules = scenario.rules.filter((rule) => lacking[rule] === undefined)
      if (isIdle(scenario.rules, rules, options.wanted)) continue
      units.push({ ...unitOf(units.length, scenario, subject, options), rules })
    }
  }
  return {
    ...budgetOf(units, { ...options, stateful: target.stateful }),
    unplayed,
    leftOut,
    beyond,
    elsewhere: new Set(),
  }
}

/** Whether what was asked of a scenario is just what it cannot decide here. */
function isIdle(
  all: readonly string[],
  decided: readonly string[],
  wanted: ReadonlySet<string> | undefined,
): boolean {
  if (wanted === undefined) return false
  return all.some((rule) => wanted.has(rule)) && !decided.some((rule) => wanted.has(rule))
}

function unitOf(index: number, scenario: Scenario, subject: Subject, options: PlanOptions): Unit {
  const { contract, operation, role } = subject
  // What is drawn for one scenario can then be asked for by others too.
  const drawn = scenario.creations !== undefined && role === 'create' ? 'creations' : scenario.name
  const ways = scenario.eachWay === true ? Math.max(1, waysGiven(operation, options.schemes)) : 1
  return {
    index,
    scenario,
    subject,
    rules: scenario.rules,
    seed: seedOf(options.seed, contract.name, drawn, operation.key),
    keys: scenario.keys * ways,
    runs: options.runs,
    charged: 0,
    memory: createMemory(),
  }
}

/** In how many ways the operation lets in who has credentials for these schemes. */
function waysGiven(operation: Operation, schemes: readonly string[]): number {
  return waysIn(operation, Object.fromEntries(schemes.map((name) => [name, '']))).length
}

function onlyResource(contract: Contract): KeyResource | null {
  return contract.keyResources.length === 1 ? contract.keyResources[0]! : null
}

/** A 32-bit seed of its own for every unit, so that leaving one out changes no other. */
function seedOf(seed: number, ...parts: readonly string[]): number {
  return createHash('sha256')
    .update([seed, ...parts].join('\n'))
    .digest()
    .readInt32BE(0)
}
