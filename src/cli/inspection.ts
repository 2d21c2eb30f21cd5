import { checks } from '../checks/index.ts'
import type { Contract, KeyResource, Problem, Role, RoleBinding } from '../contract/types.ts'
import { operationByKey } from '../contract/lookup.ts'
import { readThrough } from '../contract/read-through.ts'
import { rules } from '../rules/catalogue.ts'
import type { Confidence } from '../rules/types.ts'
import { noNeeds } from '../run/needs.ts'
import type { Unit } from '../run/case.ts'
import { planRun } from '../run/plan.ts'
import type { Scenario } from '../run/scenario.ts'
import { ideal } from './ideal.ts'

interface RoleView {
  readonly method: string
  readonly path: string
  readonly idParameter?: string
}

/** `keyproof.inspection/1`: what was understood of a document, as data. */
export interface Inspection {
  readonly schema: 'keyproof.inspection/1'
  readonly document: string
  readonly openapi: string
  readonly operations: number
  readonly problems: readonly Problem[]
  readonly keyResources: readonly {
    readonly label: string
    readonly confidence: Confidence
    readonly roles: Readonly<Partial<Record<Role, RoleView>>>
    /** Further operations that change a key, beside the one in its role. */
    readonly furtherUpdates?: readonly RoleView[]
    readonly secret: { readonly pointer: string; readonly reveal: KeyResource['secret']['reveal'] }
    readonly id: { readonly pointer: string } | { readonly fromList: true } | null
    readonly security: KeyResource['security']
    readonly evidence: KeyResource['evidence']
  }[]
  readonly rules: readonly { readonly rule: string; readonly applies: boolean; readonly reason?: string }[]
}

/** Tells what keyproof understood of a document, and which rules it will judge. */
export function inspectionOf(
  contract: Contract,
  scenarios: readonly Scenario[],
  /** Why the document gives a unit nothing to try; null where it does, or where only a run can tell. */
  emptinessOf: (unit: Unit) => string | null = () => null,
): Inspection {
  readThrough(contract)
  return {
    schema: 'keyproof.inspection/1',
    document: contract.source,
    openapi: contract.version,
    operations: contract.operations.length,
    keyResources: contract.keyResources.map((resource) => ({
      label: resource.label,
      confidence: resource.confidence,
      roles: Object.fromEntries(
        Object.entries(resource.roles).flatMap(([role, binding]) =>
          viewsOf(contract, binding).map((view) => [role, view]),
        ),
      ),
      ...(resource.furtherUpdates === undefined
        ? {}
        : { furtherUpdates: resource.furtherUpdates.flatMap((binding) => viewsOf(contract, binding)) }),
      secret: { pointer: resource.secret.pointer, reveal: resource.secret.reveal },
      id:
        resource.id === null
          ? null
          : 'pointer' in resource.id
            ? { pointer: resource.id.pointer }
            : { fromList: true },
      security: resource.security,
      evidence: resource.evidence.map(({ says, pointer, quote }) => ({
        says,
        ...(pointer === undefined ? {} : { pointer }),
        ...(quote === undefined ? {} : { quote }),
      })),
    })),
    rules: rulesOf(contract, scenarios, emptinessOf),
    problems: contract.problems,
  }
}

function viewsOf(contract: Contract, { operation: key, idParameter }: RoleBinding): readonly RoleView[] {
  const operation = operationByKey(contract, key)
  if (operation === undefined) return []
  const { method, path } = operation
  return [{ method: method.toLowerCase(), path, ...(idParameter === undefined ? {} : { idParameter }) }]
}

function rulesOf(
  contract: Contract,
  scenarios: readonly Scenario[],
  emptinessOf: (unit: Unit) => string | null,
): Inspection['rules'] {
  const plan = planRun({
    contract,
    target: ideal,
    scenarios,
    schemes: Object.keys(contract.securitySchemes),
    named: null,
    seed: 0,
    runs: 1,
    needsOf: () => noNeeds,
    maxKeys: Number.POSITIVE_INFINITY,
    maxOperations: Number.POSITIVE_INFINITY,
  })
  const makesKeys = contract.keyResources.some(({ roles }) => roles.create !== undefined)
  const ofEveryRun = new Set([
    'harness-artifacts-redacted',
    ...(makesKeys ? ['harness-cleanup-complete'] : []),
  ])
  const played = new Set<string>()
  const reasons = new Map(
    plan.unplayed
      .toReversed()
      .flatMap((unplayed) => unplayed.rules.map((rule) => [rule, unplayed.reason] as const)),
  )
  for (const unit of plan.units) {
    if (unit.rules.every((rule) => played.has(rule))) continue
    const reason = emptinessOf(unit)
    for (const rule of unit.rules)
      if (reason === null) played.add(rule)
      else reasons.set(rule, reason)
  }
  // What a check judges in any answer needs no scenario but one that is about that rule first of all.
  const leading = new Set(plan.unplayed.map((unplayed) => unplayed.rules[0]))
  return rules.map((rule) => {
    if (
      played.has(rule.id) ||
      ofEveryRun.has(rule.id) ||
      checks.some(
        (check) => check.rules.includes(rule.id) && contract.operations.length > 0 && !leading.has(rule.id),
      )
    )
      return { rule: rule.id, applies: true }
    return {
      rule: rule.id,
      applies: false,
      reason:
        reasons.get(rule.id) ??
        (rule.id === 'harness-cleanup-complete'
          ? 'No operation is known to create keys, so there are none to revoke at the end.'
          : 'The document has no operation it could be tried on.'),
    }
  })
}
