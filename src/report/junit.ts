import { create } from 'xmlbuilder2'
import { ruleById } from '../rules/catalogue.ts'
import { particularsOf, storyOf } from './finding.ts'
import { logOf } from './fold-log.ts'
import {
  fails,
  spotOf,
  type Crash,
  type Log,
  type LoggedDocument,
  type LoggedFinding,
  type LoggedVerdict,
} from './log.ts'
import type { Reporter } from './reporter.ts'
import { counted, visible, visibleBlock } from './text.ts'

/** JUnit XML as Jenkins, GitLab and GitHub's test reporters read it. */
export const junit: Reporter = {
  name: 'junit',
  describe: 'JUnit XML, for the test pages of CI services',
  render: (events) => {
    const log = logOf(events)
    const suites = log.documents.map((document) => suiteOf(document, log))
    const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', {
      name: 'keyproof',
      tests: sum(suites, 'tests'),
      failures: sum(suites, 'failures'),
      errors: sum(suites, 'errors'),
      time: seconds(log.durationMs),
    })
    for (const suite of suites) addSuite(root, suite)
    return `${root.end({ prettyPrint: true })}\n`
  },
}

type Element = ReturnType<typeof create>

interface Suite {
  readonly attributes: {
    readonly tests: number
    readonly failures: number
    readonly errors: number
    readonly skipped: number
  }
  readonly name: string
  readonly time: string
  readonly timestamp: string
  readonly properties: Readonly<Record<string, string>>
  readonly cases: readonly Case[]
  readonly output: readonly string[]
}

/** An outcome is one of failures, error or skipped; a case with none of them passed. */
interface Case {
  readonly classname: string
  readonly name: string
  readonly time: string
  readonly failures: readonly LoggedFinding[]
  readonly error?: Crash
  readonly skipped?: string
  readonly output: readonly string[]
}

function suiteOf(document: LoggedDocument, log: Log): Suite {
  // Of a run that is not there to its end nothing is known to be whole.
  const isCut = log.exitCode === null && log.interrupted === null
  const broken = isCut || (!document.finished && log.exitCode === 3) ? [endOf(document, log)] : []
  const cases = [...casesOf(document), ...broken]
  const count = (is: (each: Case) => boolean): number => cases.filter(is).length
  return {
    attributes: {
      tests: cases.length,
      failures: count((each) => each.failures.length > 0),
      errors: count((each) => each.error !== undefined),
      skipped: count((each) => each.skipped !== undefined),
    },
    name: document.summary.name,
    time: seconds(document.durationMs),
    timestamp: document.startedAt,
    properties: {
      seed: String(log.seed),
      ...(log.shard === undefined ? {} : { shard: `${log.shard.index}/${log.shard.of}` }),
      target: `${document.target.kind} ${document.target.url}`.trim(),
      profile: log.profile,
      version: log.version,
    },
    cases,
    output: suiteOutput(document, log),
  }
}

function casesOf(document: LoggedDocument): readonly Case[] {
  const spots = new Set(document.verdicts.map(spotOf))
  const findings = Map.groupBy(document.findings, spotOf)
  const crashes = new Map<string, Crash>()
  const strays: Case[] = []
  for (const crash of document.crashes) {
    const free = crash.rules
      .map((rule) => spotOf({ rule, operation: crash.operation }))
      .filter((spot) => spots.has(spot) && !(findings.get(spot) ?? []).some(fails))
    for (const spot of free) crashes.set(spot, crash)
    if (free.length === 0) strays.push(strayOf(document, crash))
  }
  const judged = document.verdicts.map((verdict) =>
    caseOf(verdict, findings.get(spotOf(verdict)) ?? [], crashes.get(spotOf(verdict))),
  )
  return [...judged, ...strays]
}

function caseOf(verdict: LoggedVerdict, findings: readonly LoggedFinding[], crash: Crash | undefined): Case {
  const failures = findings.filter(fails)
  const skipped = verdict.verdict === 'not-applicable' || verdict.verdict === 'inconclusive'
  return {
    classname: `${verdict.document}.${verdict.group}`,
    name: nameOf(verdict.rule, verdict.operation),
    time: seconds(verdict.durationMs),
    failures,
    ...(failures.length === 0 && crash !== undefined ? { error: crash } : {}),
    ...(failures.length === 0 && crash === undefined && skipped
      ? { skipped: `${verdict.verdict.replace('-', ' ')}: ${verdict.reason ?? 'no reason given'}` }
      : {}),
    output: findings.filter((finding) => !fails(finding)).map(aside),
  }
}

