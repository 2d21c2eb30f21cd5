import { fingerprintOf, type Breach, type Outcome } from '../checks/outcome.ts'
import { ruleById } from '../rules/catalogue.ts'
import { levelOf } from '../rules/levels.ts'
import type { Level, Profile, Rule } from '../rules/types.ts'
import type { TargetLimit } from '../target/types.ts'
import type { CasePath, CaseResult, Unit } from './case.ts'
import type { Verdict, VerdictKind } from './events.ts'
import { overshadowedBy } from './overshadowed.ts'
import type { Unplayed } from './plan.ts'
import { noOccasion } from './occasion.ts'
import type { UnitResult } from './unit.ts'

/** A broken rule before it is shrunk: where it was first seen, and how often. */
export interface Suspicion {
  readonly fingerprint: string
  readonly rule: Rule
  readonly operation: string | null
  readonly level: Exclude<Level, 'off'>
  readonly breach: Breach
  readonly unit: Unit
  readonly path: CasePath
  readonly count: number
}

/** Verdicts by rule and operation, and what broke. */
export interface Judgement {
  readonly verdicts: readonly Verdict[]
  readonly suspicions: readonly Suspicion[]
}

export interface JudgeOptions {
  readonly document: string
  readonly profile: Profile
  readonly limits: readonly TargetLimit[]
  /** Why no answer says anything of the API, unless of the guard before it; null where they do. */
  readonly nowhere?: { readonly reason: string; readonly guarded: boolean } | null
  /** Rules asked for, in the order of the catalogue. */
  readonly rules: readonly Rule[]
  readonly unplayed: readonly Unplayed[]
  /** Rules that another machine decides. */
  readonly elsewhere: ReadonlySet<string>
  /** Rules no scenario or check of this run decides, and why. */
  readonly undecided: (rule: string) => string
}

interface Tally {
  held: number
  broken: number
  inconclusive: string | null
  notApplicable: string | null
  /** The target was seen to fail it, as it is known to: no green is believed. */
  excused: boolean
}

