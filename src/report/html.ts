import { createHash } from 'node:crypto'
import type { VerdictKind } from '../run/events.ts'
import { questions } from '../rules/questions.ts'
import { byWeight, groups, versionOf } from './finding.ts'
import { script, style } from './html-assets.ts'
import { findingOf } from './html-finding.ts'
import { logOf } from './fold-log.ts'
import type { Log, LoggedDocument } from './log.ts'
import { markup, type Markup } from './markup.ts'
import { failuresOf, headlineOf } from './outcome.ts'
import { summaryOf } from './report.ts'
import type { Reporter } from './reporter.ts'
import { counted, shortened } from './text.ts'

/** One page that needs nothing but itself: no request, no cookie, and no script to be read. */
export const html: Reporter = {
  name: 'html',
  describe: 'one self-contained page, to read and to pass on',
  render: (events) => `${pageOf(logOf(events)).html.trimStart()}\n`,
}

const kinds: readonly VerdictKind[] = ['held', 'broken', 'not-applicable', 'inconclusive']

function pageOf(log: Log): Markup {
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>keyproof: ${headlineOf(log)}</title>
<style>${{ html: style }}</style>
</head>
<body>
<header>${headerOf(log)}</header>
<main>
${log.documents.some((document) => document.findings.length > 0) ? filter : null}
${log.documents.map(documentOf)}
</main>
<script>${{ html: script }}</script>
</body>
</html>`
}

const filter = markup`<form id="filter" hidden>
<label>Question <select name="group"><option value="">all</option>${groups.map((group) => markup`<option value="${group}">${questions[group]}</option>`)}</select></label>
<label>Level <select name="level"><option value="">all</option>${['fail', 'warn', 'info', 'suppressed'].map((level) => markup`<option>${level}</option>`)}</select></label>
<output id="shown" class="soft"></output>
</form>`

function headerOf(log: Log): Markup {
  const { held, requests, cases } = summaryOf(log.documents)
  const tone = failuresOf(log) > 0 || (log.exitCode ?? 3) > 1 ? 'fail' : held > 0 ? 'held' : ''
  return markup`<div class="result ${tone}"><h1>${titleOf(log)}</h1>
<p class="soft">${counted(log.documents.length, 'document')} · ${counted(cases, 'case')} · ${counted(requests, 'request')} in ${(log.durationMs / 1000).toFixed(1)} s</p>
<p class="soft">keyproof ${log.version} · profile ${log.profile} · seed ${log.seed} · <time datetime="${log.startedAt}">${log.startedAt}</time>${log.exitCode === null ? null : ` · exit ${log.exitCode}`}</p></div>
${noticesOf(log.notices)}`
}

function titleOf(log: Log): string {
  const headline = headlineOf(log)
  return headline.charAt(0).toUpperCase() + headline.slice(1)
}

function documentOf(document: LoggedDocument): Markup {
  const { summary, target, title, crashes, findings } = document
  return markup`
<section>
<h2>${summary.name}${title === '' || title === summary.name ? null : markup` <span class="soft">${title}</span>`}</h2>
<p class="soft">${versionOf(summary) || 'version unknown'} · ${counted(summary.operations, 'operation')} · ${target.kind} ${target.url} · <code>${summary.source}</code></p>
${document.finished ? null : markup`<p><strong>Unfinished:</strong> ${document.units.ended} of ${document.units.planned} scenario units ended.</p>`}
${countsOf(document)}
${crashes.map((crash) => markup`<article class="fail"><h4>Scenario <code>${crash.scenario}</code> crashed</h4><p>${crash.operation ?? ''}</p><p>${crash.message}</p></article>`)}
${groups
  .map((group) => {
    const own = byWeight(findings.filter((finding) => finding.group === group))
    return own.length === 0
      ? null
      : markup`<section class="question"><h3>${questions[group]}</h3>${own.map(findingOf)}</section>`
  })
  .filter((each) => each !== null)}
${keysOf(document)}
${noticesOf(document.notices)}
${verdictsOf(document)}
</section>`
}

function countsOf({ verdicts }: LoggedDocument): Markup {
  const count = (is: (each: LoggedDocument['verdicts'][number]) => boolean): number =>
    verdicts.filter(is).length
  const asked = groups.filter((group) => verdicts.some((each) => each.group === group))
  const row = (title: string, numbers: readonly number[]): Markup =>
    markup`<tr><th scope="row">${title}</th>${numbers.map((each) => markup`<td class="number">${each}</td>`)}</tr>`
  return markup`<div class="scroll"><table><caption>Verdicts, a rule and an operation each</caption>
<thead><tr><th scope="col">Question</th>${kinds.map((kind) => markup`<th scope="col" class="number">${kind.replace('-', ' ')}</th>`)}</tr></thead>
<tbody>${asked.map((group) =>
    row(
      questions[group],
      kinds.map((kind) => count((each) => each.group === group && each.verdict === kind)),
    ),
  )}</tbody>
<tfoot>${row(
    'All',
    kinds.map((kind) => count((each) => each.verdict === kind)),
  )}</tfoot></table></div>`
}

function verdictsOf({ verdicts }: LoggedDocument): Markup | null {
  if (verdicts.length === 0) return null
  return markup`<details><summary>All ${counted(verdicts.length, 'verdict')}</summary><div class="scroll"><table>
<thead><tr><th scope="col">Rule</th><th scope="col">Operation</th><th scope="col">Verdict</th><th scope="col">Why</th><th scope="col" class="number">Cases</th></tr></thead>
<tbody>${verdicts.map(
    (
      each,
    ) => markup`<tr data-group="${each.group}"><th scope="row"><code>${each.rule}</code></th><td>${each.operation ?? ''}</td><td>${each.verdict.replace('-', ' ')}</td><td>${each.reason ?? ''}</td><td class="number">${each.cases}</td></tr>
`,
  )}</tbody></table></div></details>`
}

function keysOf({ keys, sweep }: LoggedDocument): Markup | null {
  if (keys.created === 0 && keys.left.length === 0) return null
  const left = keys.left.map((key) => markup`<li><code>${shortened(key.id)}</code> (${key.operation})</li>`)
  return markup`<h3>Keys</h3><p>${keys.created} created, ${keys.revoked} revoked, ${keys.left.length} left behind.</p>
${left.length === 0 ? null : markup`<ul>${left}</ul><p>To revoke what is left: <code>${sweep}</code></p>`}`
}

function noticesOf(notices: Log['notices']): Markup | null {
  if (notices.length === 0) return null
  return markup`<ul class="soft">${notices.map((each) => markup`<li>${each.severity === 'info' ? 'note' : each.severity}: ${each.message}${each.pointer === undefined ? null : markup` <code>${each.pointer}</code>`} ${each.hint ?? ''}</li>`)}</ul>`
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
