import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoints } from '../../src/generate/canonical.ts'
import { matching } from '../../src/generate/patterns.ts'

/** Patterns of names as documents have them, parts of parts among them. */
const patterns = [
  '^[a-z0-9]+([._-][a-z0-9]+)*$',
  '^[a-z0-9]+(-[a-z0-9]+)*$',
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  '^[a-z0-9]+(?:(?:[._]|__|[-]*)[a-z0-9]+)*$',
  '^(?:[A-Za-z0-9_-]+)(?:/[A-Za-z0-9_-]+)*$',
  '^[A-Za-z_](?<rest>[A-Za-z0-9_]*)$',
  '^(?:[a-z]{2,}|[A-Z]+)(?:-(?:[a-z]+|[0-9]{1,})){0,}$',
  '^([a-z]+:)*[a-z]+$',
]

const lengths = [
  [10, 63],
  [63, 63],
  [200, 200],
  [64, 255],
  [255, 255],
  [40, Infinity],
] as const

describe.each(patterns)('texts for %s', (pattern) => {
  it.each(lengths)('of %d to %d characters are made', (least, most) => {
    const regExp = new RegExp(pattern, 'u')
    const texts = fc.sample(matching(pattern, least, most)!, { seed: 7, numRuns: 50 })
    const fitting = texts.filter(
      (text) => regExp.test(text) && codePoints(text) >= least && codePoints(text) <= most,
    )
    // What does not fit is drawn again, sixty times at most.
    expect(new Set(fitting).size).toBeGreaterThanOrEqual(8)
  })
})

it('makes texts for what it cannot take apart, too', () => {
  const texts = fc.sample(matching('^(?=[a-z])[a-z]+(?:-[a-z0-9]+)*$', 200, 255)!, { seed: 7, numRuns: 20 })
  expect(texts).toHaveLength(20)
})
