import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, printableJson, shortened, visible, visibleBlock, wrap } from '../../src/report/text.ts'
import { anyText } from './arbitraries.ts'

describe('visible', () => {
  it('writes what cannot be seen as an escape and leaves the rest', () => {
    expect(visible('a\tb\r\n\u001b[1m\u0085\u202e\u2028\ud800 é 🔑 👨‍👩‍👧')).toBe(
      'a\\tb\\r\\n\\u001b[1m\\u0085\\u202e\\u2028\\ud800 é 🔑 👨‍👩‍👧',
    )
    expect(visibleBlock('a\n\tb\r')).toBe('a\n\tb\\r')
    expect(visible('key\u200b\u00ad\u2060\u{e0041}')).toBe('key\\u200b\\u00ad\\u2060\\udb40\\udc41')
    const text = 'key\u{e0041}\u200b\u0085'
    expect(JSON.parse(printableJson({ text }))).toEqual({ text })
  })

  it('has nothing more to do when done twice', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(visible(text))).toBe(visible(text))
      }),
    )
  })
})

describe('shortened', () => {
  it('leaves what fits a line, and of the rest the beginning with its length', () => {
    expect(shortened('a key of mine')).toBe('a key of mine')
    expect(shortened('k'.repeat(1_000_000))).toBe(`${'k'.repeat(160)}… (1000000 characters)`)
  })
})

describe('wrap', () => {
  const words = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'é', '漢', '🔑'), minLength: 1, maxLength: 12 }),
    { minLength: 1 },
  )

  it('loses no word, adds none, and goes beyond the width for a single word at most', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 60 }), fc.nat({ max: 8 }), (list, width, indent) => {
        const lines = wrap(list.join(' '), width, ' '.repeat(indent)).split('\n')
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(list)
        for (const line of lines) {
          expect(line.startsWith(' '.repeat(indent))).toBe(true)
          if (columnsOf(line) > width) expect(line.trim()).not.toContain(' ')
        }
      }),
    )
  })

  it('counts two columns for the scripts that take two and none for colours', () => {
    expect([
      columnsOf('ab'),
      columnsOf('漢字'),
      columnsOf('🔑'),
      columnsOf('\u001b[31me\u0301\u001b[39m'),
    ]).toEqual([2, 4, 2, 1])
  })
})
