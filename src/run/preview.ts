import type { Contract } from '../contract/types.ts'
import { messageOf } from '../errors.ts'
import { describeTarget } from '../target/described.ts'
import { givenFor } from './given.ts'
import type { RunOptions } from './options.ts'
import { checkLive } from './preflight.ts'
import type { Scenario } from './scenario.ts'
import { sharesOf } from './shares.ts'
import { jobsOf, materialOf } from './material.ts'

/** One scenario on one operation, as it would be played. */
export interface PreviewRow {
  readonly scenario: string
  readonly operation: string
  readonly cases: number
  /** Keys it may create at most; beside those it shares with others. */
  readonly keys: number
  /** Why there can be no cases. */
  readonly reason?: string
}

/** What a run would do with a document; nothing is started or sent. */
export interface Preview {
  readonly document: string
  readonly target: string
  readonly rows: readonly PreviewRow[]
  /** Keys that scenarios share. */
  readonly shared: number
  /** Most keys that may be created in all. */
  readonly most: number
  readonly unplayed: readonly {
    readonly scenario: string
    readonly operation: string
    readonly reason: string
  }[]
}

/** Lays out the run of every document. Throws what the run itself would throw before it sends anything. */
export function preview(
  contracts: readonly Contract[],
  scenarios: readonly Scenario[],
  options: RunOptions,
): readonly Preview[] {
  for (const contract of contracts) checkLive(describeTarget(options.target, contract), options)
  return sharesOf(contracts, scenarios, options).map(({ contract, target, plan, allowed }) => {
    const session = {
      contract,
      target,
      given: givenFor(contract, options),
    }
    const rows = plan.units.map((unit): PreviewRow => {
      const { scenario, subject } = unit
      const row = { scenario: scenario.name, operation: subject.operation.key }
      if (scenario.cases === undefined) return { ...row, cases: 1, keys: unit.charged }
      try {
        return { ...row, cases: jobsOf(unit, materialOf(session, unit)).length, keys: unit.charged }
      } catch (error) {
        return { ...row, cases: 0, keys: 0, reason: messageOf(error) }
      }
    })
    return {
      document: contract.name,
      target: target.kind === 'live' ? target.url : target.kind,
      rows,
      shared: plan.shared.values().reduce((sum, count) => sum + count, plan.controls),
      most: allowed,
      unplayed: plan.unplayed.map(({ scenario, operation, reason }) => ({
        scenario: scenario.name,
        operation,
        reason,
      })),
    }
  })
}
