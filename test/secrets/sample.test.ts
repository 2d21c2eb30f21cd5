import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleOf } from '../../src/secrets/sample.ts'

const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
const body = fc
  .array(fc.constantFrom(...letters), { minLength: 43, maxLength: 43 })
  .map((chars) => chars.join(''))

describe('a sample of secrets', () => {
  test('is worth no more bits than its characters, and no less than 128 where they are random', () => {
    fc.assert(
      fc.property(fc.array(body, { minLength: 5, maxLength: 5 }), (bodies) => {
        const { bits } = sampleOf(bodies.map((text) => `sk_${text}`))
        expect(bits).toBeLessThanOrEqual(Math.floor(43 * Math.log2(62)))
      }),
    )
    const five = fc
      .sample(body, { seed: 7, numRuns: 40 })
      .filter((text) => new Set(text).size > 25)
      .slice(0, 5)
    expect(sampleOf(five.map((text) => `sk_${text}`))).toMatchObject({
      prefixLength: 3,
      alphabetSize: 62,
      structured: null,
    })
    expect(sampleOf(five.map((text) => `sk_${text}`)).bits).toBeGreaterThan(128)
  })

  test('counts filling for nothing', () => {
    const counted = sampleOf([
      '000000000000000000000000123456',
      '000000000000000000000000918273',
      '000000000000000000000000550917',
    ])
    expect(counted.bits).toBeLessThan(21)
    expect(counted.sharedVariety).toBeLessThan(8)
  })

  test('tells a random part that is shared from filling', () => {
    const shared = 'Zq8Lm2Xw9RtYb4KpVc7N'
    expect(
      sampleOf([`sk_${shared}aaaaaa`, `sk_${shared}bbbbbb`, `sk_${shared}cccccc`]).sharedVariety,
    ).toBeGreaterThanOrEqual(8)
  })

  test('sees through JSON and JSON Web Tokens', () => {
    const encoded = [1, 2, 3].map(
      (id) => `k_${Buffer.from(JSON.stringify({ id, at: 'now' })).toString('base64url')}`,
    )
    expect(sampleOf(encoded).structured).toBe('JSON')
    expect(
      sampleOf(['eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIyIn0.']).structured,
    ).toBe('JWT')
  })
})
