import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEdits, editNames } from '../../src/secrets/edits.ts'
import { secrets } from './arbitraries.ts'

const edit = (value: string, ...names: readonly string[]): string => applyEdits(value, names, { seed: 1 })
const key = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'

describe('edits of a key', () => {
  test.each([
    ['basic', 'c2tfbGl2ZV80ZUMzOUhxTHlqV0Rhcmp0VDF6ZHA3ZGM='],
    ['drop-last', 'sk_live_4eC39HqLyjWDarjtT1zdp7d'],
    ['drop-first', 'k_live_4eC39HqLyjWDarjtT1zdp7dc'],
    ['first-half', 'sk_live_4eC39HqL'],
    ['append:x', `${key}x`],
    ['append-nul', `${key}\0`],
    ['append-percent00', `${key}%00`],
    ['flip-last', 'sk_live_4eC39HqLyjWDarjtT1zdp7dg'],
    ['flip-first-random', 'sk_live_9eC39HqLyjWDarjtT1zdp7dc'],
    ['swap-case', 'SK_LIVE_4Ec39hQlYJwdARJTt1ZDP7DC'],
    ['upper', 'SK_LIVE_4EC39HQLYJWDARJTT1ZDP7DC'],
    ['lower', 'sk_live_4ec39hqlyjwdarjtt1zdp7dc'],
    ['lookalike', 'sk_live_4еC39HqLyjWDarjtT1zdp7dc'],
    ['prefix-only', 'sk_live_'],
    ['repeat', key + key],
    ['reverse', 'cd7pdz1TtjraDWjyLqH93Ce4_evil_ks'],
  ])('%s', (name, expected) => {
    expect(edit(key, name)).toBe(expected)
  })

  test('several edits apply in order', () => {
    expect(edit('user:password', 'drop-last', 'basic')).toBe(Buffer.from('user:passwor').toString('base64'))
  })

  test.each([
    ['user:empty', ':pass:word'],
    ['user:drop-last', 'use:pass:word'],
    ['password:empty', 'user:'],
    ['password:append:x', 'user:pass:wordx'],
  ])('%s changes one half of a pair alone', (name, expected) => {
    expect(edit('user:pass:word', name)).toBe(expected)
    expect(edit(key, name)).toBe(key)
  })

  test('an unknown edit is named, with those there are', () => {
    expect(() => edit(key, 'mangle')).toThrow(/mangle/)
    expect(() => edit(key, 'toString')).toThrow(/toString/)
  })
})

describe('of any secret', () => {
  test('near misses differ from it', () => {
    fc.assert(
      fc.property(secrets, fc.nat(), (value, n) => {
        for (const name of [
          'drop-last',
          'append:x',
          'append-nul',
          'flip-last',
          'flip-first-random',
          `fresh:${n}`,
        ]) {
          expect(edit(value, name)).not.toBe(value)
        }
      }),
    )
  })

  test('a fresh look-alike has its length, prefix, separators and kinds of characters', () => {
    const kinds = (text: string): string =>
      text.replaceAll(/[0-9]/g, '0').replaceAll(/[a-z]/g, 'a').replaceAll(/[A-Z]/g, 'A')
    fc.assert(
      fc.property(secrets, fc.nat({ max: 999 }), (value, n) => {
        const fresh = edit(value, `fresh:${n}`)
        expect(kinds(fresh)).toBe(kinds(value))
        expect(edit(value, `fresh:${n}`)).toBe(fresh)
        if (/^[0-9a-f]+$/.test(value)) expect(fresh).toMatch(/^[0-9a-f]+$/)
        if (value.startsWith('sk_live_')) expect(fresh.startsWith('sk_live_')).toBe(true)
      }),
    )
  })

  test('fresh look-alikes differ from one another and by seed', () => {
    const made = Array.from({ length: 100 }, (_, n) => edit(key, `fresh:${n}`))
    expect(new Set(made).size).toBe(100)
    expect(applyEdits(key, ['fresh:1'], { seed: 2 })).not.toBe(edit(key, 'fresh:1'))
  })

  test('a fresh UUID is a UUID of the same version', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 4 }), (value) => {
        expect(edit(value, 'fresh:1')).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        )
      }),
    )
  })

  test('a shuffle has the same characters behind the same prefix', () => {
    fc.assert(
      fc.property(secrets, fc.nat(), (value, n) => {
        const sorted = (text: string): string => Array.from(text).toSorted().join('')
        expect(sorted(edit(value, `shuffle:${n}`))).toBe(sorted(value))
      }),
    )
  })

  test('the last character is flipped where base64 keeps bits of the value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 40 }), (bytes) => {
        const value = Buffer.from(bytes).toString('base64url')
        const flipped = edit(value, 'flip-last')
        fc.pre(/[A-Za-z0-9]$/.test(value) && bytes.length % 3 !== 0)
        expect(Buffer.from(flipped, 'base64url').equals(bytes)).toBe(false)
      }),
    )
  })

  test('no edit loops or throws, whatever the value', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.constantFrom(...editNames),
        (value, name) => {
          const whole = /^(?:user|password|append)$/.test(name) ? `${name}:reverse` : name
          expect(typeof edit(value, whole)).toBe('string')
        },
      ),
    )
  })
})
