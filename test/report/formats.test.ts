import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { github } from '../../src/report/github.ts'
import { html } from '../../src/report/html.ts'
import { jsonl } from '../../src/report/jsonl.ts'
import { markdown } from '../../src/report/markdown.ts'
import { sarif } from '../../src/report/sarif.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { ruleById } from '../../src/rules/catalogue.ts'
import { anyText, jumble, logSaying } from './arbitraries.ts'
import { log } from './fixtures/log.ts'

const options = { color: false, width: 80 }
const findings = log.flatMap((event) => (event.type === 'finding' ? [event.finding] : []))

describe('jsonl', () => {
  it('reads back as the very events', () => {
    fc.assert(
      fc.property(fc.oneof(jumble, anyText.map(logSaying)), (events) => {
        const lines = jsonl.render(events, options).split('\n')
        expect(lines.pop()).toBe('')
        expect(lines.map((line): RunEvent => JSON.parse(line))).toEqual(events)
      }),
    )
  })
})

describe('github', () => {
  const commands = (events: readonly RunEvent[]): readonly string[] =>
    github.render(events, options).trimEnd().split('\n')

  it('writes one command for every open finding, crash and leftover', () => {
    const kinds = commands(log).map((line) => line.slice(2, line.indexOf(' ')))
    expect(
      Object.fromEntries(
        Map.groupBy(kinds, (kind) => kind)
          .entries()
          .map(([kind, all]) => [kind, all.length]),
      ),
    ).toEqual({
      error: 5,
      warning: 3,
      notice: 1,
    })
  })

  it('names the file only where there is one', () => {
    const [crash, finding] = commands(log)
    expect(crash).toMatch(/^::error file=specs\/acme\/openapi\.yaml,title=/)
    expect(finding).toMatch(/^::error file=specs\/acme\/openapi\.yaml,line=17,title=/)
    expect(commands(log).at(-1)).toMatch(/^::warning title=schema-response-conforms POST \/keys::/)
  })

  it('stays one command a line with its properties intact, whatever a server said', () => {
    const operations = anyText.map((text) =>
      logSaying(text).map((event): RunEvent =>
        event.type === 'finding' ? { ...event, finding: { ...event.finding, operation: text } } : event,
      ),
    )
    fc.assert(
      fc.property(operations, (events) => {
        expect(commands(events)).toHaveLength(9)
        for (const line of commands(events))
          expect(line).toMatch(
            /^::(error|warning|notice) (file=[^:,%]*,(line=\d+,)?)?title=([^:,%]|%[0-9A-F]{2})*::(?:[^%]|%(25|0A|0D))*$/,
          )
      }),
    )
  })
})

describe('markdown', () => {
  it('keeps its tables whole and lets no markup, mention or link of a server through', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines = markdown
          .render(logSaying(`${text} <b>| @team https://x.example www.x.example`), options)
          .split('\n')
        const fence = lines.map((line) => line.startsWith('```'))
        const outside = lines.filter((_line, at) => fence.slice(0, at + 1).filter(Boolean).length % 2 === 0)
        const rows = outside.filter((line) => line.startsWith('|'))
        for (const row of rows)
          expect([5, 7]).toContain(row.replaceAll(/\\\\|\\\|/g, '').split('|').length - 2)
        expect(outside.join('\n').replaceAll(/(`+)[^`]*\1/g, '')).not.toMatch(
          /<(?!\/?(details|summary|code)>)|@team|:\/\/|www\.x/,
        )
      }),
    )
  })
})

describe('sarif', () => {
  const run = JSON.parse(sarif.render(log, options)).runs[0]

  it('has one result for every finding, at its level, with its fingerprint', () => {
    const levels = { fail: 'error', warn: 'warning', info: 'note' }
    expect(
      run.results.map((each: { ruleId: string; level: string; partialFingerprints: object }) => [
        each.ruleId,
        each.level,
        each.partialFingerprints,
      ]),
    ).toEqual(findings.map((each) => [each.rule, levels[each.level], { 'keyproof/v1': each.fingerprint }]))
  })

  it('points each result at its rule, its document and its operation', () => {
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
      const { artifactLocation } = result.locations[0].physicalLocation
      expect(run.artifacts[artifactLocation.index].location.uri).toBe(artifactLocation.uri)
    }
    expect(run.results[0].locations[0].logicalLocations[0].fullyQualifiedName).toBe('GET /v0/api-keys')
    expect(run.artifacts.map((each: { location: object }) => each.location)).toEqual([
      { uri: 'specs/acme/openapi.yaml' },
      { uri: 'https://docs.example/odd%7Cpage.md' },
      { uri: 'specs/acme/over%20lay.yaml' },
    ])
  })

  it('gives the line that the log tells, of the file it tells', () => {
    const places = run.results.map((each: { locations: [{ physicalLocation: object }] }) =>
      JSON.stringify(each.locations[0].physicalLocation),
    )
    expect(places.slice(0, 3)).toEqual([
      '{"artifactLocation":{"uri":"specs/acme/openapi.yaml","index":0},"region":{"startLine":17}}',
      '{"artifactLocation":{"uri":"specs/acme/over%20lay.yaml","index":2},"region":{"startLine":3}}',
      '{"artifactLocation":{"uri":"specs/acme/openapi.yaml","index":0},"region":{"startLine":1}}',
    ])
  })

  it('marks what is suppressed, and a run that cannot be trusted', () => {
    expect(
      run.results.filter((each: { suppressions?: object }) => each.suppressions !== undefined),
    ).toHaveLength(1)
    expect(run.invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 3 })
    expect(run.invocations[0].toolExecutionNotifications).toHaveLength(3)
  })

  it('describes the rules in the words of the catalogue', () => {
    for (const rule of run.tool.driver.rules) {
      const known = ruleById(rule.id)
      expect(rule.shortDescription.text).toBe(known?.statement)
      expect(rule.helpUri).toBe(known?.sources.find((source) => source.url !== undefined)?.url)
    }
  })
})

describe('html', () => {
  const page = html.render(log, options)

  it('asks the network for nothing, and its policy admits its own style and script alone', () => {
    expect(page).not.toMatch(/<(link|img|iframe|object|embed|base)\b|\bsrc=|@import|url\(|\son[a-z]+=/i)
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'")
    for (const element of ['style', 'script']) {
      const content = new RegExp(`<${element}>(.*?)</${element}>`, 's').exec(page)?.[1] ?? ''
      const hash = createHash('sha256').update(content).digest('base64')
      expect(policy).toContain(`${element}-src 'sha256-${hash}'`)
    }
    expect(policy).toMatch(/^default-src 'none'/)
  })

  it('escapes whatever a server said', () => {
    const tags = (text: string): readonly string[] => text.match(/<[^>]*>/g) ?? []
    const usual = tags(html.render(logSaying('said'), options))
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tags(html.render(logSaying(text), options))).toEqual(usual)
      }),
    )
  })

  it('has one heading of the first level, and a caption or a summary for every table', () => {
    expect(page.match(/<h1>/g)).toHaveLength(1)
    expect(page.match(/<table>/g)).toHaveLength(
      (page.match(/<table><caption>|<\/summary><div class="scroll"><table>/g) ?? []).length,
    )
    expect(page.match(/<article/g)).toHaveLength(findings.length + 1)
  })
})
