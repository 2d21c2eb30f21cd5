import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/contract/types.ts'
import { KeyproofError } from '../../src/errors.ts'
import { knownFindings } from '../../src/run/known.ts'
import { readSuppressions, type Suppression } from '../../src/run/suppress.ts'
import { contractOf, eventsOf, findingOf, today, type Said } from './known.ts'

const startedAt = new Date(`${today}T12:00:00Z`)
const entry: Suppression = { rule: 'status-documented', reason: 'the gateway does it', expires: '2026-03-01' }

/** The reason a finding is suppressed for, if it is. */
function reasonFor(
  suppress: readonly Suppression[],
  over: Parameters<typeof findingOf>[0] = {},
): string | undefined {
  const contract = contractOf()
  return knownFindings([contract], { suppress }, startedAt).mark(contract, findingOf(over)).suppressed?.reason
}

function failure(work: () => unknown): KeyproofError {
  try {
    work()
  } catch (error) {
    if (error instanceof KeyproofError) return error
  }
  throw new Error('It did not fail with a KeyproofError.')
}

describe('a suppression of the configuration', () => {
  it.each<readonly [what: string, over: Partial<Suppression>, hit: boolean]>([
    ['its rule', {}, true],
    ['a glob over its rule', { rule: 'status-*' }, true],
    ['another rule', { rule: 'status-no-5xx' }, false],
    ['its operation', { operation: 'POST /keys' }, true],
    ['a glob over its operation', { operation: 'POST *' }, false],
    ['a glob over its operation and all below', { operation: 'POST /**' }, true],
    ['its operationId', { operation: 'makeKey' }, true],
    ['a glob over its operationId', { operation: 'make*' }, true],
    ['another operation', { operation: 'GET /keys' }, false],
    ['its fingerprint', { fingerprint: '0123456789abcdef' }, true],
    ['another fingerprint', { fingerprint: 'fedcba9876543210' }, false],
    ['its last day', { expires: today }, true],
    ['the day after its last', { expires: '2025-12-31' }, false],
  ])('that names %s: %o, hit: %s', (_what, over, hit) => {
    expect(reasonFor([{ ...entry, ...over }])).toBe(hit ? entry.reason : undefined)
  })

  it('that names an operation leaves alone what concerns the document', () => {
    expect(reasonFor([{ ...entry, operation: '**' }], { operation: null })).toBeUndefined()
    expect(reasonFor([entry], { operation: null })).toBe(entry.reason)
  })

  it('may cover critical findings, since it is reasoned and ends', () => {
    expect(reasonFor([entry], { severity: 'critical' })).toBe(entry.reason)
  })

  it.each<readonly [what: string, entry: unknown, says: string, hint: string]>([
    ['no map', 'status-documented', 'is not an entry', 'rule, reason and expires'],
    ['no rule', { reason: 'a', expires: '2026-02-01' }, 'lacks rule', 'headers-*'],
    ['no reason', { ...entry, reason: undefined }, 'lacks reason', 'Say why'],
    ['blank reason', { ...entry, reason: ' ' }, 'empty reason', 'why'],
    ['no expiry', { rule: entry.rule, reason: 'a' }, 'lacks expires', '180 days'],
    [
      'unknown rule',
      { ...entry, rule: 'status-documentd' },
      'status-documentd',
      'Did you mean status-documented',
    ],
    ['empty rule', { ...entry, rule: '' }, 'no rule', 'keyproof rules'],
    ['unknown member', { ...entry, operatoin: 'GET /keys' }, 'operatoin', 'Did you mean operation?'],
    ['number for a text', { ...entry, ticket: 7 }, 'ticket', 'quotes'],
    ['no date', { ...entry, expires: 'soon' }, 'no date', '2026-'],
    ['no such day', { ...entry, expires: '2026-02-30' }, 'no date', '2026-'],
    ['a time', { ...entry, expires: '2026-02-01T00:00:00Z' }, 'no date', '2026-'],
    ['181 days ahead', { ...entry, expires: '2026-07-01' }, 'more than 180 days', '2026-06-30'],
    ['no fingerprint', { ...entry, fingerprint: 'abc' }, 'fingerprint', '16'],
  ])('is refused with %s', (_what, given, says, hint) => {
    const error = failure(() => readSuppressions([entry, given], 'keyproof.config.yaml', today))
    expect(error).toMatchObject({ code: 'config', exitCode: 2 })
    expect(error.message).toContain('keyproof.config.yaml, suppress/1')
    expect(error.message).toContain(says)
    expect(error.hint).toContain(hint)
  })

  it('is taken up to 180 days ahead, and long after it expired', () => {
    const given = [
      { ...entry, expires: '2026-06-30' },
      { ...entry, expires: '2020-01-01' },
    ]
    expect(readSuppressions(given, 'x', today)).toEqual(given)
  })
})

