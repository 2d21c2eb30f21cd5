import type {
  Again,
  DocumentSummary,
  Finding,
  RunEvent,
  SourcePlace,
  TargetKind,
  Verdict,
  VerdictKind,
} from '../run/events.ts'
import type { Profile } from '../rules/types.ts'
import { ruleById } from '../rules/catalogue.ts'

type Of<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>

/** A scenario that threw, as the log tells it. */
export type Crash = Omit<Of<'scenario-crashed'>, 'type' | 'document'>

/** A finding with the command that shows it again, and its line where the log tells it. */
export interface LoggedFinding extends Finding {
  readonly command: string
  readonly at?: SourcePlace
}

/** A verdict and the time it took. */
export interface LoggedVerdict extends Verdict {
  readonly durationMs: number
}

/** Something to know that is no finding. */
export type Notice = Omit<Of<'notice'>, 'type' | 'document'>

/** Everything the log says of one document. */
export interface LoggedDocument {
  readonly summary: DocumentSummary
  /** What the document calls itself; empty where it does not. */
  readonly title: string
  readonly target: { readonly kind: TargetKind; readonly url: string }
  /** An ISO date. */
  readonly startedAt: string
  /** Scenario units planned, and those that ended. */
  readonly units: { readonly planned: number; readonly ended: number }
  readonly cases: number
  readonly requests: number
  readonly durationMs: number
  readonly keys: Of<'document-finished'>['keys']
  /** One of each rule and operation, in the order of the log. */
  readonly verdicts: readonly LoggedVerdict[]
  /** One of each fingerprint, in the order of the log. */
  readonly findings: readonly LoggedFinding[]
  /** The command that revokes what is left. */
  readonly sweep: string
  readonly crashes: readonly Crash[]
  readonly notices: readonly Notice[]
  readonly finished: boolean
}

/** An event log, folded. */
export interface Log {
  readonly version: string
  readonly startedAt: string
  readonly seed: number
  readonly profile: Profile
  readonly durationMs: number
  readonly documents: readonly LoggedDocument[]
  /** Notices that concern no single document. */
  readonly notices: readonly Notice[]
  /** The signal that ended the run before its time. */
  readonly interrupted: string | null
  /** null while the run has not finished. */
  readonly exitCode: Of<'run-finished'>['exitCode'] | null
}

interface Draft extends Omit<
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

/** Of two verdicts on the same rule and operation, from shards, the one that says more stands. */
const weight: Readonly<Record<VerdictKind, number>> = {
  'not-applicable': 0,
  inconclusive: 1,
  held: 2,
  broken: 3,
}

/** A rule on an operation, as a key. */
export function spotOf(at: { readonly rule: string; readonly operation: string | null }): string {
  return `${at.rule} ${at.operation ?? ''}`
}

/** True for a finding that fails the run. */
export function fails(finding: Finding): boolean {
  return finding.level === 'fail' && finding.suppressed === undefined
}

/**
 * Folds a log, or the logs of several shards one after the other. Part of a log will do: what it does
 * not tell stays at nought. Findings and crashes always end up with a verdict on their rule.
 */
export function logOf(events: readonly RunEvent[]): Log {
  const drafts = new Map<string, Draft>()
  const notices: Notice[] = []
  let started: Of<'run-started'> | undefined
  let unfinished = 0
  let exitCode: Log['exitCode'] = null
  let durationMs: number | undefined
  let interrupted: string | null = null

  const draftOf = (name: string): Draft => {
    const draft = drafts.get(name) ?? emptyDraft(name)
    drafts.set(name, draft)
    return draft
  }

  for (const event of events) {
    switch (event.type) {
      case 'run-started':
        started ??= event
        unfinished += 1
        break
      case 'document-started': {
        const draft = draftOf(event.document.name)
        draft.summary = event.document
        draft.target = event.target
        draft.startedAt ??= event.startedAt ?? null
        draft.title = event.title ?? draft.title
        draft.again = event.again ?? draft.again
        draft.units = { ...draft.units, planned: draft.units.planned + event.units }
        draft.finished = false
        break
      }
      case 'notice':
        addNotice(event.document === null ? notices : draftOf(event.document).notices, event)
        break
      case 'scenario-finished': {
        const draft = draftOf(event.document)
        draft.units = { ...draft.units, ended: draft.units.ended + 1 }
        draft.open.cases += event.cases
        draft.open.requests += event.requests
        break
      }
      case 'scenario-crashed': {
        const { type: _type, document, ...crash } = event
        draftOf(document).crashes.push(crash)
        break
      }
      case 'verdict':
        addVerdict(draftOf(event.verdict.document).verdicts, {
          ...event.verdict,
          durationMs: event.durationMs ?? 0,
        })
        break
      case 'finding':
        addFinding(draftOf(event.finding.document).findings, event)
        break
      case 'document-finished':
        finish(draftOf(event.document), event)
        break
      case 'interrupted':
        interrupted = event.signal
        break
      case 'run-finished':
        unfinished -= 1
        durationMs = Math.max(durationMs ?? 0, event.durationMs)
        exitCode = exitCode === null || event.exitCode > exitCode ? event.exitCode : exitCode
        break
      default:
        event satisfies never
    }
  }

  const startedAt = started?.startedAt ?? new Date(0).toISOString()
  const documents = [...drafts.values()].map((draft) => complete(draft, startedAt))
  return {
    version: started?.version ?? '0.0.0',
    startedAt,
    seed: started?.seed ?? 0,
    profile: started?.profile ?? 'recommended',
    durationMs: durationMs ?? documents.reduce((sum, each) => sum + each.durationMs, 0),
    documents,
    notices,
    interrupted,
    exitCode: unfinished > 0 ? null : exitCode,
  }
}

function emptyDraft(name: string): Draft {
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
function addNotice(notices: Notice[], { type: _type, document: _document, ...notice }: Of<'notice'>): void {
  const same = (other: Notice): boolean =>
    other.message === notice.message && other.pointer === notice.pointer
  if (!notices.some(same)) notices.push(notice)
}

function addVerdict(verdicts: Map<string, LoggedVerdict>, verdict: LoggedVerdict): void {
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

function addFinding(findings: Draft['findings'], { finding, at }: Of<'finding'>): void {
  const other = findings.get(finding.fingerprint)
  const placed = at === undefined ? finding : { ...finding, at }
  const merged = other === undefined ? placed : { ...other, count: other.count + finding.count }
  findings.set(finding.fingerprint, merged)
}

function finish(draft: Draft, event: Of<'document-finished'>): void {
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
function complete({ open, again, ...draft }: Draft, startedAt: string): LoggedDocument {
  const verdicts = new Map(draft.verdicts)
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
