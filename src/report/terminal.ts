import { groups, versionOf } from './finding.ts'
import { logOf } from './fold-log.ts'
import type { Log, LoggedDocument, Notice } from './log.ts'
import { doubtsOf, greenOf, resultOf } from './outcome.ts'
import { createPage, type Page, type Paint } from './page.ts'
import { summaryOf } from './report.ts'
import type { Reporter } from './reporter.ts'
import { writeCrash, writeFindings } from './terminal-findings.ts'
import { writeSuppressed, writeUnjudged } from './terminal-reasons.ts'
import { counted, enumerated, shortened } from './text.ts'

/** The report for people: what is broken and how to see it again; what held is only counted. */
export const terminal: Reporter = {
  name: 'terminal',
  describe: 'a short report for people, on standard output',
  render: (events, options) => {
    const log = logOf(events)
    const page = createPage(options)
    const common = commonNotices(log.documents)
    for (const document of log.documents)
      writeDocument(
        page,
        document,
        document.notices.filter((notice) => !common.has(textOf(notice))),
        log.interrupted !== null,
      )
    writeUnjudged(page, log.documents, options.verbose === true)
    const notices = [...common.values(), ...log.notices]
    for (const notice of notices) writeNotice(page, 0, notice)
    if (notices.length > 0) page.line()
    writeVerdict(page, log)
    return page.toString()
  },
}

/** What several documents are told alike, by its text; it is told once. */
function commonNotices(documents: readonly LoggedDocument[]): ReadonlyMap<string, Notice> {
  const all = Map.groupBy(
    documents.flatMap(({ notices }) => notices),
    textOf,
  )
  return new Map([...all].flatMap(([text, alike]) => (alike.length > 1 ? [[text, alike[0]!] as const] : [])))
}

function textOf({ severity, message, pointer, hint }: Notice): string {
  return JSON.stringify([severity, message, pointer, hint])
}

function writeDocument(
  page: Page,
  document: LoggedDocument,
  notices: readonly Notice[],
  interrupted: boolean,
): void {
  const { summary, target } = document
  const where = `${target.kind} ${target.url}`
  const title = document.title === summary.name ? '' : document.title
  const head = [summary.name, title, versionOf(summary), counted(summary.operations, 'operation'), where]
  page.text(0, head.filter((part) => part !== '').join(' · '), page.colors.bold)
  page.line()
  for (const crash of document.crashes) writeCrash(page, crash)
  writeFindings(page, document.findings)
  writeCounts(page, document, interrupted)
  const held = document.verdicts.filter((each) => each.verdict === 'held')
  const byGroup = groups.map((group) => [group, held.filter((each) => each.group === group).length] as const)
  if (held.length > 0)
    page.field(
      2,
      'held in',
      byGroup
        .filter(([, count]) => count > 0)
        .map(([group, count]) => `${group} ${count}`)
        .join(' · '),
    )
  writeKeys(page, document)
  writeSuppressed(page, document)
  for (const notice of notices) writeNotice(page, 2, notice)
  page.line()
}

function writeCounts(page: Page, document: LoggedDocument, interrupted: boolean): void {
  const { held, broken, notApplicable, inconclusive } = summaryOf([document])
  const counts = `held ${held} · broken ${broken} · not applicable ${notApplicable} · inconclusive ${inconclusive}`
  page.text(2, counts, page.colors.bold)
  if (!document.finished || (interrupted && document.units.ended < document.units.planned))
    page.text(
      2,
      `unfinished: ${document.units.ended} of ${document.units.planned} scenario units ended`,
      page.colors.red,
    )
  const open = document.findings.filter((finding) => finding.suppressed === undefined)
  const figures = [
    ...(['fail', 'warn', 'info'] as const).map(
      (level) => [level, open.filter((each) => each.level === level).length] as const,
    ),
    ['suppressed', document.findings.length - open.length] as const,
  ].filter(([, count]) => count > 0)
  if (figures.length > 0)
    page.field(2, 'findings', figures.map(([name, count]) => `${count} ${name}`).join(' · '))
}

function writeKeys(page: Page, document: LoggedDocument): void {
  const { keys } = document
  if (keys.created === 0 && keys.left.length === 0) return
  const left = keys.left.length === 0 ? '' : `, ${keys.left.length} left behind`
  const rest = keys.created - keys.revoked - keys.left.length
  const kept =
    rest <= 0 ? '' : document.target.kind === 'live' ? `, ${rest} kept` : ', the rest gone with the target'
  page.field(2, 'keys', `${keys.created} created, ${keys.revoked} revoked${left}${kept}`)
  if (keys.left.length === 0) return
  page.field(2, '', enumerated(keys.left.map(({ id }) => shortened(id))))
  page.command(12, document.sweep)
}

function writeNotice(page: Page, indent: number, notice: Notice): void {
  const paints: Readonly<Record<Notice['severity'], Paint>> = {
    error: page.colors.red,
    warning: page.colors.yellow,
    info: page.colors.dim,
  }
  const where = notice.pointer === undefined ? '' : ` (${notice.pointer})`
  const hint = notice.hint === undefined ? '' : ` ${notice.hint}`
  const lead = notice.severity === 'info' ? 'note' : notice.severity
  page.text(indent, `${lead}: ${notice.message}${where}${hint}`, paints[notice.severity], 2)
}

/** The last line: what came of the run, how long it took, how to repeat it, and what the exit code means. */
function writeVerdict(page: Page, log: Log): void {
  const { colors } = page
  const { held, requests } = summaryOf(log.documents)
  const time = log.exitCode === null ? [] : [`${(log.durationMs / 1000).toFixed(1)} s`]
  const figures = [...time, counted(requests, 'request'), `seed ${log.seed}`, ...partOf(log)]
  const parts = [resultOf(log), ...(log.documents.length === 0 ? [] : figures), meaningOf(log, held)]
  const paint = log.exitCode === 0 ? (held > 0 ? colors.green : colors.yellow) : colors.red
  page.text(0, parts.join(' · '), (line) => colors.bold(paint(line)))
}

function partOf({ shard }: Log): readonly string[] {
  return shard === undefined ? [] : [`part ${shard.index} of ${shard.of}`]
}

function meaningOf(log: Log, held: number): string {
  const doubts = doubtsOf(log)
  switch (log.exitCode) {
    case null:
      return 'the run did not finish'
    case 0:
      return held > 0 ? `exit 0: ${greenOf(log)}` : 'exit 0: no rule is broken'
    case 1:
      return 'exit 1: rules are broken'
    case 3:
      return `exit 3: not to be trusted${doubts === '' ? '' : ` (${doubts})`}`
    case 130:
    case 143:
      return `exit ${log.exitCode}: interrupted${log.interrupted === null ? '' : ` by ${log.interrupted}`}`
    default:
      return log.exitCode satisfies never
  }
}
