import { expect, it } from 'vitest'
import { durationMs } from '../../src/contract/spans.ts'

it.each([
  ['PT0S', 0],
  ['PT30S', 30_000],
  ['PT1.5S', 1_500],
  ['PT2M', 120_000],
  ['P1DT1H', 90_000_000],
  ['P1W', 604_800_000],
])('reads %s', (text, ms) => {
  expect(durationMs(text)).toBe(ms)
})

it.each(['', '30', 'P1H', 'PT-1S'])('does not take %j for a duration', (text) => {
  expect(durationMs(text)).toBeNull()
})
