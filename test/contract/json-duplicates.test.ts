import fc from 'fast-check'
import { expect, test } from 'vitest'
import { duplicateMembers } from '../../src/contract/json-duplicates.ts'
import type { JsonValue } from '../../src/contract/types.ts'

const found = (text: string): readonly string[] => duplicateMembers(text, JSON.parse(text) as JsonValue)

test.each([
  ['{"a": 1, "a": 2}', ['/a']],
  ['{"a": {"b": 1, "c" : [{"d": 1, "d":2}], "b": 2}}', ['/a/c/0/d', '/a/b']],
  [String.raw`{"a": 1, "\u0061": 2}`, ['/a']],

  [String.raw`{"a": ":", "b": "\":", "c": [": d", "e\\"], "c": 1}`, ['/c']],
  ['[{"a": 1}, {"a": 1}]', []],
  ['"a: b"', []],
])('%s names twice: %j', (text, pointers) => {
  expect(found(text)).toEqual(pointers)
})

test('what has no member twice is told apart from the same with one written again', () => {
  const names = fc.string({ unit: fc.constantFrom('a', '"', '\\', ':', ',', '{', ' ') })
  fc.assert(
    fc.property(fc.dictionary(names, names, { minKeys: 1 }), (given) => {
      const text = JSON.stringify(given)
      expect(found(text)).toEqual([])
      const [first] = Object.keys(given) as [string]
      expect(found(`${text.slice(0, -1)}, ${JSON.stringify(first)}: ":"}`)).toHaveLength(1)
    }),
  )
})
