import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logOf } from '../../src/report/fold-log.ts'
import { reportOf } from '../../src/report/report.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { anyText, jumble, logSaying, prefix } from './arbitraries.ts'
import { log } from './fixtures/log.ts'

describe('reportOf', () => {
  it('counts what the log holds', () => {
    expect(reportOf(log).summary).toEqual({
      held: 6,
      broken: 7,
      notApplicable: 3,
      inconclusive: 4,
      suppressed: 1,
      cases: 741,
      requests: 1416,
    })
  })

  it('takes the target of the first document and adds up the keys', () => {
    const report = reportOf(log)
    expect(report.target).toEqual({ kind: 'live', url: 'http://127.0.0.1:4010' })
    expect(report.documents.map((document) => document.name)).toEqual(['acme', 'odd & <sons>'])
    expect(report.keys).toMatchObject({ created: 33, revoked: 31 })
    expect(report.keys.left).toHaveLength(2)
  })

  it('leaves the rules of a crashed scenario inconclusive, with what was thrown', () => {
    const { verdicts } = reportOf(log)
    const crashed = verdicts.filter((verdict) => verdict.reason?.includes('dead-key-stays-dead crashed'))
    expect(crashed.map(({ rule, group, verdict }) => ({ rule, group, verdict }))).toEqual([
      { rule: 'lifecycle-revoked-key-rejected', group: 'lifecycle', verdict: 'inconclusive' },
      { rule: 'lifecycle-deleted-key-gone', group: 'lifecycle', verdict: 'inconclusive' },
    ])
  })

  it('counts the requests of a document that never finished from its scenarios', () => {
    const killed = log.slice(
      0,
      log.findIndex((event) => event.type === 'document-finished'),
    )
    expect(reportOf(killed).summary).toMatchObject({ cases: 100, requests: 203 })
    expect(logOf(killed).exitCode).toBeNull()
  })

  it('sums only documents in any prefix or disorder: verdicts and summary agree', () => {
    fc.assert(
      fc.property(fc.oneof(prefix, jumble), (events) => {
        const { summary, verdicts, findings } = reportOf(events)
        expect(summary.held + summary.broken + summary.notApplicable + summary.inconclusive).toBe(
          verdicts.length,
        )
        const spots = verdicts.map(({ document, rule, operation }) =>
          JSON.stringify([document, rule, operation]),
        )
        expect(new Set(spots).size).toBe(spots.length)
        for (const { document, rule, operation } of findings)
          expect(spots).toContain(JSON.stringify([document, rule, operation]))
      }),
    )
  })
})

describe('logs of shards, one after the other', () => {
  const shard = (events: readonly RunEvent[], exitCode: 0 | 1): readonly RunEvent[] => [
    ...log.slice(0, 1),
    ...log.filter((event) => event.type === 'document-started' && event.document.name === 'acme'),
    ...events,
    {
      type: 'document-finished',
      document: 'acme',
      cases: 10,
      requests: 20,
      durationMs: exitCode === 0 ? 500 : 300,
      keys: { created: 2, revoked: 2, left: [] },
    },
    { type: 'run-finished', durationMs: exitCode === 0 ? 600 : 400, exitCode },
  ]
  const verdict = (kind: 'held' | 'broken' | 'not-applicable' | 'inconclusive'): RunEvent => ({
    type: 'verdict',
    verdict: {
      document: 'acme',
      rule: 'status-no-5xx',
      group: 'status',
      operation: 'GET /x',
      verdict: kind,
      cases: 5,
    },
  })

  it('become one report: one document, figures added, the longest time', () => {
    const report = reportOf([...shard([verdict('held')], 0), ...shard([], 1)])
    expect(report.documents).toHaveLength(1)
    expect(report.summary).toMatchObject({ held: 1, cases: 20, requests: 40 })
    expect(report.durationMs).toBe(600)
    expect(logOf([...shard([], 1), ...shard([], 0)]).exitCode).toBe(1)
  })

  it.each([
    ['held', 'broken', 'broken'],
    ['not-applicable', 'held', 'held'],
    ['held', 'inconclusive', 'inconclusive'],
    ['inconclusive', 'not-applicable', 'inconclusive'],
  ] as const)('of %s and %s, %s stands in either order', (one, other, stands) => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const { verdicts } = reportOf([...shard([verdict(first)], 0), ...shard([verdict(second)], 0)])
      expect(verdicts).toEqual([expect.objectContaining({ verdict: stands, cases: 10 })])
    }
  })

  it('tell one finding once, with the cases of both', () => {
    const found = log.filter((event) => event.type === 'finding' && event.finding.fingerprint === 'f1')
    const { findings } = reportOf([...shard(found, 1), ...shard(found, 1)])
    expect(findings).toEqual([expect.objectContaining({ fingerprint: 'f1', count: 28 })])
  })
})

const schemaFile = new URL('../../docs/report.schema.json', import.meta.url)
describe.runIf(existsSync(schemaFile))('the published schema of the report', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const validate = ajv.compile(existsSync(schemaFile) ? JSON.parse(readFileSync(schemaFile, 'utf8')) : true)

  it.each([
    ['whole', log],
    ['empty', []],
    ['cut short', log.slice(0, 9)],
  ] as const)('accepts the report of a log that is %s', (_what, events) => {
    validate(JSON.parse(JSON.stringify(reportOf(events))))
    expect(validate.errors).toBeNull()
  })

  it('accepts whatever a server may have said', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => text !== ''),
        (text) => {
          validate(JSON.parse(JSON.stringify(reportOf(logSaying(text)))))
          expect(validate.errors).toBeNull()
        },
      ),
    )
  })
})
