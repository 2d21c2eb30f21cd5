import { describe, expect, test } from 'vitest'
import { isWeak, constantPrefix } from '../../src/secrets/strength.ts'

const body = 'R7xPq2LmZ9fGsOwpDOV1KV0zaWh3'

describe('what all secrets of a kind begin with', () => {
  test.each([
    'sk-proj-',
    'sk_live_',
    'avido_prod_',
    'github_pat_',
    'api03-',
    'SG.',
    'Token:',
    '12|',
    'v1.',
    '',
  ])('is told from what follows: %s', (prefix) => {
    expect(constantPrefix(prefix + body)).toBe(prefix)
  })

  test.each(['fGsOwp_', 'aB-', 'R7xPq2_', 'LmZ|'])(
    'ends before what is random and has a separator in it: %s',
    (start) => {
      expect(constantPrefix(`avido_prod_${start}${body}`)).toBe('avido_prod_')
    },
  )

  test('is nothing where too little would be left, or of a UUID', () => {
    expect(constantPrefix('sk-live-short')).toBe('')
    expect(constantPrefix('abcdefab-1234-4321-8765-0123456789ab')).toBe('')
  })
})

test.each([
  ['1_..-_..-.-', false],
  ['........', true],
  ['-._1', true],
  ['test-key', true],
  ['Zk3v9', true],
  ['Zk3v9Qp2', false],
])('%j would turn up by accident: %s', (value, expected) => {
  expect(isWeak(value)).toBe(expected)
})
