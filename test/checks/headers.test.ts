import { describe, expect, it } from 'vitest'
import { authThrottling } from '../../src/checks/auth-throttling.ts'
import { errorHygiene } from '../../src/checks/error-hygiene.ts'
import { headersNoStore } from '../../src/checks/headers-no-store.ts'
import { headersBaseline } from '../../src/checks/headers-baseline.ts'
import type { CheckContext } from '../../src/checks/types.ts'
import type { Exchange, HeaderLine } from '../../src/http/exchange.ts'

const context = {
  contract: null,
  operation: null,
  resource: null,
  issues: [],
  probe: false,
} as unknown as CheckContext

function answer(status: number, headers: readonly HeaderLine[]): Exchange {
  return {
    request: { operation: null, method: 'GET', path: '/', headers: [] },
    response: {
      status,
      headers: [['X-Content-Type-Options', 'nosniff'], ...headers],
      body: '{}',
      truncated: false,
    },
    facts: { sightings: [], violations: null, issued: null, json: true },
  }
}

const places = (outcomes: ReturnType<typeof authThrottling.judge>): readonly string[] =>
  outcomes.map((outcome) => (outcome.kind === 'broken' ? outcome.breach.place : outcome.kind))

describe('the answer that carries a secret', () => {
  const operation = { key: 'POST /keys', method: 'POST' }
  it.each([
    ['no-store', 'held'],
    ['private, no-store, max-age=0', 'held'],
    ['no-store, max-age="60"', 'broken'],
    ['no-store, public', 'broken'],
    ['private', 'broken'],
  ])('with Cache-Control: %s is %s', (value, kind) => {
    const exchange = answer(201, [['Cache-Control', value]])
    const issuing = { ...exchange, facts: { ...exchange.facts, issued: '<secret:k1>' } }
    const given = { ...context, operation, issues: ['/secret'] } as unknown as CheckContext
    expect(headersNoStore.judge(issuing, given).map((outcome) => outcome.kind)).toEqual([kind])
  })
})

describe('an error', () => {
  const operation = { key: 'GET /keys', method: 'GET', responses: {} }
  const judged = (body: string): readonly string[] => {
    const exchange = answer(500, [])
    const said = { ...exchange, response: { ...exchange.response, body } }
    return places(errorHygiene.judge(said, { ...context, operation } as unknown as CheckContext))
  }

  it.each([
    'Error: no\n    at list (/srv/keys.js:3:7)\n    at run (/srv/main.js:1:1)',
    JSON.stringify({ message: 'Error: no\n    at Keys.list (file:///srv/keys.js:3:7)' }),
    'java.lang.NullPointerException\n\tat com.example.Keys.list(Keys.java:30)',
  ])('shows where the code stands: %j', (body) => {
    expect(judged(body)).toContain('500 body')
  })

  // What takes longer with the square of its length takes minutes here.
  it.each(['\n', ' ', '\n at ', '\n at a(', 'at a.', 'goroutine '])(
    'of four million characters is read in one go, made of %j',
    (unit) => {
      expect(judged(unit.repeat(4_000_000 / unit.length))).not.toContain('500 body')
    },
  )
})

describe('an answer that asks for patience', () => {
  it.each([['120'], ['Sun, 06 Nov 1994 08:49:37 GMT']])('may say Retry-After: %s', (value) => {
    expect(places(authThrottling.judge(answer(429, [['Retry-After', value]]), context))).toEqual(['held'])
  })

  it.each([['soon'], ['-1'], ['1.5'], ['1994-11-06T08:49:37Z'], ['Sun, 99 Nov 1994 08:49:37 GMT']])(
    'must not say Retry-After: %s',
    (value) => {
      expect(places(authThrottling.judge(answer(429, [['Retry-After', value]]), context))).toEqual([
        'header:Retry-After',
      ])
    },
  )

  it('is for this caller alone', () => {
    expect(
      places(authThrottling.judge(answer(429, [['Cache-Control', 'public, max-age=60']]), context)),
    ).toEqual(['header:Cache-Control'])
    expect(
      places(authThrottling.judge(answer(429, [['Cache-Control', 'private, max-age=60']]), context)),
    ).toEqual(['held'])
  })

  it('is the only kind that is judged', () => {
    expect(authThrottling.judge(answer(200, [['Retry-After', 'soon']]), context)).toEqual([])
  })
})

describe('the headers of any answer', () => {
  it.each<[string, HeaderLine]>([
    ['header:Server', ['Server', 'nginx/1.18.0']],
    ['header:X-Powered-By', ['X-Powered-By', 'PHP/8.1']],
    ['header:Sunset', ['Sunset', 'next year']],
    ['header:Deprecation', ['Deprecation', 'true']],
  ])('are remarked upon at %s', (place, line) => {
    expect(places(headersBaseline.judge(answer(200, [line]), context))).toEqual([place])
  })

  it.each<[HeaderLine]>([
    [['Server', 'nginx']],
    [['Deprecation', '@1688169599']],
    [['Sunset', 'Sun, 06 Nov 2033 08:49:37 GMT']],
  ])('may hold %j', (line) => {
    expect(places(headersBaseline.judge(answer(200, [line]), context))).toEqual(['held'])
  })
})
