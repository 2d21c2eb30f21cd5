import type { Finding, ReportedExchange } from '../run/events.ts'
import { ruleById } from '../rules/catalogue.ts'
import { commandsOf, particularsOf } from './finding.ts'
import type { LoggedFinding } from './log.ts'
import { markup, type Markup } from './markup.ts'

/** One finding as an article, its exchanges folded away. */
export function findingOf(finding: LoggedFinding): Markup {
  const level = finding.suppressed === undefined ? finding.level : 'suppressed'
  const where = finding.operation === null ? null : markup` · <code>${finding.operation}</code>`
  return markup`
<article class="${level}" data-group="${finding.group}" data-level="${level}">
<h4><code>${finding.rule}</code>${where}</h4>
<p><span class="tag ${level}">${level}</span> <span class="soft">${traitsOf(finding)}</span></p>
<p class="message">${finding.message}</p>
${storyOf(finding)}<dl>${rowsOf(finding).map(([label, text]) => markup`<dt>${label}</dt><dd>${text}</dd>`)}</dl>
${commandsOf(finding).map((command) => markup`<pre><code>${command}</code></pre>`)}
${finding.exchanges.length === 0 ? null : markup`<details><summary>Exchanges of the shrunk case</summary>${finding.exchanges.map(exchangeOf)}</details>`}
${satisfyOf(finding)}
</article>`
}

function storyOf({ story }: Finding): Markup | null {
  return story === undefined ? null : markup`<ol>${story.map((step) => markup`<li>${step}</li>`)}</ol>`
}

function traitsOf({ severity, confidence, basis }: Finding): string {
  return `${severity} · ${confidence} · stands on: ${basis.replace('-', ' ')}`
}

function rowsOf(finding: Finding): readonly (readonly [string, string])[] {
  const weaknesses = [...finding.cwe, ...finding.owasp].join(', ')
  return [
    ...(finding.suppressed === undefined ? [] : [['suppressed', finding.suppressed.reason] as const]),
    ...particularsOf(finding),
    ...(finding.scenario === null ? [] : [['scenario', finding.scenario] as const]),
    ...(weaknesses === '' ? [] : [['weakness', weaknesses] as const]),
  ]
}

function satisfyOf({ rule: id }: Finding): Markup | null {
  const rule = ruleById(id)
  if (rule === undefined) return null
  const sources = rule.sources.map(({ ref, url }) =>
    url === undefined
      ? markup`<li>${ref}</li>`
      : markup`<li><a href="${url}" rel="noreferrer">${ref}</a></li>`,
  )
  return markup`<details><summary>What the rule asks, and how to satisfy it</summary>
<p>${rule.statement}</p><p>${rule.why}</p><p>${rule.satisfy}</p><ul>${sources}</ul></details>`
}

function exchangeOf({ request, response }: ReportedExchange): Markup {
  const sent = [
    `${request.method} ${request.path}`,
    ...request.headers.map(headerLine),
    '',
    request.body ?? '',
  ].join('\n')
  const cut = response.truncated ? '\n(the rest was cut)' : ''
  const got = [String(response.status), ...response.headers.map(headerLine), '', response.body].join('\n')
  return markup`<pre><code>${sent.trimEnd()}</code></pre><pre><code>${got.trimEnd()}${cut}</code></pre>`
}

function headerLine([name, value]: readonly [string, string]): string {
  return `${name}: ${value}`
}
