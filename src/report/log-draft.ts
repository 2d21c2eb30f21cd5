import { ruleById } from '../rules/catalogue.ts'
import type { Again, Finding, VerdictKind } from '../run/events.ts'
import {
  spotOf,
  type Crash,
  type EventOf,
  type LoggedDocument,
  type LoggedFinding,
  type LoggedVerdict,
  type Notice,
} from './log.ts'

/** What has been told of a document so far. */
export interface Draft extends Omit<
  Mutable<LoggedDocument>,
  'verdicts' | 'findings' | 'crashes' | 'notices' | 'sweep' | 'startedAt'
> {
  again: Again
  startedAt: string | null
  readonly verdicts: Map<string, LoggedVerdict>
  readonly findings: Map<string, Finding & Pick<LoggedFinding, 'at'>>
  readonly crashes: Crash[]
  readonly notices: Notice[]
  /** What the scenarios of the part under way have counted so far. */
  open: { cases: number; requests: number }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Of two verdicts on the same rule and operation, from shards, the one stands that would in a run of one machine. */
const weight: Readonly<Record<VerdictKind, number>> = {
  'not-applicable': 0,
  held: 1,
  inconclusive: 2,
  broken: 3,
}

/** Of two sights of one finding, the graver stands. */
const levels: readonly Finding['level'][] = ['info', 'warn', 'fail']

/** Of a document of which nothing has been told. */
export function emptyDraft(name: string): Draft {
  return {
    summary: { name, source: '', openapi: '', operations: 0, keyResources: [] },
    title: '',
    target: { kind: 'mock', url: '' },
    startedAt: null,
    again: { replay: '', sweep: '' },
    units: { planned: 0, ended: 0 },
    cases: 0,
    requests: 0,
    durationMs: 0,
    keys: { created: 0, revoked: 0, left: [] },
    verdicts: new Map(),
    findings: new Map(),
    crashes: [],
    notices: [],
    finished: false,
    open: { cases: 0, requests: 0 },
  }
}

/** Shards each meet the document's own problems; they are told once. */
export function addNotice(
  notices: Notice[],
  { type: _type, document: _document, ...notice }: EventOf<'notice'>,
): void {
  const same = (other: Notice): boolean =>
    other.message === notice.message && other.pointer === notice.pointer
  if (!notices.some(same)) notices.push(notice)
}

/** Takes down a verdict; of two on the same rule and operation the one with more weight stands. */
export function addVerdict(verdicts: Map<string, LoggedVerdict>, verdict: LoggedVerdict): void {
  const other = verdicts.get(spotOf(verdict))
  if (other === undefined) verdicts.set(spotOf(verdict), verdict)
  else {
    const stands = weight[verdict.verdict] > weight[other.verdict] ? verdict : other
    verdicts.set(spotOf(verdict), {
      ...stands,
      cases: verdict.cases + other.cases,
      durationMs: verdict.durationMs + other.durationMs,
    })
  }
}

/** Takes down a finding, counted where it is known. */
export function addFinding(findings: Draft['findings'], { finding, at }: EventOf<'finding'>): void {
  const other = findings.get(finding.fingerprint)
  const placed = at === undefined ? finding : { ...finding, at }
  const isGraver = other !== undefined && levels.indexOf(finding.level) > levels.indexOf(other.level)
  const stands = other === undefined || isGraver ? placed : other
  findings.set(finding.fingerprint, { ...stands, count: finding.count + (other?.count ?? 0) })
}

/** Takes down the end of a document, or of one of its shards. */
export function finish(draft: Draft, event: EventOf<'document-finished'>): void {
  draft.cases += event.cases
  draft.requests += event.requests
  // Shards run side by side, so the document took as long as the slowest of them.
  draft.durationMs = Math.max(draft.durationMs, event.durationMs)
  draft.keys = {
    created: draft.keys.created + event.keys.created,
    revoked: draft.keys.revoked + event.keys.revoked,
    left: [...draft.keys.left, ...event.keys.left],
  }
  draft.open = { cases: 0, requests: 0 }
  draft.finished = true
}

/** Adds the verdicts that an unfinished document has not got to, and what its open part has counted. */
export function complete(
  { open, again, ...draft }: Draft,
  startedAt: string,
  isMerged: boolean,
): LoggedDocument {
  const verdicts = isMerged ? withoutIdle(draft.verdicts) : new Map(draft.verdicts)
  const findings = [...draft.findings.values()]
  for (const finding of findings) {
    const { document, rule, group, operation, count } = finding
    if (!verdicts.has(spotOf(finding)))
      verdicts.set(spotOf(finding), {
        document,
        rule,
        group,
        operation,
        verdict: 'broken',
        cases: count,
        durationMs: 0,
      })
  }
  const judged = new Set([...verdicts.values()].map((verdict) => verdict.rule))
  for (const crash of draft.crashes) {
    for (const rule of crash.rules.filter((id) => !judged.has(id))) {
      verdicts.set(spotOf({ rule, operation: crash.operation }), {
        document: draft.summary.name,
        rule,
        group: ruleById(rule)?.group ?? 'hygiene',
        operation: crash.operation,
        verdict: 'inconclusive',
        reason: `scenario ${crash.scenario} crashed: ${crash.message}`,
        cases: 0,
        durationMs: 0,
      })
    }
  }
  return {
    ...draft,
    startedAt: draft.startedAt ?? startedAt,
    findings: findings.map((finding) => ({
      ...finding,
      command: `keyproof replay ${finding.replay} ${again.replay}`.trim(),
    })),
    sweep: `keyproof sweep ${again.sweep}`.trim(),
    cases: draft.cases + open.cases,
    requests: draft.requests + open.requests,
    verdicts: [...verdicts.values()],
  }
}

/** A rule that had no occasion in one part of a run had one in another where that says more of it. */
function withoutIdle(verdicts: Draft['verdicts']): Draft['verdicts'] {
  const told = new Map(
    [...Map.groupBy(verdicts.values(), ({ rule }) => rule)].map(([rule, of]) => [rule, of.length]),
  )
  return new Map(
    [...verdicts].filter(
      ([, { rule, operation, verdict }]) =>
        verdict !== 'not-applicable' || operation !== null || told.get(rule) === 1,
    ),
  )
}
