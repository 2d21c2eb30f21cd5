import { byWeight, commandsOf, particularsOf } from './finding.ts'
import { logOf } from './fold-log.ts'
import { fails, type Log, type LoggedDocument, type LoggedFinding } from './log.ts'
import { escapeHtml } from './markup.ts'
import { headlineOf } from './outcome.ts'
import { summaryOf } from './report.ts'
import type { Reporter } from './reporter.ts'
import { counted, visible, visibleBlock } from './text.ts'

/** Markdown for a comment on a pull request or a job summary. */
export const markdown: Reporter = {
  name: 'markdown',
  describe: 'Markdown, for pull request comments and job summaries',
  render: (events) => {
    const log = logOf(events)
    const open = log.documents
      .flatMap((document) => byWeight(document.findings))
      .filter((each) => each.suppressed === undefined)
    const sections = [
      [`## keyproof: ${headlineOf(log)}`],
      log.documents.length === 0 ? [] : countsOf(log),
      ...section('Broken', open.filter(fails), true).concat(
        section(
          'Warnings',
          open.filter((each) => each.level === 'warn'),
        ),
      ),
      doubtsOf(log.documents),
      [figuresOf(log)],
    ]
    return sections
      .filter((lines) => lines.length > 0)
      .map((lines) => `${lines.join('\n')}\n`)
      .join('\n')
  },
}

/** Findings told in full under each heading; a comment has an upper size, and nobody reads the hundredth. */
const most = 25

function countsOf(log: Log): readonly string[] {
  const rows = log.documents.map((document) => {
    const { held, broken, notApplicable, inconclusive, suppressed } = summaryOf([document])
    const cells = [held, broken, notApplicable, inconclusive, suppressed].map(String)
    return row([
      prose(document.summary.name),
      code(`${document.target.kind} ${document.target.url}`),
      ...cells,
    ])
  })
  const head = ['document', 'target', 'held', 'broken', 'not applicable', 'inconclusive', 'suppressed']
  return [row(head), row(['---', '---', ...Array<string>(5).fill('---:')]), ...rows]
}

function section(
  title: string,
  findings: readonly LoggedFinding[],
  isTold = false,
): readonly (readonly string[])[] {
  if (findings.length === 0) return []
  const rows = findings
    .slice(0, most)
    .map((each) =>
      row([
        prose(each.document),
        code(each.rule),
        code(each.operation ?? ''),
        prose(each.message),
        each.severity,
      ]),
    )
  const more = findings.length > most ? ['', `and ${findings.length - most} more in the full report.`] : []
  const details = isTold ? findings.slice(0, most).flatMap(detailsOf) : []
  return [
    [
      `### ${title}`,
      '',
      row(['document', 'rule', 'operation', 'what', 'severity']),
      row(Array<string>(5).fill('---')),
      ...rows,
      ...more,
    ],
    details,
  ]
}

function detailsOf(finding: LoggedFinding): readonly string[] {
  return [
    '<details>',
    `<summary><code>${escapeHtml(visible(finding.rule))}</code> ${escapeHtml(visible(finding.operation ?? ''))}</summary>`,
    '',
    ...(finding.story ?? []).map((step, index) => `${index + 1}. ${prose(step)}`),
    ...(finding.story === undefined ? [] : ['']),
    ...particularsOf(finding).map(([label, text]) => `- ${label}: ${prose(text)}`),
    '',
    ...fenced(commandsOf(finding).map(visibleBlock).join('\n')),
    '</details>',
  ]
}

/** What keeps the run from being trusted. */
function doubtsOf(documents: readonly LoggedDocument[]): readonly string[] {
  return documents.flatMap((document) => [
    ...document.crashes.map(
      (crash) =>
        `- ${prose(document.summary.name)}: scenario ${code(crash.scenario)} crashed: ${prose(crash.message)}`,
    ),
    ...(document.keys.left.length === 0
      ? []
      : [
          `- ${prose(document.summary.name)}: ${counted(document.keys.left.length, 'key')} left behind; ${code('keyproof sweep')} revokes them`,
        ]),
  ])
}

function figuresOf(log: Log): string {
  const { requests } = summaryOf(log.documents)
  const exit = log.exitCode === null ? 'unfinished' : `exit ${log.exitCode}`
  return `keyproof ${prose(log.version)} · profile ${log.profile} · seed ${log.seed} · ${counted(requests, 'request')} in ${(log.durationMs / 1000).toFixed(1)} s · ${exit}`
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** Text that Markdown and HTML leave as it is, and that mentions nobody. */
function prose(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replace(/[\\`*_{}[\]#|~$!]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/:\/\/|www\./gi, (start) => `${start[0]}\u200b${start.slice(1)}`)
}

/** A code span, safe in a table cell. */
function code(text: string): string {
  const shown = visible(text).replaceAll('|', '\\|')
  if (shown === '') return ''
  const ticks = '`'.repeat(longestRun(shown) + 1)
  const gap = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${ticks}${gap}${shown}${gap}${ticks}`
}

function fenced(text: string): readonly string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return [`${fence}sh`, text, fence]
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}
