import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convert } from 'xmlbuilder2'
import { junit } from '../../src/report/junit.ts'
import { reportOf } from '../../src/report/report.ts'
import { visible } from '../../src/report/text.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { anyText, jumble, logSaying, prefix } from './arbitraries.ts'
import { hostile, log } from './fixtures/log.ts'

interface Node {
  readonly [name: string]: unknown
}

const render = (events: readonly RunEvent[]): string => junit.render(events, { color: false, width: 80 })
const list = (value: unknown): readonly Node[] =>
  value === undefined ? [] : ([value].flat() as unknown as readonly Node[])
const references: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' }

const dereferenced = (text: string): string =>
  text.replace(/&(lt|gt|quot|amp);/g, (_all, name: string) => references[name] ?? '')

/** xmlbuilder2 reads text as it is written, so the references are still to be resolved. */
const resolved = (value: unknown): unknown => {
  if (typeof value === 'string') return dereferenced(value)
  if (Array.isArray(value)) return value.map(resolved)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each)]))
}
const suitesOf = (xml: string): { readonly root: Node; readonly suites: readonly Node[] } => {
  const root = (resolved(convert(xml, { format: 'object' })) as Node)['testsuites'] as Node
  return { root, suites: list(root['testsuite']) }
}
const casesOf = (suites: readonly Node[]): readonly Node[] =>
  suites.flatMap((suite) => list(suite['testcase']))
const having = (cases: readonly Node[], element: string): number =>
  cases.filter((each) => each[element] !== undefined).length

/** The attributes of every suite must be what its cases add up to, and the root what its suites do. */
function expectConsistent(xml: string): void {
  const { root, suites } = suitesOf(xml)
  for (const suite of suites) {
    const cases = list(suite['testcase'])
    expect(suite).toMatchObject({
      '@tests': String(cases.length),
      '@failures': String(having(cases, 'failure')),
      '@errors': String(having(cases, 'error')),
      '@skipped': String(having(cases, 'skipped')),
    })
    const names = cases.map((each) => JSON.stringify([each['@classname'], each['@name']]))
    expect(new Set(names).size).toBe(names.length)
  }
  for (const figure of ['tests', 'failures', 'errors'])
    expect(root[`@${figure}`]).toBe(
      String(suites.reduce((sum, suite) => sum + Number(suite[`@${figure}`]), 0)),
    )
}

describe('junit', () => {
  it('agrees with the JSON report', () => {
    const report = reportOf(log)
    const { root, suites } = suitesOf(render(log))
    const cases = casesOf(suites)
    const failing = report.findings.filter(
      (finding) => finding.level === 'fail' && finding.suppressed === undefined,
    )
    expect(suites.map((suite) => suite['@name'])).toEqual(report.documents.map((document) => document.name))
    expect(root['@tests']).toBe(String(report.verdicts.length))
    expect(root['@failures']).toBe(
      String(new Set(failing.map((each) => `${each.document} ${each.rule} ${each.operation}`)).size),
    )
    expect(String(cases.flatMap((each) => list(each['failure'])).length)).toBe(root['@failures'])
    const told = cases.flatMap((each) => list(each['failure'])).map((failure) => JSON.stringify(failure))
    for (const { message } of failing) expect(told.join('\n')).toContain(JSON.stringify(message).slice(1, 20))
    expect(having(cases, 'skipped') + having(cases, 'error')).toBe(
      report.summary.notApplicable + report.summary.inconclusive,
    )
    expectConsistent(render(log))
  })

  it('names a case by document, group, rule and operation', () => {
    expect(casesOf(suitesOf(render(log)).suites)[0]).toMatchObject({
      '@classname': 'acme.reveal',
      '@name': 'secret-absent-from-reads GET /v0/api-keys',
      '@time': '1.234',
    })
  })

  it('passes a case whose findings only warn or are suppressed, and tells them in system-out', () => {
    const cases = casesOf(suitesOf(render(log)).suites)
    const warned = cases.find((each) => each['@name'] === 'auth-401-challenge GET /v0/api-keys')
    const suppressed = cases.find((each) => String(each['@name']).startsWith('headers-no-store-on-secret'))
    expect(warned).toMatchObject({ 'system-out': expect.stringContaining('warn: A 401 came without') })
    expect(suppressed).toMatchObject({ 'system-out': expect.stringContaining('suppressed (ticket KEY-7') })
    expect(having([warned ?? {}, suppressed ?? {}], 'failure')).toBe(0)
  })

  it('gives a crash a case of its own when its rules were all decided otherwise', () => {
    const crash: RunEvent = {
      type: 'scenario-crashed',
      document: 'acme',
      scenario: 'list-tells-nothing',
      operation: 'GET /v0/api-keys',
      message: 'boom',
      rules: ['secret-absent-from-reads'],
    }
    const xml = render([...log, crash])
    const cases = casesOf(suitesOf(xml).suites)
    expect(cases.find((each) => each['@name'] === 'list-tells-nothing GET /v0/api-keys')).toMatchObject({
      error: { '@message': 'boom' },
    })
    expectConsistent(xml)
  })

  it('makes visible what XML cannot hold and keeps what it can', () => {
    const { suites } = suitesOf(render(log))
    const failure = casesOf(suites).find((each) => each['@name'] === 'status-no-5xx POST /v0/api-keys')?.[
      'failure'
    ]
    const shown =
      '\\u001b[31mred\\u001b[0m \\u0000\\u0007\\u009b1m ]]> <script>alert(1)</script> a|b `c` 🔑 é'
    expect(failure).toMatchObject({
      '@message': expect.stringContaining(shown),
      '#': expect.stringContaining(shown),
    })
    expect(render(log)).not.toContain(hostile)
  })

  it('stays well-formed and consistent for any prefix, jumble and text', () => {
    fc.assert(
      fc.property(fc.oneof(prefix, jumble, anyText.map(logSaying)), (events) =>
        expectConsistent(render(events)),
      ),
      { numRuns: 60 },
    )
  })
})

describe('what a server said', () => {
  it('comes back from the file as it was, but for what had to be made visible', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        // Not read back by xmlbuilder2, whose reader resolves references twice.
        const [, message = '', body = ''] =
          /<failure type="[^"]*" message="([^"]*)">([^<]*)</.exec(render(logSaying(text))) ?? []
        expect(dereferenced(message)).toBe(visible(text))
        expect(dereferenced(body)).toContain(`\nreceived: ${visible(text) || '(empty)'}\n`)
      }),
    )
  })
})

const schema = fileURLToPath(new URL('../schemas/junit.xsd', import.meta.url))
const xmllint = existsSync(schema) && spawnSync('xmllint', ['--version']).status === 0
describe.runIf(xmllint)('the JUnit schema', () => {
  it.each([
    ['whole', log],
    ['empty', []],
    ['cut short', log.slice(0, 9)],
    ['hostile', logSaying(hostile)],
    ['full of references', logSaying('&lt; & &amp; &#1; &bogus; &')],
    ['full of noise', fc.sample(anyText, { seed: 1, numRuns: 100 }).flatMap(logSaying)],
  ] as const)('accepts the report of a log that is %s', (_what, events) => {
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', schema, '-'], {
      input: render(events),
      encoding: 'utf8',
    })
    expect({ status, stderr: stderr.trim() }).toEqual({ status: 0, stderr: '- validates' })
  })
})
