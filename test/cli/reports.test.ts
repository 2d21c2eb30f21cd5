import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, describe, expect, test } from 'vitest'
import type { RunEvent } from '../../src/run/events.ts'
import { renderAll } from '../../src/report/render.ts'
import type { Report } from '../../src/report/report.ts'
import { startServer } from '../servers/server.ts'
import { runAgainst } from './accounts.ts'
import { project, root, type Ended } from './keyproof.ts'

const reporters = [
  'junit',
  'json',
  'jsonl',
  'html',
  'sarif',
  'github=reports/github.txt',
  'markdown',
  'terminal=reports/terminal.txt',
  'json=-',
]

interface Ran extends Ended {
  readonly report: Report
}

/** One run with a defect and every report, for all tests of this file. */
const place = project()
afterAll(() => place[Symbol.asyncDispose]())

async function ranOnce(): Promise<Ran> {
  await using server = await startServer({ vendor: 'avido', defect: 'secret-in-list' })
  const { args, env } = runAgainst(
    'avido',
    server,
    '--runs',
    '10',
    ...reporters.flatMap((each) => ['--reporter', each]),
  )
  const ended = await place.run(args, { env })
  expect(ended.code, ended.stderr).toBe(1)
  return { ...ended, report: place.report('reports/report.json') }
}

const { stdout, report } = await ranOnce()
const read = (file: string): string => place.read(file)
const { folder } = place

const xmllint = spawnSync('xmllint', ['--version']).status === 0

describe('the reports of one run', () => {
  test('agree with each other, and with their schemas', () => {
    // --reporter json=- leaves standard output to the report alone.
    expect(JSON.parse(stdout)).toEqual(report)

    const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }))
    const valid = ajv.compile(JSON.parse(readFileSync(`${root}/docs/report.schema.json`, 'utf8')) as object)
    expect(valid(report) ? [] : valid.errors).toEqual([])
    expect(report.findings.map(({ rule }) => rule)).toContain('secret-absent-from-reads')

    const junit = read('reports/junit.xml')
    expect(countsOf(junit)).toEqual(expectedCounts(report))
    const sarif = JSON.parse(read('reports/keyproof.sarif')) as { runs: { results: { ruleId: string }[] }[] }
    expect(sarif.runs[0]?.results.map(({ ruleId }) => ruleId).toSorted()).toEqual(
      report.findings.map(({ rule }) => rule).toSorted(),
    )
    for (const file of [
      'reports/report.html',
      'reports/summary.md',
      'reports/github.txt',
      'reports/terminal.txt',
    ])
      expect(read(file), file).toContain('secret-absent-from-reads')
  })

  test('lead to the lines of the document, or of its overlay, on which the findings stand', () => {
    const sarif = JSON.parse(read('reports/keyproof.sarif')) as Sarif
    const told = sarif.runs[0]!.results.map(({ locations }) => locations[0]!.physicalLocation)
    const lines = told.map(({ artifactLocation: { uri }, region: { startLine } }) => {
      const path = uri.startsWith('file:') ? fileURLToPath(uri) : join(folder, uri)
      return readFileSync(path, 'utf8').split('\n')[startLine - 1]?.trim()
    })
    const places = report.findings.map(({ because, operation }) =>
      because.pointer === undefined ? operation : (because.pointer.split('/').at(-1) ?? ''),
    )
    expect(report.findings.length).toBeGreaterThan(1)
    for (const [index, { because }] of report.findings.entries())
      if (because.pointer !== undefined)
        expect(lines[index]).toMatch(new RegExp(`^['"]?${places[index]}['"]?:`))
    expect(new Set(told.map(({ artifactLocation }) => artifactLocation.uri.replace(/^.*\//, '')))).toEqual(
      new Set(['openapi.yaml', 'overlay.yaml']),
    )
    expect(read('reports/github.txt')).toMatch(/^::error file=[^,]*overlay\.yaml,line=\d+,/m)
  })

  test('say how long each verdict took', () => {
    const junit = read('reports/junit.xml')
    const times = [...junit.matchAll(/<testcase [^>]*time="([\d.]+)"/g)].map(([, time]) => Number(time))
    const suite = /<testsuite [^>]*time="([\d.]+)" timestamp="([^"]+)"/.exec(junit)
    expect(times.filter((time) => time > 0).length).toBeGreaterThan(20)
    // Four scenarios at most are played side by side.
    expect(times.reduce((sum, time) => sum + time, 0)).toBeLessThan(4.1 * Number(suite?.[1]))
    expect(Date.parse(suite?.[2] ?? '')).toBeGreaterThanOrEqual(Date.parse(report.startedAt))
  })

  test.skipIf(!xmllint)('has a junit.xml that Jenkins takes (skipped where there is no xmllint)', () => {
    const { status, stderr } = spawnSync(
      'xmllint',
      ['--noout', '--schema', `${root}/test/schemas/junit.xsd`, `${folder}/reports/junit.xml`],
      { encoding: 'utf8' },
    )
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringContaining('validates') as string,
    })
  })

  test('are all made from the event log, byte for byte', () => {
    const events = read('reports/events.jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent)
    const files = [
      ['junit', 'reports/junit.xml'],
      ['json', 'reports/report.json'],
      ['jsonl', 'reports/events.jsonl'],
      ['html', 'reports/report.html'],
      ['sarif', 'reports/keyproof.sarif'],
      ['markdown', 'reports/summary.md'],
      ['github', 'reports/github.txt'],
    ] as const
    const again = renderAll(
      events,
      files.map(([reporter, file]) => ({ reporter, file })),
      { color: false, width: 80 },
    )
    expect(again.problems).toEqual([])
    for (const { file, text } of again.files) expect(text, file).toBe(read(file))
  })
})

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly {
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string }
          readonly region: { readonly startLine: number }
        }
      }[]
    }[]
  }[]
}

interface Counts {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
}

/** What the elements say and what the attributes say, which must be the same. */
function countsOf(junit: string): Counts {
  const count = (element: string): number => junit.match(new RegExp(`<${element}[\\s>/]`, 'g'))?.length ?? 0
  const counted = {
    tests: count('testcase'),
    failures: [...junit.matchAll(/<testcase(?:(?!<\/testcase>)[^])*?<failure/g)].length,
    errors: count('error'),
    skipped: count('skipped'),
  }
  const suite = /<testsuite .*?>/.exec(junit)?.[0] ?? ''
  const said = (name: string): number => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1])
  expect({
    tests: said('tests'),
    failures: said('failures'),
    errors: said('errors'),
    skipped: said('skipped'),
  }).toEqual(counted)
  return counted
}

function expectedCounts({ verdicts, findings, summary }: Report): Counts {
  const failing = new Set(
    findings
      .filter(({ level, suppressed }) => level === 'fail' && suppressed === undefined)
      .map(({ rule, operation }) => `${rule} ${operation}`),
  )
  expect(summary.held + summary.broken + summary.notApplicable + summary.inconclusive).toBe(verdicts.length)
  return {
    tests: verdicts.length,
    failures: failing.size,
    errors: 0,
    skipped: summary.notApplicable + summary.inconclusive,
  }
}
