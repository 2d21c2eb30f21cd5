import { describe, expect, it } from 'vitest'
import { createThrottle } from '../../src/run/throttle.ts'

const start = Date.parse('2026-03-01T12:00:00Z')
const inFuture = (ms: number): string => new Date(start + ms).toUTCString()

/** Milliseconds for which a throttle stays shut after one answer; null where it ends the case. */
function shutFor(headers: Record<string, string>, status = 429): number | null {
  let now = start
  const throttle = createThrottle(30_000, () => now)
  try {
    throttle.refused({ status, headers: Object.entries(headers) }, 0)
  } catch {
    return null
  }
  while (!throttle.isOpen()) now += 100
  return now - start
}

describe('Retry-After', () => {
  it.each([
    ['2', 2_000],
    ['0', 0],
    [inFuture(3_000), 3_000],
    [inFuture(-60_000), 0],
    // Neither is what RFC 9110 allows, so the run waits as long as it would without.
    ['soon', 500],
    ['-5', 500],
    // Longer than any run waits, however many digits it takes to say so.
    ['3600', null],
    ['99999999999999999999', null],
  ])('of %s is obeyed', (value, ms) => {
    expect(shutFor({ 'retry-after': value })).toBe(ms)
  })

  it('with a date is meant by the clock of the server', () => {
    const hour = 3_600_000
    expect(shutFor({ 'retry-after': inFuture(hour + 2_000), date: inFuture(hour) })).toBe(2_000)
    expect(shutFor({ 'retry-after': inFuture(2_000 - hour), date: inFuture(-hour) })).toBe(2_000)
  })

  it('makes a 503 one that asks for patience, and nothing else does', () => {
    const throttle = createThrottle(30_000, () => start)
    expect(throttle.refused({ status: 503, headers: [] }, 0)).toBe(false)
    expect(throttle.refused({ status: 503, headers: [['Retry-After', '1']] }, 0)).toBe(true)
  })
})

it('a target that always asks to come back at once is asked a few times, ever later, and given up', () => {
  let now = start
  const throttle = createThrottle(30_000, () => now)
  const answer = { status: 429, headers: [['Retry-After', '0']] } as const
  const waits: number[] = []
  const ask = (attempt: number): void => {
    const since = now
    throttle.refused(answer, attempt)
    while (!throttle.isOpen()) now += 100
    waits.push(now - since)
  }
  for (let attempt = 0; attempt < 4; attempt += 1) ask(attempt)
  expect(waits).toEqual([0, 1_000, 2_000, 4_000])
  expect(() => ask(4)).toThrow('again and again, also after the time it asks to wait')
  expect(throttle.counts()).toEqual({ answers: 5, waitedMs: 7_000, givenUp: 1 })
})