describe('a suppression in x-key-operation', () => {
  const inline: JsonValue = [{ check: 'status-*', reason: 'agreed', expires: '2026-02-01', ticket: 'KEY-7' }]

  it('covers its own operation of its own document', () => {
    const [acme, other] = [contractOf(inline), contractOf(undefined, 'other')]
    const { mark } = knownFindings([acme, other], {}, startedAt)
    expect(mark(acme, findingOf()).suppressed).toEqual({ reason: 'agreed' })
    expect(mark(acme, findingOf({ operation: 'GET /keys' })).suppressed).toBeUndefined()
    expect(mark(other, findingOf({ document: 'other' })).suppressed).toBeUndefined()
  })

  it.each<readonly [what: string, check: string, expires: string, says: string]>([
    ['an unknown rule', 'status-documentd', '2026-02-01', 'Did you mean status-documented'],
    ['an expiry too far away', 'status-documented', '2027-01-01', '2026-06-30'],
    ['no date', 'status-documented', 'never', '180 days'],
  ])('is refused with %s', (_what, check, expires, says) => {
    const error = failure(() =>
      knownFindings([contractOf([{ check, reason: 'agreed', expires }])], {}, startedAt),
    )
    expect(error).toMatchObject({ code: 'document', exitCode: 2 })
    expect(error.message).toContain('POST /keys')
    expect(error.hint).toContain(says)
  })
})

describe('what is told of suppressions', () => {
  const noticed = (
    suppress: readonly Suppression[],
    found: Parameters<typeof eventsOf>[0],
    said: readonly Said[],
  ): readonly string[] =>
    knownFindings([contractOf()], { suppress }, startedAt)
      .after(eventsOf(found, said))
      .map(({ severity, message, hint }) => `${severity}: ${message} ${hint}`)
  const held: Said = ['status-documented', 'POST /keys', 'held']

  it('an expired one is warned of, whatever is found', () => {
    const { before } = knownFindings(
      [contractOf()],
      { suppress: [{ ...entry, expires: '2025-12-31' }, entry] },
      startedAt,
    )
    expect(before).toMatchObject([
      { severity: 'warning', document: null, message: expect.stringContaining('expired on 2025-12-31') },
    ])
    expect(noticed([{ ...entry, expires: '2025-12-31' }], [], [held])).toEqual([])
  })

  it('one that matches nothing is noted where its rule was judged, and only there', () => {
    expect(noticed([entry], [], [held])).toEqual([
      expect.stringMatching(/^info: .*status-documented in the configuration matches nothing any more/),
    ])
    expect(noticed([entry], [findingOf()], [held])).toEqual([])
    expect(noticed([entry], [], [['status-no-5xx', 'POST /keys', 'held']])).toEqual([])
    expect(noticed([entry], [], [['status-documented', 'POST /keys', 'not-applicable']])).toEqual([])
    expect(noticed([entry], [], [held, ['status-documented', 'GET /keys', 'inconclusive']])).toEqual([])
    expect(noticed([{ ...entry, operation: 'GET /keys' }], [], [held])).toEqual([])
    expect(noticed([{ ...entry, rule: 'status-*' }], [], [held])).toEqual([])
  })

  it('an operation that does not exist is named with the nearest', () => {
    expect(noticed([{ ...entry, operation: 'POST /key' }], [findingOf()], [held])).toEqual([
      expect.stringMatching(/matches no operation.*"POST \/keys"/),
    ])
  })

  it('a finding played again is shown as it is', () => {
    const replay = {
      document: '',
      target: 'mock',
      scenario: 's',
      operation: 'POST /keys',
      seed: 1,
      path: '',
      fingerprint: '',
    }
    const known = knownFindings([contractOf()], { suppress: [entry], replay }, startedAt)
    expect(known.mark(contractOf(), findingOf()).suppressed).toBeUndefined()
    expect(known.after(eventsOf([], [held]))).toEqual([])
  })
})