/** Turns what all cases took down into verdicts: broken before inconclusive before held before not applicable. */
export function judge(results: readonly UnitResult[], options: JudgeOptions): Judgement {
  const wanted = new Set(options.rules.map((rule) => rule.id))
  const skipped = new Map(
    options.limits.filter((limit) => limit.kind === 'skip').map((limit) => [limit.rule, limit.reason]),
  )
  const limitOn = (rule: string, operation: string | null, breach: Breach): TargetLimit | undefined =>
    options.limits.find(
      (limit) =>
        limit.rule === rule && limit.kind !== 'skip' && (limit.matches?.({ ...breach, operation }) ?? true),
    )
  const tallies = new Map<string, Map<string | null, Tally>>()
  const suspicions = new Map<string, Suspicion>()

  const tally = (rule: string, operation: string | null): Tally => {
    let byOperation = tallies.get(rule)
    if (byOperation === undefined) tallies.set(rule, (byOperation = new Map<string | null, Tally>()))
    let found = byOperation.get(operation)
    if (found === undefined) {
      found = { held: 0, broken: 0, inconclusive: null, notApplicable: null, excused: false }
      byOperation.set(operation, found)
    }
    return found
  }

  // What is broken everywhere is broken in every exchange alike, and a digest costs more than all else here.
  const prints = new Map<string, string>()
  const printOf = (id: string, operation: string | null, breach: Breach): string => {
    const name = `${id}\n${operation ?? ''}\n${breach.place}\n${breach.failure}`
    const known = prints.get(name) ?? fingerprintOf(id, operation, breach)
    prints.set(name, known)
    return known
  }

  // A list that shows the secrets of thirty keys is one sight, or the count would tell how many there were just then.
  const exchangesBy = new Map<string, Set<Breach['exchanges'][number]>>()
  const alreadyShown = (fingerprint: string, { exchanges }: Breach): boolean => {
    const shown = exchanges.at(-1)
    if (shown === undefined) return false
    let before = exchangesBy.get(fingerprint)
    if (before === undefined) exchangesBy.set(fingerprint, (before = new Set()))
    if (before.has(shown)) return true
    before.add(shown)
    return false
  }

  const take = (outcome: Outcome, unit: Unit, { path, requests }: CaseResult): void => {
    const rule = ruleById(outcome.rule)
    if (rule === undefined || !wanted.has(rule.id) || skipped.has(rule.id)) return
    const at = tally(rule.id, outcome.operation)
    const { nowhere = null } = options
    // What answers in place of the API keeps its promises as little as it breaks them.
    const isVoid =
      outcome.kind === 'broken'
        ? outcome.breach.exchanges.length > 0
        : outcome.kind === 'held' && requests > 0 && !(nowhere?.guarded === true && rule.group === 'auth')
    if (nowhere !== null && isVoid) at.inconclusive ??= nowhere.reason
    else if (outcome.kind === 'held') at.held += 1
    else if (outcome.kind === 'inconclusive') at.inconclusive ??= outcome.reason
    else if (outcome.kind === 'not-applicable') at.notApplicable ??= outcome.reason
    else {
      const { breach } = outcome
      const limit = limitOn(rule.id, outcome.operation, breach)
      if (limit !== undefined) {
        at.notApplicable ??= limit.reason
        if (limit.kind === 'excuse') at.excused = true
        return
      }
      const level = levelOf({
        basis: breach.basis ?? rule.basis,
        profile: options.profile,
        confidence: breach.confidence ?? 'firm',
        severity: breach.severity ?? rule.severity,
      })
      if (level === 'off') {
        at.notApplicable ??= `The ${options.profile} profile does not judge what is only convention.`
        return
      }
      const fingerprint = printOf(rule.id, outcome.operation, breach)
      if (alreadyShown(fingerprint, breach)) return
      at.broken += 1
      const known = suspicions.get(fingerprint)
      suspicions.set(
        fingerprint,
        known === undefined
          ? { fingerprint, rule, operation: outcome.operation, level, breach, unit, path, count: 1 }
          : { ...known, count: known.count + 1 },
      )
    }
  }

  for (const { unit, cases } of results)
    for (const played of cases) for (const outcome of played.outcomes) take(outcome, unit, played)
  for (const { rules, operation, reason } of options.unplayed)
    for (const rule of rules)
      if (wanted.has(rule) && !skipped.has(rule)) tally(rule, operation).notApplicable ??= reason

  const all = [...suspicions.values()]
  const broken = all.map((suspicion) => ({ ...suspicion, rule: suspicion.rule.id }))
  const said = all.filter(({ rule, operation, count }, index) => {
    const reason = overshadowedBy(broken[index]!, broken)
    if (reason === null) return true
    const at = tally(rule.id, operation)
    at.broken -= count
    at.inconclusive ??= reason
    return false
  })

  const verdicts = options.rules.flatMap((rule) => {
    const skip = skipped.get(rule.id)
    if (skip !== undefined)
      return [
        verdictOf(options.document, rule, null, {
          held: 0,
          broken: 0,
          inconclusive: null,
          notApplicable: skip,
          excused: false,
        }),
      ]
    const byOperation = tallies.get(rule.id)
    if (byOperation === undefined && options.elsewhere.has(rule.id)) return []
    if (byOperation === undefined)
      return [
        verdictOf(options.document, rule, null, {
          held: 0,
          broken: 0,
          inconclusive: null,
          notApplicable: options.undecided(rule.id),
          excused: false,
        }),
      ]
    return [...byOperation].map(([operation, found]) => verdictOf(options.document, rule, operation, found))
  })
  const isJudged = (id: string): boolean =>
    options.elsewhere.has(id) ||
    verdicts.some(({ rule, verdict }) => rule === id && verdict !== 'not-applicable')
  return { verdicts: verdicts.map((verdict) => withTruePointer(verdict, isJudged)), suspicions: said }
}

/** A reason may send the reader to another rule; where nothing was judged by that one, it says so. */
function withTruePointer(verdict: Verdict, isJudged: (rule: string) => boolean): Verdict {
  const other = /which ((?:[a-z0-9]+-)+[a-z0-9]+) judges/.exec(verdict.reason ?? '')?.[1]
  if (verdict.reason === undefined || other === undefined || isJudged(other)) return verdict
  return {
    ...verdict,
    reason: verdict.reason.replace(
      `which ${other} judges`,
      `which ${other} would judge, but not in this run`,
    ),
  }
}

function verdictOf(document: string, rule: Rule, operation: string | null, found: Tally): Verdict {
  const verdict: VerdictKind =
    found.broken > 0
      ? 'broken'
      : found.inconclusive !== null
        ? 'inconclusive'
        : found.held > 0 && !found.excused
          ? 'held'
          : 'not-applicable'
  const reason =
    verdict === 'inconclusive'
      ? found.inconclusive
      : verdict === 'not-applicable'
        ? (found.notApplicable ?? noOccasion)
        : null
  return {
    document,
    rule: rule.id,
    group: rule.group,
    operation,
    verdict,
    ...(reason === null ? {} : { reason }),
    cases: found.held + found.broken,
  }
}
