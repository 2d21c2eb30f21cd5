import { operationByKey } from '../contract/lookup.ts'
import type { Contract } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { mayBeSecret } from '../http/fields.ts'
import { isLoopback } from '../loopback.ts'
import type { Target } from '../target/types.ts'
import { givenFor } from './given.ts'
import { loginPath } from './login.ts'
import { schemesGiven } from './open-session.ts'
import { liveMaxKeys, usualOperations, type RunOptions } from './options.ts'
import { needsOf, noNeeds } from './needs.ts'
import { planRun, type Plan } from './plan.ts'
import { secondPrincipal } from './principal.ts'
import { focusOn } from './replay.ts'
import type { Scenario } from './scenario.ts'
import { materialOf } from './material.ts'
import { partOf } from './shard.ts'
import { operationFilter, playedScenarios, wantedRules } from './selection.ts'

/** Most keys a run on this target may create. */
export function mostKeys(options: RunOptions, ephemeral: boolean): number {
  return options.maxKeys ?? (ephemeral ? Number.POSITIVE_INFINITY : liveMaxKeys)
}

/** What a run will play of a document on a target, with so many keys at most. */
export function planFor(
  contract: Contract,
  target: Target,
  scenarios: readonly Scenario[],
  options: RunOptions,
  maxKeys: number,
): Plan {
  const skipped = new Set(target.limits.filter((limit) => limit.kind === 'skip').map((limit) => limit.rule))
  const given = givenFor(contract, {
    parameters: { ...target.parameters, ...options.parameters },
    headers: options.headers,
  })
  const plan = planRun({
    contract,
    target,
    scenarios: playedScenarios(options, scenarios, (rule) => !skipped.has(rule)),
    wanted: new Set(wantedRules(options, scenarios).map(({ id }) => id)),
    schemes: schemesGiven(contract, target, options.credentials),
    other: secondPrincipal(contract, target, options.principals) !== null,
    named: operationFilter(options),
    seed: options.seed,
    runs: options.runs,
    maxKeys,
    // What is played again was chosen when it was first played.
    maxOperations:
      options.replay === undefined ? (options.maxOperations ?? usualOperations) : Number.POSITIVE_INFINITY,
    needsOf: (unit) => {
      try {
        return needsOf(unit, materialOf({ contract, target, given }, unit))
      } catch {
        // What stands in the way is told when the unit is played.
        return noNeeds
      }
    },
  })
  const { replay, shard } = options
  if (replay === undefined) return shard === undefined ? plan : partOf(plan, shard)
  const schemes = schemesGiven(contract, target, options.credentials)
  const asked = operationByKey(contract, replay.operation)?.security ?? []
  const missing = asked.map((requirement) =>
    Object.keys(requirement).filter((scheme) => !schemes.includes(scheme)),
  )
  return focusOn(plan, replay, missing.some(({ length }) => length === 0) ? [] : (missing[0] ?? []))
}

/**
 * How many keys may be created on this target. Where none could be revoked, none may: a plan that needs some is
 * refused with a KeyproofError ('usage') unless the user said to keep them.
 */
export function allowedKeys(
  contract: Contract,
  target: Target,
  plan: Plan,
  options: RunOptions,
  most: number,
): number {
  if (target.ephemeral || options.keepKeys) return most
  const stuck = contract.keyResources.filter(
    ({ roles, id, idIsSecret, idIsName }) =>
      roles.create !== undefined &&
      (roles.revoke?.idParameter === undefined || (id === null && !idIsSecret && !idIsName)),
  )
  if (stuck.length === 0) return most
  if (plan.keys === 0) return 0
  const [first] = stuck
  throw new KeyproofError(
    'usage',
    `${contract.name}: keys made by ${first!.roles.create!.operation} could not be revoked afterwards, since ${first!.roles.revoke === undefined ? 'no operation that revokes them is known' : 'it is not known how to name them to the operation that revokes them'}.`,
    'Mark the operation with x-key-operation: {role: revoke} in an overlay; or say --keep-keys to leave the keys on the target, or --max-keys 0 to make none.',
  )
}

/** Refuses what must not be sent, before anything is: a KeyproofError ('usage', or 'config' for a login). */
export function checkLive(
  target: Target,
  options: Pick<RunOptions, 'allowInsecure' | 'credentials' | 'headers' | 'principals' | 'sources'>,
): void {
  for (const source of options.sources ?? []) if (source.kind === 'login') loginPath(source, target.url)
  if (target.kind !== 'live' || options.allowInsecure === true) return
  const { protocol, hostname } = new URL(target.url)
  if (protocol !== 'http:' || isLoopback(hostname)) return
  const secretHeader = options.headers.some(([name]) => mayBeSecret(name))
  if (
    Object.keys(options.credentials).length === 0 &&
    (options.principals ?? []).length === 0 &&
    !secretHeader
  )
    return
  throw new KeyproofError(
    'usage',
    `The target ${target.url} is reached over plain http, so that anybody on the way could read the credentials.`,
    'Use https; or say --allow-insecure if the network is trusted.',
  )
}
