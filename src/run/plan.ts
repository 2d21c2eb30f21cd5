import { createHash } from 'node:crypto'
import { roleOf } from '../contract/lookup.ts'
import type { Contract, KeyResource, Operation } from '../contract/types.ts'
import { isProtected, waysIn } from '../generate/credentials.ts'
import type { Target } from '../target/types.ts'
import type { Unit } from './case.ts'
import { createMemory } from './memory.ts'
import type { CaseNeeds, Needs } from './needs.ts'
import type { Scenario, Subject } from './scenario.ts'

/** A scenario that is not played on a subject, and why. */
export interface Unplayed {
  readonly scenario: Scenario
  readonly operation: string
  readonly reason: string
}

/** What will be played, in order. */
export interface Plan {
  readonly units: readonly Unit[]
  readonly unplayed: readonly Unplayed[]
  /** Operations left out because nothing ties them to a key; none where the user named operations. */
  readonly leftOut: readonly Operation[]
  /** Operations left out only because there are too many of them. */
  readonly beyond: readonly Operation[]
  /** Keys that scenarios share, by the operation that creates them. */
  readonly shared: ReadonlyMap<string, number>
  /** Keys for the controls and the bystanders of all that must be refused. */
  readonly controls: number
  /** Keys it may need in all. */
  readonly keys: number
}

export interface PlanOptions {
  readonly contract: Contract
  readonly target: Target
  readonly scenarios: readonly Scenario[]
  readonly schemes: readonly string[]
  /** A second account is at hand. */
  readonly other?: boolean
  /** Whether a rule is asked for, and not one the target makes pointless. */
  readonly wanted: (rule: string) => boolean
  /** Whether an operation was named by the user; null when the user named none. */
  readonly named: ((operation: Operation) => boolean) | null
  readonly seed: number
  readonly runs: number
  readonly maxKeys: number
  /** Most operations tried where neither the user nor a key resource chooses them. */
  readonly maxOperations: number
  /** What the cases of a property need. */
  readonly needsOf: (unit: Unit) => CaseNeeds
}

/** Keys a case may make beyond what its scenario is charged, so that a miscount ends no case. */
const slack = 2

/** Lays out which scenario is played on which operation, with its seed and its share of keys. */
export function planRun(options: PlanOptions): Plan {
  const { contract, target } = options
  const { chosen, leftOut, beyond } = chooseOperations(options)
  const probe = probeOperation(contract, chosen)
  const units: Unit[] = []
  const unplayed: Unplayed[] = []
  let keysLeft = options.maxKeys
  const waiting: Unit[] = []
  const refusing = new Set<KeyResource>()
  const needs = new Map<number, CaseNeeds>()
  const asked = new Set<string>()
  /** Keys for a case, what was asked for before left out. */
  const chargeFor = ({ own, creations }: Needs): number => own + new Set(creations).difference(asked).size
  const charge = (need: Needs): number => {
    const keys = chargeFor(need)
    for (const name of need.creations) asked.add(name)
    return keys
  }
  const shared = new Map<string, number>()
  for (const scenario of options.scenarios) {
    if (!scenario.rules.some(options.wanted)) continue
    for (const operation of chosen) {
      const part = roleOf(contract, operation)
      if (scenario.on === 'resource' && part?.role !== 'create') continue
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
      if (applies === false) continue
      if (applies !== true) {
        unplayed.push({ scenario, operation: operation.key, reason: applies })
        continue
      }
      const unit: Unit = {
        index: units.length + waiting.length,
        scenario,
        subject,
        seed: seedOf(
          options.seed,
          contract.name,
          // What is drawn for one scenario can then be asked for by others too.
          scenario.creations !== undefined && part?.role === 'create' ? 'creations' : scenario.name,
          operation.key,
        ),
        keys:
          scenario.keys *
          (scenario.eachWay === true ? Math.max(1, waysGiven(operation, options.schemes)) : 1),
        runs: options.runs,
        charged: 0,
        memory: createMemory(),
      }
      const creates = subject.resource?.roles.create?.operation
      if (creates !== undefined && scenario.shared !== undefined && target.stateful) {
        const more = Math.max(0, Math.min(scenario.shared - (shared.get(creates) ?? 0), keysLeft))
        shared.set(creates, (shared.get(creates) ?? 0) + more)
        keysLeft -= more
      }
      if (scenario.cases === undefined) {
        const charged = keysOnce(unit)
        if (scenario.refused === true && touchesKeys(unit) && subject.resource !== null)
          refusing.add(subject.resource)
        // What is charged is the most it may need; the allowance of the run counts what is really made.
        units.push({ ...unit, charged })
        keysLeft -= charged
      } else {
        const keys = scenario.keys + slack
        if (!touchesKeys(unit)) {
          waiting.push({ ...unit, keys })
          continue
        }
        const of = options.needsOf(unit)
        needs.set(unit.index, of)
        const charged =
          of.always.reduce((sum, need) => sum + charge(need), 0) +
          (of.always.length + of.most === 0 ? 0 : besideNeeded(unit))
        waiting.push({ ...unit, keys, runs: of.most, charged })
        keysLeft -= charged
      }
    }
  }
  const controls = [...refusing].reduce(
    (sum, { roles }) =>
      sum +
      [roles.create, roles.revoke, roles.revoke ?? roles.update].filter((role) => role !== undefined).length,
    0,
  )
  keysLeft -= controls
  // What the scenarios with a fixed need leave over is shared out among the properties that create keys; those
  // that want the least come first, so that what they leave goes to the others.
  const parts = ({ scenario }: Unit): number => scenario.parts ?? 1
  const wanted = ({ index, scenario }: Unit): number => needs.get(index)!.most * scenario.keys
  const creating = Number.isFinite(options.maxKeys)
    ? waiting
        .filter((unit) => unit.scenario.keys > 0 && needs.has(unit.index))
        .toSorted((one, other) => wanted(one) / parts(one) - wanted(other) / parts(other))
    : []
  const shares = new Map<number, { readonly runs: number; readonly keys: number }>()
  let partsLeft = creating.reduce((sum, unit) => sum + parts(unit), 0)
  for (const unit of creating) {
    const share = Math.floor((Math.max(0, keysLeft) * parts(unit)) / partsLeft)
    let [runs, keys] = [0, 0]
    for (const need of needs.get(unit.index)!.generated(options.runs)) {
      if (keys + chargeFor(need) > share) break
      keys += charge(need)
      runs += 1
    }
    shares.set(unit.index, { runs, keys })
    keysLeft -= keys
    partsLeft -= parts(unit)
  }
  for (const unit of waiting) {
    const { runs, keys } = shares.get(unit.index) ?? {
      runs: unit.runs,
      keys: needs.has(unit.index) ? wanted(unit) : 0,
    }
    units.push({ ...unit, runs, charged: unit.charged + keys })
  }
  return {
    units: units.toSorted((one, other) => one.index - other.index),
    unplayed,
    leftOut,
    beyond,
    shared,
    controls,
    keys: Math.min(
      options.maxKeys,
      units.reduce((sum, unit) => sum + unit.charged, 0) +
        shared.values().reduce((sum, count) => sum + count, controls),
    ),
  }
}

