import type { DocumentSummary, Finding, RunEvent, TargetKind, Verdict, VerdictKind } from '../run/events.ts'
import type { Profile } from '../rules/types.ts'
import { logOf } from './fold-log.ts'
import type { Log } from './log.ts'

/** The JSON report: a run in one object, whatever the number of documents. Public and versioned by `schema`. */
export interface Report {
  readonly schema: 'keyproof.report/1'
  readonly tool: { readonly name: 'keyproof'; readonly version: string }
  readonly startedAt: string
  readonly durationMs: number
  readonly seed: number
  readonly profile: Profile
  /** That of the first document. */
  readonly target: { readonly kind: TargetKind; readonly url: string }
  readonly documents: readonly DocumentSummary[]
  readonly summary: Summary
  readonly verdicts: readonly Verdict[]
  readonly findings: readonly Finding[]
  readonly keys: {
    readonly created: number
    readonly revoked: number
    readonly left: readonly { readonly id: string; readonly operation: string }[]
  }
}

/** Verdicts of each kind, suppressed findings, cases tried and requests sent. */
export interface Summary {
  readonly held: number
  readonly broken: number
  readonly notApplicable: number
  readonly inconclusive: number
  readonly suppressed: number
  readonly cases: number
  readonly requests: number
}

/** Builds the report of a run, finished or not, from its event log. */
export function reportOf(events: readonly RunEvent[]): Report {
  const log = logOf(events)
  const { documents } = log
  return {
    schema: 'keyproof.report/1',
    tool: { name: 'keyproof', version: log.version },
    startedAt: log.startedAt,
    durationMs: log.durationMs,
    seed: log.seed,
    profile: log.profile,
    target: documents[0]?.target ?? { kind: 'mock', url: '' },
    documents: documents.map((document) => document.summary),
    summary: summaryOf(documents),
    verdicts: documents.flatMap((document) =>
      document.verdicts.map(({ durationMs: _durationMs, ...verdict }) => verdict),
    ),
    findings: documents.flatMap((document) =>
      document.findings.map(({ command: _command, at: _at, ...finding }) => finding),
    ),
    keys: {
      created: total(documents, (document) => document.keys.created),
      revoked: total(documents, (document) => document.keys.revoked),
      left: documents.flatMap((document) => document.keys.left),
    },
  }
}

/** Counts the verdicts and findings of some documents. */
export function summaryOf(documents: Log['documents']): Summary {
  const verdicts = (kind: VerdictKind): number =>
    total(documents, (document) => document.verdicts.filter((each) => each.verdict === kind).length)
  return {
    held: verdicts('held'),
    broken: verdicts('broken'),
    notApplicable: verdicts('not-applicable'),
    inconclusive: verdicts('inconclusive'),
    suppressed: total(
      documents,
      (each) => each.findings.filter((finding) => finding.suppressed !== undefined).length,
    ),
    cases: total(documents, (document) => document.cases),
    requests: total(documents, (document) => document.requests),
  }
}

function total<T>(items: readonly T[], figure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0)
}
