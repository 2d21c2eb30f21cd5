import { expect, test } from 'vitest'
import type { Outcome } from '../../src/checks/outcome.ts'
import { timesOf, type TimedResult } from '../../src/run/times.ts'

const held = (rule: string, operation: string): Outcome => ({ kind: 'held', rule, operation })

function played(rules: readonly string[], durationMs: number, outcomes: readonly Outcome[]): TimedResult {
  const unit = { scenario: { rules } } as unknown as TimedResult['unit']
  const result = { path: { kind: 'once' }, outcomes, requests: 1, crashed: null } as const
  return { unit, material: { always: [], generated: null, runs: 0 }, cases: [result, result], durationMs }
}

test('a verdict takes the time of its scenarios, which share theirs among what they decide', () => {
  const timeOf = timesOf([
    played(['a'], 30, [held('a', 'GET /x'), held('seen-in-passing', 'GET /x')]),
    played(['a', 'b'], 40, [held('a', 'GET /x'), held('b', 'GET /x')]),
    played(['a'], 7, [held('a', 'GET /y')]),
  ])
  expect(timeOf({ rule: 'a', operation: 'GET /x' })).toBe(50)
  expect(timeOf({ rule: 'b', operation: 'GET /x' })).toBe(20)
  expect(timeOf({ rule: 'a', operation: 'GET /y' })).toBe(7)
  expect(timeOf({ rule: 'seen-in-passing', operation: 'GET /x' })).toBe(0)
  expect(timeOf({ rule: 'c', operation: null })).toBe(0)
})
