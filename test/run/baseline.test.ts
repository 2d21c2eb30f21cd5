import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  baselineText,
  readBaselineText,
  renewed,
  type Baseline,
  type BaselineEntry,
} from '../../src/run/baseline.ts'
import type { Finding } from '../../src/run/events.ts'
import { judgedBy } from '../../src/run/judged.ts'
import { knownFindings } from '../../src/run/known.ts'
import { contractOf, eventsOf, findingOf, today, type Said } from './known.ts'

const contract = contractOf()
const startedAt = new Date(`${today}T12:00:00Z`)
const file = 'known.json'

function entryOf(over: Partial<BaselineEntry> = {}): BaselineEntry {
  return {
    document: 'acme',
    rule: 'status-documented',
    operation: 'POST /keys',
    fingerprint: '0123456789abcdef',
    severity: 'medium',
    firstSeen: '2025-06-01',
    ...over,
  }
}

function baselineOf(entries: readonly BaselineEntry[], over: Partial<Baseline> = {}): Baseline {
  return { file, entries, update: false, critical: false, ...over }
}

/** A run that finds this: what it marks, says, and would write. */
function ran(
  baseline: Baseline,
  findings: readonly Finding[],
  said: readonly Said[],
  suppress: Parameters<typeof knownFindings>[1]['suppress'] = [],
) {
  const known = knownFindings([contract], { baseline, suppress }, startedAt)
  const marked = findings.map((finding) => known.mark(contract, finding))
  const events = eventsOf(marked, said)
  return {
    reasons: marked.map(({ suppressed }) => suppressed?.reason ?? null),
    notices: known.after(events).map(({ severity, message }) => `${severity}: ${message}`),
    entries: renewed(baseline, events, judgedBy(events, [contract])),
  }
}

const broken: Said = ['status-documented', 'POST /keys', 'broken']
const held: Said = ['status-documented', 'POST /keys', 'held']

describe('a finding of the baseline', () => {
  it.each<
    readonly [
      what: string,
      entry: Partial<BaselineEntry>,
      finding: Partial<Finding>,
      critical: boolean,
      hit: boolean,
    ]
  >([
    ['is known', {}, {}, false, true],
    ['is known when it became less grave', { severity: 'high' }, {}, false, true],
    ['is new when it became graver', { severity: 'low' }, {}, false, false],
    ['is new in another document', { document: 'other' }, {}, false, false],
    ['is new with another fingerprint', { fingerprint: 'fedcba9876543210' }, {}, false, false],
    ['is not put up with when critical', { severity: 'critical' }, { severity: 'critical' }, false, false],
    [
      'is put up with when critical on demand',
      { severity: 'critical' },
      { severity: 'critical' },
      true,
      true,
    ],
    ['is not put up with when about the run itself', {}, { basis: 'harness' }, false, false],
    ['is put up with when about the run itself on demand', {}, { basis: 'harness' }, true, true],
  ])('%s', (_what, entry, finding, critical, hit) => {
    const { reasons } = ran(baselineOf([entryOf(entry)], { critical }), [findingOf(finding)], [broken])
    expect(reasons).toEqual([hit ? 'known since 2025-06-01 (baseline known.json)' : null])
  })

  it('that became graver, or is too grave, is told of', () => {
    expect(ran(baselineOf([entryOf({ severity: 'low' })]), [findingOf()], [broken]).notices).toEqual([
      expect.stringContaining('graver than when taken in'),
    ])
    expect(
      ran(baselineOf([entryOf({ severity: 'critical' })]), [findingOf({ severity: 'critical' })], [broken])
        .notices,
    ).toEqual([expect.stringContaining('too grave')])
  })
})

describe('an entry is stale', () => {
  const stale = (
    entry: Partial<BaselineEntry>,
    said: readonly Said[],
    findings: readonly Finding[] = [],
  ): boolean => {
    const given = entryOf(entry)
    const { notices, entries } = ran(baselineOf([given]), findings, said)
    expect(
      entries.some(({ fingerprint }) => fingerprint === given.fingerprint),
      'an update drops what is stale',
    ).toBe(notices.length === 0)
    return notices.length > 0
  }

  it.each<readonly [what: string, entry: Partial<BaselineEntry>, said: readonly Said[], is: boolean]>([
    ['when its rule holds', {}, [held], true],
    ['when its rule is broken in another way', { fingerprint: 'fedcba9876543210' }, [broken], true],
    ['not when its rule was left out', {}, [['status-no-5xx', 'POST /keys', 'held']], false],
    ['not when its rule was left open', {}, [['status-documented', 'POST /keys', 'inconclusive']], false],
    ['not when its rule did not apply', {}, [['status-documented', 'POST /keys', 'not-applicable']], false],
    ['not when its operation was left out', {}, [['status-documented', 'GET /keys', 'held']], false],
    [
      'when its operation was judged, and its rule elsewhere',
      {},
      [
        ['status-documented', 'GET /keys', 'held'],
        ['status-no-5xx', 'POST /keys', 'held'],
      ],
      true,
    ],
    ['when its operation is gone', { operation: 'PUT /keys' }, [held], true],
    ['when its rule is gone', { rule: 'status-of-old' }, [held], true],
    ['not when its document was left out', { document: 'other' }, [held], false],
  ])('%s', (_what, entry, said, is) => {
    expect(stale(entry, said)).toBe(is)
  })

  it('not when the document was not judged to its end', () => {
    const baseline = baselineOf([entryOf()])
    const events = eventsOf([], [held]).filter(({ type }) => type !== 'document-finished')
    expect(renewed(baseline, events, judgedBy(events, [contract]))).toEqual(baseline.entries)
  })
})

