import fc from 'fast-check'
import { expect, it } from 'vitest'
import { spanMs, writtenSpans } from '../../src/contract/spans.ts'

it('a span comes back from every way to write it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('iso8601' as const, 'lettered' as const),
      fc.oneof(
        fc.integer({ min: 1, max: 400 * 86_400 }),
        fc.integer({ min: 1, max: 400 }).map((day) => day * 86_400),
      ),
      (form, seconds) => {
        const written = writtenSpans(form, seconds * 1000)
        expect(written.map(spanMs)).toEqual(written.map(() => seconds * 1000))
      },
    ),
  )
})

it.each([
  ['PT90S', 90_000],
  ['P1DT2H', 93_600_000],
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
  ['60', 60_000],
  ['P', null],
  ['soon', null],
  ['3 days', null],
  ['', null],
])('%j is so many milliseconds: %s', (text, expected) => {
  expect(spanMs(text)).toBe(expected)
})
