import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pausesWithin } from '../../src/run/pauses.ts'

test('pauses add up to the time given, each twice the one before up to the longest, and stop there', () => {
  expect(pausesWithin(2_000)).toEqual([50, 100, 200, 400, 400, 400, 400, 400])
  expect(pausesWithin(0)).toEqual([])
  const positive = fc.integer({ min: 1, max: 1_000 })
  fc.assert(
    fc.property(fc.nat(60_000), positive, positive, (ms, first, more) => {
      const pauses = pausesWithin(ms, first, first + more)
      const sum = pauses.reduce((total, pause) => total + pause, 0)
      expect(sum).toBeGreaterThanOrEqual(ms)
      expect(sum - (pauses.at(-1) ?? 0)).toBeLessThan(Math.max(1, ms))
      for (const [at, pause] of pauses.entries()) expect(pause).toBe(Math.min(first * 2 ** at, first + more))
    }),
  )
})