/** Keys for a scenario that is played once, beside those it shares with others. */
function keysOnce(unit: Unit): number {
  const { scenario, keys } = unit
  // With what others use too it is tried in the first way only.
  return !touchesKeys(unit) || (scenario.refused === true && keys <= scenario.keys) ? 0 : keys
}

/** A create operation has its control in common with all others, and nothing to act upon. */
function besideNeeded({ scenario, subject }: Unit): number {
  if (subject.role === 'create') return 0
  return (scenario.beside ?? 0) + (scenario.oneKey?.(subject) === true ? 1 : 0)
}

/** In how many ways the operation lets in who has credentials for these schemes. */
function waysGiven(operation: Operation, schemes: readonly string[]): number {
  return waysIn(operation, Object.fromEntries(schemes.map((name) => [name, '']))).length
}

/** Whether playing it makes or needs keys: a list or another read of the account does not. */
function touchesKeys({ scenario, subject: { role } }: Unit): boolean {
  return (
    scenario.on === 'resource' ||
    role === 'create' ||
    role === 'update' ||
    role === 'revoke' ||
    role === 'rotate'
  )
}

/** Operations of key resources and their canaries; where there is no key resource, as many as may be; or those named. */
function chooseOperations({ contract, named, target, maxOperations }: PlanOptions): {
  readonly chosen: readonly Operation[]
  readonly leftOut: readonly Operation[]
  readonly beyond: readonly Operation[]
} {
  const keep = (operation: Operation): boolean => {
    if (named !== null) return named(operation)
    if (roleOf(contract, operation) !== undefined) return true
    if (contract.keyResources.length > 0) return false
    return target.ephemeral || operation.method === 'GET' || operation.method === 'HEAD'
  }
  const kept = contract.operations.filter(keep)
  const chosen = named === null && contract.keyResources.length === 0 ? spread(kept, maxOperations) : kept
  const taken = new Set(chosen)
  return {
    chosen,
    leftOut: named === null ? contract.operations.filter((operation) => !keep(operation)) : [],
    beyond: kept.filter((operation) => !taken.has(operation)),
  }
}

/** So many of the operations, from all over the document rather than its beginning. */
function spread(operations: readonly Operation[], most: number): readonly Operation[] {
  if (operations.length <= most) return operations
  return Array.from(
    { length: most },
    (_, index) => operations[Math.floor((index * operations.length) / most)]!,
  )
}

function onlyResource(contract: Contract): KeyResource | null {
  return contract.keyResources.length === 1 ? contract.keyResources[0]! : null
}

/** Best ground to try credentials on: the list of keys, which no server leaves open on purpose, then a read that needs no id, then any protected operation. */
function probeOperation(contract: Contract, operations: readonly Operation[]): Operation | undefined {
  const guarded = operations.filter(isProtected)
  const plain = (operation: Operation): boolean => operation.method === 'GET' && !operation.key.includes('{')
  return (
    guarded.find((operation) => plain(operation) && roleOf(contract, operation)?.role === 'list') ??
    guarded.find(plain) ??
    guarded.find((operation) => operation.method === 'GET') ??
    guarded.find((operation) => operation.method === 'POST') ??
    guarded[0]
  )
}

/** A 32-bit seed of its own for every unit, so that leaving one out changes no other. */
function seedOf(seed: number, ...parts: readonly string[]): number {
  return createHash('sha256')
    .update([seed, ...parts].join('\n'))
    .digest()
    .readInt32BE(0)
}
