import type { Contract } from '../contract/types.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { ruleById } from '../rules/catalogue.ts'
import type { Severity } from '../rules/types.ts'
import type { Finding, RunEvent } from './events.ts'
import type { Judged } from './judged.ts'
import { dayOf } from './suppress.ts'

/** A finding that was there before; holds no value. */
export interface BaselineEntry {
  readonly document: string
  readonly rule: string
  readonly operation: string | null
  /** Of a finding in that document. */
  readonly fingerprint: string
  readonly severity: Severity
  /** Day on which it was taken into the baseline: `2026-03-01`. */
  readonly firstSeen: string
}

/** The known findings, and how they are to be dealt with. */
export interface Baseline {
  /** As the user names it. */
  readonly file: string
  readonly entries: readonly BaselineEntry[]
  /** Whether what is found now is to be known from now on. */
  readonly update: boolean
  /** Whether critical findings and those about the run itself may be known too. */
  readonly critical: boolean
}

const severities = ['info', 'low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[]

/**
 * The baseline with its entries under the name of the document that is run: one that is called after its folder has
 * another name in another checkout. It must be the only one on either side, and have all operations of the entries; one
 * that is made anew keeps what it has.
 */
export function adopted(
  baseline: Baseline,
  contracts: readonly Pick<Contract, 'name' | 'operations'>[],
): Baseline {
  const { entries, update } = baseline
  const names = new Set(entries.map(({ document }) => document))
  const [contract, ...more] = contracts
  if (update || contract === undefined || more.length > 0 || names.size !== 1 || names.has(contract.name))
    return baseline
  const known = new Set(contract.operations.map(({ key }) => key))
  return entries.every(({ operation }) => operation === null || known.has(operation))
    ? { ...baseline, entries: entries.map((entry) => ({ ...entry, document: contract.name })) }
    : baseline
}

/** The entry of a finding. */
export function entryOf(
  { entries }: Baseline,
  { document, fingerprint }: Finding,
): BaselineEntry | undefined {
  return entries.find((entry) => entry.document === document && entry.fingerprint === fingerprint)
}

/** Whether a finding is too grave to be put up with unless the user says so. */
export function isGrave({ severity, basis, rule }: Finding): boolean {
  return severity === 'critical' || basis === 'harness' || ruleById(rule)?.basis === 'harness'
}

/** Whether a finding is graver than when it was taken in. */
export function hasRisen({ severity }: BaselineEntry, finding: Finding): boolean {
  return severities.indexOf(finding.severity) > severities.indexOf(severity)
}

/** Why a finding is suppressed by the baseline, or null when it is not; `today` is a day. */
export function knownBy(baseline: Baseline, finding: Finding, today: string): string | null {
  if (isGrave(finding) && !baseline.critical) return null
  const entry = entryOf(baseline, finding)
  if (!baseline.update && (entry === undefined || hasRisen(entry, finding))) return null
  return `known since ${entry?.firstSeen ?? today} (baseline ${baseline.file})`
}

/** Entries that the run should have seen again and has not. */
export function staleEntries(
  { entries }: Baseline,
  findings: readonly Finding[],
  judged: Judged,
): readonly BaselineEntry[] {
  const seen = new Set(findings.map(({ document, fingerprint }) => `${document} ${fingerprint}`))
  return entries.filter(
    ({ document, fingerprint, rule, operation }) =>
      !seen.has(`${document} ${fingerprint}`) && judged.again(document, rule, operation),
  )
}

/** The entries as they are after a run: what it found is in, what is gone is out, what it did not judge stays. */
export function renewed(
  baseline: Baseline,
  events: readonly RunEvent[],
  judged: Judged,
): readonly BaselineEntry[] {
  const started = events.find((event) => event.type === 'run-started')?.startedAt
  const today = dayOf(started === undefined ? new Date() : new Date(started))
  const findings = events.flatMap((event) => (event.type === 'finding' ? [event.finding] : []))
  const stale = new Set(staleEntries(baseline, findings, judged))
  const seen = findings.flatMap((finding): readonly BaselineEntry[] => {
    const { document, rule, operation, fingerprint, severity } = finding
    const before = entryOf(baseline, finding)
    const known = knownBy(baseline, finding, today)
    // What a suppression of the user's covers is not taken in, or it would outlive its expiry.
    if (known === null || (finding.suppressed?.reason !== known && before === undefined)) return []
    return [{ document, rule, operation, fingerprint, severity, firstSeen: before?.firstSeen ?? today }]
  })
  const unseen = baseline.entries.filter(
    (entry) =>
      !stale.has(entry) &&
      !findings.some(
        (finding) => finding.document === entry.document && finding.fingerprint === entry.fingerprint,
      ),
  )
  return sorted([...seen, ...unseen])
}

/** The file: sorted, one entry an object, the same text for the same entries. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const plain = sorted(entries).map(({ document, rule, operation, fingerprint, severity, firstSeen }) => ({
    document,
    rule,
    operation,
    fingerprint,
    severity,
    firstSeen,
  }))
  return `${JSON.stringify(plain, null, 2)}\n`
}

/** Reads the file; a KeyproofError ('config') says what is wrong with it. */
export function readBaselineText(text: string, file: string): readonly BaselineEntry[] {
  const wrong = (what: string, cause?: unknown): KeyproofError =>
    new KeyproofError(
      'config',
      `The baseline ${file} ${what}`,
      'Take it back from version control, or remove it and make it anew with --update-baseline.',
      cause,
    )
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    throw wrong(`is not JSON: ${messageOf(error)}`, error)
  }
  if (!Array.isArray(given)) throw wrong('is not a list of entries.')
  return given.map((entry: unknown, index) => {
    if (!isEntry(entry))
      throw wrong(
        `has an entry, the one at ${index}, that is not made of document, rule, operation, fingerprint, severity and firstSeen.`,
      )
    return entry
  })
}

function isEntry(given: unknown): given is BaselineEntry {
  if (typeof given !== 'object' || given === null) return false
  const { document, rule, operation, fingerprint, severity, firstSeen } = given as Readonly<
    Record<string, unknown>
  >
  return (
    [document, rule, fingerprint].every((text) => typeof text === 'string') &&
    (operation === null || typeof operation === 'string') &&
    (severities as readonly unknown[]).includes(severity) &&
    typeof firstSeen === 'string' &&
    /^\d{4}-\d{2}-\d{2}$/.test(firstSeen)
  )
}

function sorted(entries: readonly BaselineEntry[]): readonly BaselineEntry[] {
  const key = ({ document, rule, operation, fingerprint }: BaselineEntry): string =>
    [document, rule, operation ?? '', fingerprint].join('\n')
  // By code unit, not by the language of the machine.
  return entries.toSorted((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0))
}
