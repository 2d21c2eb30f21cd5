import { checks } from '../checks/index.ts'
import { operationByKey } from '../contract/lookup.ts'
import type { Contract, SourcePlace } from '../contract/types.ts'
import type { DocumentInput } from './document-input.ts'
import type { Finding } from './events.ts'
import { findingOf } from './finding.ts'
import { judge } from './judge.ts'
import { elsewhereOn } from './notices.ts'
import { whyUntouched } from './occasion.ts'
import type { OpenSession } from './open-session.ts'
import type { RunOptions } from './options.ts'
import type { Plan } from './plan.ts'
import type { Scenario } from './scenario.ts'
import { wantedRules } from './selection.ts'
import { shrinkCase } from './shrink.ts'
import { timesOf, type TimedResult } from './times.ts'

/** Judges what was played, shrinks what broke, and says so. Gives whether a rule at level fail is broken. */
export async function judgeAll(
  { session, transmitter, budgets }: OpenSession,
  plan: Plan,
  results: readonly TimedResult[],
  { emit, scenarios, signal, known }: DocumentInput,
  options: RunOptions,
): Promise<boolean> {
  const { contract, target } = session
  const elsewhere = elsewhereOn(session)
  const judgement = judge(results, {
    document: contract.name,
    profile: options.profile,
    limits: target.limits,
    nowhere:
      elsewhere === null
        ? null
        : {
            reason: `Every operation was answered ${elsewhere.answers}, so the API does not seem to be at this address.`,
            guarded: elsewhere.guarded,
          },
    rules: wantedRules(options, scenarios).filter((rule) => decidable(rule.id, scenarios)),
    unplayed: plan.unplayed,
    elsewhere: plan.elsewhere,
    undecided: (rule) => whyUntouched(rule, contract, scenarios),
  })
  const timeOf = timesOf(results)
  for (const verdict of judgement.verdicts) emit({ type: 'verdict', verdict, durationMs: timeOf(verdict) })
  let broken = false
  for (const [index, suspicion] of judgement.suspicions.entries()) {
    const unit = results.find((result) => result.unit === suspicion.unit)!
    const before = budgets.allowance.denied()
    const cutShort = (): boolean =>
      signal.aborted || transmitter.lost() !== null || budgets.allowance.denied() > before
    const asSeen = { breach: suspicion.breach, path: suspicion.path, stands: true, requests: 0 }
    const played = cutShort()
      ? asSeen
      : await shrinkCase(session, suspicion.unit, suspicion, unit.material, `f${index}`)
    // A run that ends in the middle of it has not shown that the breach does not come again; nor does what is certain,
    // whether or not it comes again.
    const isCertain = suspicion.breach.confidence === 'certain'
    const shrunk = played.stands || !(cutShort() || isCertain) ? played : asSeen
    const finding = known.mark(
      contract,
      findingOf(suspicion, shrunk, { session, seed: options.seed, target: options.target }),
    )
    broken ||= finding.level === 'fail' && finding.suppressed === undefined
    const place = options.lines === true ? placeOf(finding, contract) : null
    emit({ type: 'finding', finding, ...(place === null ? {} : { at: place }) })
  }
  return broken
}

/** Where the document says what a finding stands on, or else describes its operation. */
function placeOf({ because, operation }: Finding, contract: Contract): SourcePlace | null {
  const own = operation === null ? undefined : operationByKey(contract, operation)?.pointer
  return contract.placeOf(because.pointer ?? own ?? '')
}

/** Whether a check or scenario of this run decides the rule at all. */
function decidable(rule: string, scenarios: readonly Scenario[]): boolean {
  return (
    scenarios.some((scenario) => scenario.rules.includes(rule)) ||
    checks.some((check) => check.rules.includes(rule))
  )
}
