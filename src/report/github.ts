import type { Finding, SourcePlace } from '../run/events.ts'
import { byWeight, commandsOf, particularsOf, storyOf } from './finding.ts'
import { fromRoot } from './checkout.ts'
import { logOf } from './fold-log.ts'
import type { Crash, LoggedDocument, LoggedFinding } from './log.ts'
import type { Reporter } from './reporter.ts'
import { counted, visible, visibleBlock } from './text.ts'

/** Workflow commands, which GitHub Actions turns into annotations of the run. */
export const github: Reporter = {
  name: 'github',
  describe: 'workflow commands, for annotations in GitHub Actions',
  showsLines: true,
  render: (events, { checkout }) =>
    fromRoot(logOf(events), checkout)
      .documents.flatMap((document) => [
        ...document.crashes.map((crash) => crashed(document, crash)),
        ...byWeight(document.findings).flatMap((finding) =>
          finding.suppressed === undefined ? [found(document, finding)] : [],
        ),
        ...leftBehind(document),
      ])
      .map((line) => `${line}\n`)
      .join(''),
}

const commands: Readonly<Record<Finding['level'], string>> = {
  fail: 'error',
  warn: 'warning',
  info: 'notice',
}

function found(document: LoggedDocument, finding: LoggedFinding): string {
  const lines = [
    finding.message,
    ...storyOf(finding),
    ...particularsOf(finding).map(([label, text]) => `${label}: ${text}`),
  ].map(visible)
  const again = commandsOf(finding).map(visibleBlock)
  return command(
    commands[finding.level],
    document,
    titleOf(finding.rule, finding.operation),
    [...lines, ...again],
    finding.at,
  )
}

function crashed(document: LoggedDocument, crash: Crash): string {
  return command('error', document, titleOf(`scenario ${crash.scenario} crashed`, crash.operation), [
    visible(crash.message),
  ])
}

function leftBehind(document: LoggedDocument): readonly string[] {
  const { left } = document.keys
  if (left.length === 0) return []
  const ids = visible(left.map((key) => key.id).join(', '))
  return [
    command('error', document, `${counted(left.length, 'key')} left behind`, [
      `${ids}: to revoke them: ${visible(document.sweep)}`,
    ]),
  ]
}

function titleOf(what: string, operation: string | null): string {
  return operation === null ? what : `${what} ${operation}`
}

/** `::name file=...,title=...::message`, escaped as the runner's toolkit does. */
function command(
  name: string,
  document: LoggedDocument,
  title: string,
  lines: readonly string[],
  at?: SourcePlace,
): string {
  const source = at?.source ?? document.summary.source
  // Only a file of the workspace can carry an annotation; a URL or standard input cannot.
  const file =
    source === '' || source === '-' || /^[a-z]+:\/\//i.test(source)
      ? ''
      : `file=${property(visible(source))},${at === undefined ? '' : `line=${at.line},`}`
  return `::${name} ${file}title=${property(visible(title))}::${data(lines.join('\n'))}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
