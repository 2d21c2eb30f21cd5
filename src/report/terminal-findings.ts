import type { Finding } from '../run/events.ts'
import { questions } from '../rules/questions.ts'
import { becauseOf, byWeight, groups, commandsOf, particularsOf, storyOf } from './finding.ts'
import { fails, type Crash, type LoggedFinding } from './log.ts'
import type { Page } from './page.ts'
import { enumerated } from './text.ts'

/** Writes what is broken, by question, those with failures first; suppressed findings are left out. */
export function writeFindings(page: Page, findings: readonly LoggedFinding[]): void {
  const open = findings.filter((finding) => finding.suppressed === undefined)
  const asked = groups.filter((group) => open.some((finding) => finding.group === group))
  const failing = (group: string): boolean =>
    open.some((finding) => finding.group === group && fails(finding))
  for (const group of [...asked.filter(failing), ...asked.filter((each) => !failing(each))]) {
    page.line(`  ${questions[group]}`, page.colors.bold)
    page.line()
    const alike = Map.groupBy(byWeight(open.filter((each) => each.group === group)), cause)
    const told = [...alike.values()]
    for (const same of told) writeAlike(page, same)
    if (told.at(-1)?.[0]?.level === 'info') page.line()
  }
}

/** Writes a scenario that threw, and what it leaves undecided. */
export function writeCrash(page: Page, crash: Crash): void {
  const { colors } = page
  const where = crash.operation === null ? '' : ` on ${crash.operation}`
  page.text(2, `✗ scenario ${crash.scenario} crashed${where}`, (line) => colors.bold(colors.red(line)))
  page.text(4, crash.message)
  if (crash.rules.length > 0) page.text(4, `undecided: ${crash.rules.join(', ')}`, colors.dim)
  page.line()
}

/** Findings that differ in the operation alone are told once; of warnings the message is all that is told. */
function cause({ level, rule, message, expected, received }: Finding): string {
  return JSON.stringify(
    level === 'fail' ? [level, rule, message, expected, received] : [level, rule, message],
  )
}

function writeAlike(page: Page, same: readonly LoggedFinding[]): void {
  const [finding] = same
  if (finding === undefined) return
  if (finding.level === 'fail') writeFailure(page, finding, same.slice(1))
  else if (finding.level === 'warn') writeWarning(page, finding, same.slice(1))
  else {
    page.text(2, `· ${finding.rule}${at(same)}: ${finding.message}`, undefined, 2)
    return
  }
  page.line()
}

function writeFailure(page: Page, finding: LoggedFinding, others: readonly LoggedFinding[]): void {
  const { colors } = page
  const sure = finding.confidence === 'tentative' ? ', tentative' : ''
  page.text(2, `✗ ${finding.rule}${at([finding])} · ${finding.severity}${sure}`, (line) =>
    colors.bold(colors.red(line)),
  )
  page.text(4, finding.message)
  writeStory(page, finding)
  for (const [label, text] of particularsOf(finding)) page.field(4, label, text)
  if (others.length > 0) page.field(4, 'also at', operationsOf(others))
  for (const command of commandsOf(finding)) page.command(4, command)
}

function writeWarning(page: Page, finding: LoggedFinding, others: readonly LoggedFinding[]): void {
  const because = becauseOf(finding)
  page.text(2, `! ${finding.rule}${at([finding, ...others])}`, page.colors.yellow)
  page.text(4, finding.message)
  writeStory(page, finding)
  if (because !== '') page.field(4, 'because', because)
  page.command(4, finding.command)
}

/** One step a line, under one another. */
function writeStory(page: Page, finding: Finding): void {
  storyOf(finding).forEach((step, index) => page.field(4, index === 0 ? 'story' : '', step))
}

function at(findings: readonly LoggedFinding[]): string {
  const placed = findings.filter(({ operation }) => operation !== null)
  return placed.length === 0 ? '' : ` · ${operationsOf(placed)}`
}

function operationsOf(findings: readonly LoggedFinding[]): string {
  return enumerated(findings.map(({ operation }) => operation ?? 'the document'))
}
