import type { DocumentSummary, Finding } from '../run/events.ts'
import type { Group, Severity } from '../rules/types.ts'
import { ruleById } from '../rules/catalogue.ts'
import { questions } from '../rules/questions.ts'
import { fails, type LoggedFinding } from './log.ts'

/** A line of a finding's particulars: what it is, and what it says. */
type Particular = readonly [label: string, text: string]

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']
const levels: readonly Finding['level'][] = ['fail', 'warn', 'info']

/** The groups, in the order in which their questions are asked. */
export const groups: readonly Group[] = Object.keys(questions) as Group[]

/** The document's version in words, such as `OpenAPI 3.1.0`; empty when it is not known. */
export function versionOf({ openapi }: DocumentSummary): string {
  if (openapi === '') return ''
  return `${openapi.startsWith('2') ? 'Swagger' : 'OpenAPI'} ${openapi}`
}

/** The sentence or clause a finding stands on, and where it stands; empty when nothing is known. */
export function becauseOf({ because, rule }: Finding): string {
  const where = [because.source, because.pointer].filter((each) => each !== undefined).join(', ')
  if (because.quote !== undefined) return `"${because.quote}"${where === '' ? '' : ` (${where})`}`
  return where === '' ? (ruleById(rule)?.sources[0]?.ref ?? '') : where
}

/** The commands that show the finding again: the request alone, where there is one, and the whole case. */
export function commandsOf({ curl, command }: LoggedFinding): readonly string[] {
  return curl === '' ? [command] : [curl, command]
}

/** The steps that lead to the finding, each with its number; none where it takes but one request. */
export function storyOf({ story = [] }: Finding): readonly string[] {
  return story.map((step, index) => `${index + 1}. ${step}`)
}

/** Expected, received, because and count, as far as the finding has them. */
export function particularsOf(finding: Finding): readonly Particular[] {
  const { expected, received, count } = finding
  const because = becauseOf(finding)
  return [
    ...(expected === undefined ? [] : [['expected', orEmpty(expected)] as const]),
    ...(received === undefined ? [] : [['received', orEmpty(received)] as const]),
    ...(because === '' ? [] : [['because', because] as const]),
    ...(count > 1 ? [['seen', `in ${count} cases`] as const] : []),
  ]
}

function orEmpty(text: string): string {
  return text === '' ? '(empty)' : text
}

/** What fails the run first, then by level and severity; otherwise the order of the log. */
export function byWeight<T extends Finding>(findings: readonly T[]): readonly T[] {
  const weight = (finding: Finding): number =>
    (fails(finding) ? 0 : 100) + levels.indexOf(finding.level) * 10 + severities.indexOf(finding.severity)
  return findings.toSorted((one, other) => weight(one) - weight(other))
}
