import type { VerdictKind } from '../run/events.ts'
import type { LoggedDocument } from './log.ts'
import type { Page } from './page.ts'
import { counted, enumerated } from './text.ts'

/** A rule, the document it was judged on, and the reason for what became of it. */
interface Reason {
  readonly reason: string
  readonly rule: string
  readonly document: string
}

/** Reasons told before the rest of them is only counted. */
const mostInconclusive = 10
const mostNotApplicable = 5

/** Writes the reasons why findings are put up with, each once. */
export function writeSuppressed(page: Page, document: LoggedDocument): void {
  const reasons = document.findings.flatMap(({ suppressed, rule }) =>
    suppressed === undefined ? [] : [{ reason: suppressed.reason, rule, document: document.summary.name }],
  )
  if (reasons.length === 0) return
  page.line('  suppressed', page.colors.dim)
  for (const alike of Map.groupBy(reasons, ({ reason }) => reason).values()) writeReason(page, alike, [])
}

/**
 * Writes what could not be judged and why, over all documents: of what is inconclusive the rules too, of what is
 * not applicable the commonest reasons alone, unless the whole list is wanted.
 */
export function writeUnjudged(page: Page, documents: readonly LoggedDocument[], verbose: boolean): void {
  const names = documents.map(({ summary }) => summary.name)
  const unsure = commonest(documents, 'inconclusive')
  const told = verbose ? unsure : unsure.slice(0, mostInconclusive)
  if (unsure.length > 0) {
    page.line('inconclusive', page.colors.bold)
    for (const alike of told) writeReason(page, alike, names)
    writeRest(page, unsure.slice(told.length))
    page.line()
  }
  const untouched = commonest(documents, 'not-applicable')
  if (untouched.length === 0) return
  page.line('not applicable', page.colors.bold)
  if (verbose) for (const alike of untouched) writeReason(page, alike, names)
  else {
    // A single reason too many takes no more room than its count.
    const most = untouched.length === mostNotApplicable + 1 ? untouched.length : mostNotApplicable
    for (const alike of untouched.slice(0, most)) {
      const { reason } = alike[0]!
      page.text(2, `${String(alike.length).padStart(4)}  ${reason}`, undefined, 6)
    }
    writeRest(page, untouched.slice(most))
    page.text(2, 'All of them: --verbose, or the json, junit and html reports.', page.colors.dim)
  }
  page.line()
}

/** Verdicts of a kind by reason, the commonest first, then in the order of the log. */
function commonest(documents: readonly LoggedDocument[], kind: VerdictKind): readonly (readonly Reason[])[] {
  const all = documents.flatMap(({ summary, verdicts }) =>
    verdicts
      .filter(({ verdict }) => verdict === kind)
      .map(({ reason = 'No reason is given.', rule }) => ({ reason, rule, document: summary.name })),
  )
  return [...Map.groupBy(all, ({ reason }) => reason).values()].toSorted(
    (one, other) => other.length - one.length,
  )
}

/** A reason, with the rules it concerns, and the documents where there are others. */
function writeReason(page: Page, alike: readonly Reason[], documents: readonly string[]): void {
  const [first] = alike
  if (first === undefined) return
  const rules = [...Map.groupBy(alike, ({ rule }) => rule)]
  const own = new Set(alike.map(({ document }) => document))
  const where =
    documents.length < 2 ? '' : own.size === documents.length ? ' · all' : ` · ${[...own].join(', ')}`
  const indent = documents.length === 0 ? 4 : 2
  page.text(indent, alike.length === 1 ? first.reason : `${first.reason} (${alike.length})`)
  page.text(
    indent + 2,
    enumerated(rules.map(([rule, of]) => (of.length === 1 ? rule : `${rule} ×${of.length}`))) + where,
    page.colors.dim,
  )
}

function writeRest(page: Page, rest: readonly (readonly Reason[])[]): void {
  if (rest.length === 0) return
  const verdicts = rest.reduce((sum, { length }) => sum + length, 0)
  page.text(2, `${String(verdicts).padStart(4)}  for ${counted(rest.length, 'other reason')}`)
}