describe('an update', () => {
  const update = { update: true } as const

  it('takes in what is new, keeps the day of what is known, follows its severity, and suppresses both', () => {
    const fresh = findingOf({ fingerprint: 'fedcba9876543210', operation: null })
    const { reasons, entries } = ran(
      baselineOf([entryOf({ severity: 'low' })], update),
      [findingOf(), fresh],
      [broken],
    )
    expect(reasons).toEqual([
      'known since 2025-06-01 (baseline known.json)',
      `known since ${today} (baseline known.json)`,
    ])
    expect(entries).toEqual([
      entryOf({ fingerprint: 'fedcba9876543210', operation: null, firstSeen: today }),
      entryOf(),
    ])
  })

  it('leaves out what is critical or about the run itself, and says so', () => {
    const findings = [
      findingOf({ severity: 'critical' }),
      findingOf({ basis: 'harness', fingerprint: 'fedcba9876543210' }),
    ]
    const { reasons, entries, notices } = ran(baselineOf([], update), findings, [broken])
    expect({ reasons, entries }).toEqual({ reasons: [null, null], entries: [] })
    expect(notices).toEqual([expect.stringContaining('2 findings are too grave')])
    expect(ran(baselineOf([], { update: true, critical: true }), findings, [broken]).entries).toHaveLength(2)
  })

  it('leaves out what a suppression covers, which ends, but keeps what was in before', () => {
    const suppress = [{ rule: 'status-documented', reason: 'agreed', expires: '2026-02-01' }]
    expect(ran(baselineOf([], update), [findingOf()], [broken], suppress)).toMatchObject({
      reasons: ['agreed'],
      entries: [],
    })
    expect(ran(baselineOf([entryOf()], update), [findingOf()], [broken], suppress).entries).toEqual([
      entryOf(),
    ])
  })

  it('after which the same findings are all known, and nothing changes any more', () => {
    const some = fc.uniqueArray(
      fc.record({
        fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
        operation: fc.constantFrom(null, 'POST /keys', 'GET /keys'),
        rule: fc.constantFrom('status-documented', 'status-no-5xx'),
        severity: fc.constantFrom('high', 'medium', 'low', 'info'),
      }),
      { selector: ({ fingerprint }) => fingerprint },
    )
    fc.assert(
      fc.property(some, fc.boolean(), (given, reverse) => {
        const findings = given.map((over) => findingOf(over))
        const said = given.map(({ rule, operation }): Said => [rule, operation, 'broken'])
        const text = baselineText(ran(baselineOf([], update), findings, said).entries)
        const again = ran(
          baselineOf(readBaselineText(text, file)),
          reverse ? findings.toReversed() : findings,
          said,
        )
        expect(again.reasons.every((reason) => reason === `known since ${today} (baseline known.json)`)).toBe(
          true,
        )
        expect(again.notices).toEqual([])
        expect(baselineText(again.entries)).toBe(text)
      }),
    )
  })
})

describe('the file', () => {
  it('holds nothing of a finding but what tells it apart', () => {
    const [entry] = ran(
      baselineOf([], { update: true }),
      [findingOf({ message: 'value', received: 'value', curl: 'value' })],
      [broken],
    ).entries
    expect(Object.keys(JSON.parse(baselineText([entry!]))[0])).toEqual([
      'document',
      'rule',
      'operation',
      'fingerprint',
      'severity',
      'firstSeen',
    ])
    expect(baselineText([entry!])).not.toContain('value')
  })

  it.each([
    ['', 'not JSON'],
    ['{}', 'not a list'],
    ['[1]', 'the one at 0'],
    ['[{"rule":"status-documented"}]', 'the one at 0'],
    [JSON.stringify([entryOf(), { ...entryOf(), severity: 'grave' }]), 'the one at 1'],
  ])('that holds %s is refused', (text, says) => {
    expect(() => readBaselineText(text, file)).toThrow(says)
    expect(() => readBaselineText(text, file)).toThrow(file)
  })
})
