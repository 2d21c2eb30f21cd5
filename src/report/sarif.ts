import type { Finding } from '../run/events.ts'
import type { Rule, Severity } from '../rules/types.ts'
import { ruleById } from '../rules/catalogue.ts'
import { particularsOf, storyOf } from './finding.ts'
import { fromRoot } from './checkout.ts'
import { logOf } from './fold-log.ts'
import type { LoggedDocument, LoggedFinding } from './log.ts'
import type { Reporter } from './reporter.ts'
import { printableJson, visible } from './text.ts'

/** SARIF 2.1.0, for code scanning and editors. */
export const sarif: Reporter = {
  name: 'sarif',
  describe: 'SARIF 2.1.0, for code scanning and editors',
  showsLines: true,
  render: (events, { checkout }) => {
    const log = fromRoot(logOf(events), checkout)
    const ids = [
      ...new Set(log.documents.flatMap((document) => document.findings.map((each) => each.rule))),
    ].toSorted()
    const files = artifactsOf(log.documents)
    const run = {
      tool: {
        driver: {
          name: 'keyproof',
          version: log.version,
          semanticVersion: log.version,
          rules: ids.map(descriptorOf),
        },
      },
      automationDetails: { id: `keyproof/${log.profile}/` },
      invocations: [
        {
          executionSuccessful: log.exitCode === 0 || log.exitCode === 1,
          ...(log.exitCode === null ? {} : { exitCode: log.exitCode }),
          startTimeUtc: log.startedAt,
          toolExecutionNotifications: log.documents.flatMap(notificationsOf),
        },
      ],
      artifacts: [...files].map(([uri, name]) => ({
        location: { uri },
        description: { text: visible(name) },
      })),
      results: log.documents.flatMap((document) =>
        document.findings.map((finding) =>
          resultOf(finding, document, [...files.keys()], ids.indexOf(finding.rule)),
        ),
      ),
      columnKind: 'utf16CodeUnits',
      properties: { seed: log.seed, profile: log.profile },
    }
    const file = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
    return `${printableJson(file, 2)}\n`
  },
}

const levels: Readonly<Record<Finding['level'], 'error' | 'warning' | 'note'>> = {
  fail: 'error',
  warn: 'warning',
  info: 'note',
}

/** Scores by which code scanning ranks, in the middle of the bands of CVSS. */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.0',
}

function descriptorOf(id: string): object {
  const rule = ruleById(id)
  if (rule === undefined) return { id }
  const url = rule.sources.find((source) => source.url !== undefined)?.url
  return {
    id,
    shortDescription: { text: rule.statement },
    fullDescription: { text: rule.why },
    help: { text: helpOf(rule) },
    ...(url === undefined ? {} : { helpUri: url }),
    properties: { tags: tagsOf(rule), 'security-severity': scores[rule.severity] },
  }
}

function helpOf(rule: Rule): string {
  const sources = rule.sources.map((source) => source.ref).join(', ')
  return [rule.satisfy, rule.falseAlarms, sources === '' ? '' : `Sources: ${sources}`]
    .filter((each) => each !== '')
    .join('\n\n')
}

function tagsOf(rule: Rule): readonly string[] {
  return [
    'security',
    rule.group,
    ...rule.cwe.map((each) => `external/cwe/${each.toLowerCase()}`),
    ...rule.owasp,
  ]
}

function resultOf(
  finding: LoggedFinding,
  document: LoggedDocument,
  files: readonly string[],
  ruleIndex: number,
): object {
  const { operation, suppressed, at } = finding
  const uri = uriOf(document, at?.source)
  const particulars = [
    ...storyOf(finding),
    ...particularsOf(finding).map(([label, text]) => `${label}: ${text}`),
  ]
  const text = [finding.message, ...particulars, `replay: ${finding.command}`]
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levels[finding.level],
    message: { text: text.map(visible).join('\n') },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, index: files.indexOf(uri) },
          region: { startLine: at?.line ?? 1 },
        },
        ...(operation === null
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: visible(operation), kind: 'function' }] }),
      },
    ],
    partialFingerprints: { 'keyproof/v1': finding.fingerprint },
    occurrenceCount: Math.max(1, finding.count),
    ...(suppressed === undefined
      ? {}
      : { suppressions: [{ kind: 'external', justification: visible(suppressed.reason) }] }),
    properties: {
      severity: finding.severity,
      basis: finding.basis,
      confidence: finding.confidence,
      curl: finding.curl,
      replay: finding.replay,
    },
  }
}

/** The documents, then the other files that findings stand in: addresses, with the names of the documents. */
function artifactsOf(documents: readonly LoggedDocument[]): ReadonlyMap<string, string> {
  const files = new Map(documents.map((document) => [uriOf(document), document.summary.name]))
  for (const document of documents)
    for (const { at } of document.findings) {
      const uri = uriOf(document, at?.source)
      if (!files.has(uri)) files.set(uri, document.summary.name)
    }
  return files
}

function notificationsOf(document: LoggedDocument): readonly object[] {
  return [
    ...document.crashes.map((crash) => ({
      level: 'error',
      message: { text: visible(`scenario ${crash.scenario} crashed: ${crash.message}`) },
    })),
    ...document.keys.left.map((key) => ({
      level: 'error',
      message: { text: visible(`key left behind: ${key.id} (${key.operation})`) },
    })),
  ]
}

/**
 * The document, or another file it is read from, as a URI reference: a URL as it is, a path with forward slashes and
 * its own characters encoded.
 */
function uriOf({ summary }: LoggedDocument, source: string = summary.source): string {
  if (URL.canParse(source) && /^[a-z]+:\/\//i.test(source))
    return new URL(source).href.replace(/[|^`{}\\]/g, encodeURIComponent)
  if (source === '' || source === '-') return encodeURIComponent(summary.name.toWellFormed())
  const path = source.replaceAll('\\', '/').toWellFormed()
  const encoded = encodeURI(path).replaceAll('#', '%23').replaceAll('?', '%3F')
  if (/^[a-z]:\//i.test(path)) return `file:///${encoded}`
  return path.startsWith('/') ? `file://${encoded}` : encoded.replace(/^\.\//, '')
}