/** A crash none of whose rules has a case free to show it. */
function strayOf(document: LoggedDocument, crash: Crash): Case {
  const group = ruleById(crash.rules[0] ?? '')?.group ?? 'hygiene'
  return {
    classname: `${document.summary.name}.${group}`,
    name: nameOf(crash.scenario, crash.operation),
    time: seconds(0),
    failures: [],
    error: crash,
    output: [],
  }
}

/** A document that could not be judged to its end, as an error: CI would take an empty suite for a green one. */
function endOf(document: LoggedDocument, log: Log): Case {
  const reason = [...log.notices, ...document.notices].findLast(({ severity }) => severity === 'error')
  const message =
    reason === undefined ? 'The run did not finish.' : `${reason.message} ${reason.hint ?? ''}`.trim()
  return {
    classname: `${document.summary.name}.hygiene`,
    name: 'run',
    time: seconds(0),
    failures: [],
    error: { scenario: 'run', operation: null, message, rules: [] },
    output: [],
  }
}

function suiteOutput(document: LoggedDocument, log: Log): readonly string[] {
  const ending = log.interrupted === null ? 'The run did not finish.' : `Stopped by ${log.interrupted}.`
  const { left } = document.keys
  return [
    ...(document.finished ? [] : [ending]),
    ...[...document.notices, ...log.notices].map(({ severity, message, hint }) =>
      xmlLine(`${severity}: ${message}${hint === undefined ? '' : ` ${hint}`}`),
    ),
    ...(left.length === 0
      ? []
      : [xmlLine(`${counted(left.length, 'key')} left behind: ${left.map((key) => key.id).join(', ')}`)]),
  ]
}

function addSuite(root: Element, suite: Suite): void {
  const { name, attributes, time, timestamp } = suite
  const element = root.ele('testsuite', { name: xmlLine(name), ...attributes, time, timestamp })
  const properties = element.ele('properties')
  for (const [key, value] of Object.entries(suite.properties))
    properties.ele('property', { name: key, value: xmlLine(value) })
  for (const each of suite.cases) addCase(element, each)
  addOutput(element, suite.output)
}

function addCase(suite: Element, each: Case): void {
  const element = suite.ele('testcase', {
    name: xmlLine(each.name),
    classname: xmlLine(each.classname),
    time: each.time,
  })
  const [first] = each.failures
  // One to a case, as the counts have it: most readers show the first alone, so it tells all.
  if (first !== undefined)
    element
      .ele('failure', {
        type: xmlLine(first.rule),
        message: xmlLine(first.message),
      })
      .txt(each.failures.map((finding) => bodyOf(finding).join('\n')).join('\n\n'))
  if (each.error !== undefined)
    element
      .ele('error', { type: xmlLine(each.error.scenario), message: xmlLine(each.error.message) })
      .txt(
        xmlLine(
          each.error.rules.length === 0
            ? each.error.message
            : `scenario ${each.error.scenario} crashed: ${each.error.message}`,
        ),
      )
  if (each.skipped !== undefined) element.ele('skipped', { message: xmlLine(each.skipped) })
  addOutput(element, each.output)
}

function addOutput(element: Element, lines: readonly string[]): void {
  if (lines.length > 0) element.ele('system-out').txt(lines.join('\n'))
}

function bodyOf(finding: LoggedFinding): readonly string[] {
  return [
    xmlLine(finding.message),
    ...storyOf(finding).map(xmlLine),
    ...particularsOf(finding).map(([label, text]) => `${label}: ${xmlLine(text)}`),
    ...(finding.curl === '' ? [] : [`curl: ${xmlBlock(finding.curl)}`]),
    `replay: ${xmlLine(finding.command)}`,
  ]
}

function aside(finding: LoggedFinding): string {
  const lead =
    finding.suppressed === undefined ? finding.level : `suppressed (${xmlLine(finding.suppressed.reason)})`
  const [message, ...rest] = bodyOf(finding)
  return [`${lead}: ${message}`, ...rest.map((line) => `  ${line}`)].join('\n')
}

function nameOf(what: string, operation: string | null): string {
  return operation === null ? what : `${what} ${operation}`
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

function sum(suites: readonly Suite[], figure: keyof Suite['attributes']): number {
  return suites.reduce((total, suite) => total + suite.attributes[figure], 0)
}

/**
 * Text for the XML builder. It takes everything between `&` and `;` for a reference of ours and writes it
 * out as it stands, so that a server could break the file with `&#1;`; hence the ampersands are done here.
 */
function xmlLine(text: string): string {
  return visible(text).replaceAll('&', '&amp;')
}

function xmlBlock(text: string): string {
  return visibleBlock(text).replaceAll('&', '&amp;')
}
