import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAcquaintance } from '../../src/run/identity.ts'

test('what is alike is met once, whatever the order of meeting', () => {
  fc.assert(
    fc.property(fc.array(fc.anything({ maxDepth: 2 }), { maxLength: 12 }), (values) => {
      const { meet } = createAcquaintance()
      const seen = new Set<string>()
      for (const value of [...values, ...values.toReversed()]) {
        const text = fc.stringify(value)
        expect(meet(value), text).toBe(!seen.has(text))
        seen.add(text)
      }
    }),
  )
})

test('what only looks alike in JSON is told apart', () => {
  const { meet } = createAcquaintance()
  const alike = [
    {},
    { a: undefined },
    [null],
    [undefined],
    [NaN],
    0,
    -0,
    null,
    NaN,
    new Date(0),
    new Date(0).toJSON(),
  ]
  for (const value of alike) expect(meet(value)).toBe(true)
  for (const value of alike) expect(meet(value)).toBe(false)
})
