/** The question a rule answers; reports group by it. */
export type Group =
  | 'reveal'
  | 'auth'
  | 'status'
  | 'schema'
  | 'lifecycle'
  | 'headers'
  | 'robustness'
  | 'hygiene'

/** Impact if a finding is true. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info'

/** Why a rule may be demanded of this API at all. */
export type Basis =
  | 'document'
  | 'annotation'
  | 'protocol-must'
  | 'protocol-should'
  | 'standard'
  | 'convention'
  | 'harness'

/** How sure keyproof is of what it inferred and saw. */
export type Confidence = 'certain' | 'firm' | 'tentative'

export const profiles = ['contract', 'recommended', 'strict'] as const

/** Which bases are enforced: the document alone, what one expects of one's own API, or an audit. */
export type Profile = (typeof profiles)[number]

/** What a broken rule does to the run: fails it, is reported, is noted, or is left out. */
export type Level = 'fail' | 'warn' | 'info' | 'off'

/** A standard, clause or document a rule stands on. */
export interface Source {
  /** Short citation, such as "RFC 9110 §11.6.1". */
  readonly ref: string
  readonly url?: string
}

/**
 * What keyproof must have found in the document, or been given, before a rule can be judged: an operation in
 * its role, a place in a body, or a fact about the API. Annotations and overlays supply what is missing.
 */
export type Need =
  | 'create'
  | 'list'
  | 'get'
  | 'update'
  | 'revoke'
  | 'rotate'
  /** A protected operation that is cheap to call with a new key. */
  | 'canary'
  | 'secret'
  | 'id'
  | 'redacted'
  | 'status'
  | 'expiry'
  | 'scopes'
  | 'pagination'
  | 'idempotency'
  /** How a deleted key is shown, if at all. */
  | 'delete-semantics'
  /** Where a credential is sent. */
  | 'carrier'
  | 'second-principal'

/**
 * What becomes of a rule on Prism, which keeps no state and checks credentials for presence only. `static`
 * rules look at the document alone; `expected-failure` is broken by Prism itself.
 */
export type PrismOutcome = 'holds' | 'partial' | 'static' | 'expected-failure' | 'not-applicable'

/** One statement that must hold. Its id is public: reports, suppressions and SARIF carry it. */
export interface Rule {
  readonly id: string
  readonly group: Group
  /** 1 is the most important of all. */
  readonly rank: number
  readonly severity: Severity
  /** The strongest basis this rule can have; a finding may stand on a weaker one. */
  readonly basis: Basis
  /** What must hold, in one sentence. */
  readonly statement: string
  /** Why it matters to whoever owns the API or its keys. */
  readonly why: string
  /** What keyproof sends to find out. */
  readonly exercise: string
  /** What may look like a violation without being one, and how to tell keyproof. */
  readonly falseAlarms: string
  /** How an API satisfies the rule. */
  readonly satisfy: string
  readonly sources: readonly Source[]
  /** Weakness numbers, such as "CWE-200". */
  readonly cwe: readonly string[]
  /** OWASP API Security Top 10 and ASVS entries. */
  readonly owasp: readonly string[]
  /** Only a target that remembers the keys it issued can be judged by it. */
  readonly stateful: boolean
  readonly needs: readonly Need[]
  readonly prism: PrismOutcome
}
