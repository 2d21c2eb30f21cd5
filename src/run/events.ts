import type { Confidence, Basis, Group, Level, Profile, Severity } from '../rules/types.ts'
import type { HeaderLine } from '../http/exchange.ts'
import type { TargetKind } from '../target/types.ts'
import type { Because } from '../checks/outcome.ts'
import type { SourcePlace } from '../contract/types.ts'

export type { Because, SourcePlace, TargetKind }

/** The flags with which a part of the run is done again, as words of a shell; they hold no secret. */
export interface Again {
  readonly replay: string
  readonly sweep: string
}

/** What a run says of a rule on an operation. */
export type VerdictKind = 'held' | 'broken' | 'not-applicable' | 'inconclusive'

/** A request and its response as reports show them: redacted, as plain data. */
export interface ReportedExchange {
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: readonly HeaderLine[]
    readonly body?: string
  }
  readonly response: {
    readonly status: number
    readonly headers: readonly HeaderLine[]
    readonly body: string
    readonly truncated: boolean
  }
}

/** A broken rule, shrunk, with everything needed to understand and repeat it. */
export interface Finding {
  /** Stable over runs, seeds and reordering; holds no value. */
  readonly fingerprint: string
  readonly document: string
  readonly rule: string
  readonly group: Group
  readonly level: Exclude<Level, 'off'>
  readonly severity: Severity
  readonly basis: Basis
  readonly confidence: Confidence
  /** `POST /v0/api-keys`, or null when it concerns the document or the host. */
  readonly operation: string | null
  /** The scenario that found it, or null when a check did in passing. */
  readonly scenario: string | null
  readonly message: string
  readonly expected?: string
  readonly received?: string
  readonly because: Because
  /** The steps that lead to it, the telling one last, where it takes more than one. */
  readonly story?: readonly string[]
  /** The shrunk case. */
  readonly exchanges: readonly ReportedExchange[]
  /** A curl line that runs as it stands but for `$KEY` variables. */
  readonly curl: string
  /** Token for `keyproof replay`. */
  readonly replay: string
  /** How many cases showed it. */
  readonly count: number
  readonly suppressed?: { readonly reason: string }
  readonly cwe: readonly string[]
  readonly owasp: readonly string[]
}

export interface Verdict {
  readonly document: string
  readonly rule: string
  readonly group: Group
  readonly operation: string | null
  readonly verdict: VerdictKind
  /** Always present for not-applicable and inconclusive. */
  readonly reason?: string
  readonly cases: number
}

export interface KeyResourceSummary {
  readonly label: string
  readonly confidence: Confidence
  readonly roles: Readonly<Record<string, string>>
  readonly secret: string
  readonly reveal: string
}

export interface DocumentSummary {
  readonly name: string
  readonly source: string
  readonly openapi: string
  readonly operations: number
  readonly keyResources: readonly KeyResourceSummary[]
}

/**
 * The run's whole vocabulary, JSON-safe and free of secrets. Reports are functions of the list of
 * events; the order of events follows the plan, never timing.
 */
export type RunEvent =
  | {
      readonly type: 'run-started'
      readonly schema: 'keyproof.events/1'
      readonly version: string
      readonly startedAt: string
      readonly seed: number
      readonly profile: Profile
      /** The part of the run that this is, of so many, where several machines share it. */
      readonly shard?: { readonly index: number; readonly of: number }
    }
  | {
      readonly type: 'document-started'
      readonly document: DocumentSummary
      readonly target: { readonly kind: TargetKind; readonly url: string }
      /** When its first request was due, as an ISO date. */
      readonly startedAt?: string
      /** Number of scenario-finished events to come for this document. */
      readonly units: number
      /** What the document calls itself. */
      readonly title?: string
      /** Flags for `keyproof replay` and `keyproof sweep` to reach the target as the run did. */
      readonly again?: Again
    }
  /** Something the reader should know that is not a finding: a document's problem, a limit of the target. */
  | {
      readonly type: 'notice'
      readonly document: string | null
      readonly severity: 'error' | 'warning' | 'info'
      readonly message: string
      readonly pointer?: string
      readonly hint?: string
    }
  | {
      readonly type: 'scenario-finished'
      readonly document: string
      readonly scenario: string
      readonly operation: string | null
      readonly cases: number
      readonly requests: number
      /** From its first request to its last answer, others running beside it. */
      readonly durationMs?: number
    }
  /** A scenario that threw: the run cannot be trusted as a whole (exit 3). */
  | {
      readonly type: 'scenario-crashed'
      readonly document: string
      readonly scenario: string
      readonly operation: string | null
      readonly message: string
      readonly rules: readonly string[]
    }
  | {
      readonly type: 'verdict'
      readonly verdict: Verdict
      /** The share of their time that the scenarios which decide the rule took for it; none for what is judged in passing. */
      readonly durationMs?: number
    }
  | {
      readonly type: 'finding'
      readonly finding: Finding
      /** What it stands on in the texts of the document, where a report that shows lines is asked for. */
      readonly at?: SourcePlace
    }
  | {
      readonly type: 'document-finished'
      readonly document: string
      readonly cases: number
      readonly requests: number
      readonly durationMs: number
      readonly keys: {
        readonly created: number
        readonly revoked: number
        readonly left: readonly { readonly id: string; readonly operation: string }[]
      }
    }
  | { readonly type: 'interrupted'; readonly signal: string }
  | { readonly type: 'run-finished'; readonly durationMs: number; readonly exitCode: 0 | 1 | 3 | 130 | 143 }
