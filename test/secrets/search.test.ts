import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codesOf } from '../../src/secrets/codes.ts'
import { createNeedles } from '../../src/secrets/needles.ts'
import { createOracle } from '../../src/secrets/oracle.ts'
import { stretchesAt, stretchesOf } from '../../src/secrets/runs.ts'
import { isWeak } from '../../src/secrets/strength.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { around, bodies, hidings, picks, secrets } from './arbitraries.ts'
import { allForms, holdsPlainly } from './naive.ts'

const passwords = fc.stringMatching(/^[a-z0-9:_-]{6,14}$/).filter((value) => !isWeak(value))
const odd = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 24 }).filter((value) => !isWeak(value))
/** What a search could stumble over between two plants. */
const glue = fc.oneof(
  fc.constantFrom('', ' ', '"', '%', '\\', '&', '=', '<', '>', '<secret:k1>', '+', '/', 'A', '\n', '\0', 'é'),
  fc.string({ unit: 'binary', maxLength: 20 }),
  around,
)
const mangle = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.slice(1),
  (text) => text.slice(0, -1),
  (text) => `${text.slice(0, 9)} ${text.slice(9)}`,
)

describe('the oracle finds what a plain search finds, and nothing else', () => {
  const plant = fc.record({
    which: fc.nat({ max: 3 }),
    hiding: fc.constantFrom(...Object.keys(hidings)),
    pick: picks,
    before: around,
    after: around,
    mangle,
    glue,
  })

  test('in texts with secrets, and what is left of secrets, in any form', () => {
    fc.assert(
      fc.property(
        fc.tuple(secrets, secrets, passwords, odd),
        fc.array(plant, { maxLength: 3 }),
        bodies,
        (values, plants, body) => {
          const vault = createVault()
          for (const [at, value] of values.entries()) vault.add(value, `k${at + 1}`, 'issued')
          const forms = allForms(values)
          const parts = plants.map(({ which, hiding, pick, before, after, mangle, glue }) => {
            const hidden = hidings[hiding]?.(values[which] ?? '', pick, before, after) ?? ''
            return before + mangle(hidden) + glue
          })
          for (const text of [parts.join(''), JSON.stringify({ body, parts })])
            expect(vault.holds(text), text).toBe(holdsPlainly(forms, text))
        },
      ),
      { numRuns: 400 },
    )
  })

  test('whatever was searched before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(secrets, passwords, odd), fc.constantFrom(...Object.keys(hidings))), {
          minLength: 1,
          maxLength: 6,
        }),
        (learned) => {
          const vault = createVault()
          const known: string[] = []
          for (const [at, [value, hiding]] of learned.entries()) {
            const text = `a ${hidings[hiding]?.(value, [true, false], 'b', 'c') ?? ''} d`
            expect(vault.holds(text)).toBe(holdsPlainly(allForms(known), text))
            vault.add(value, `k${at}`, 'issued')
            known.push(value)
            expect(vault.holds(text)).toBe(holdsPlainly(allForms(known), text))
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('needles', () => {
  const needle = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'é', '_'), minLength: 6, maxLength: 40 })

  test('are all met, however long they are and where they stand', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(needle, fc.boolean()), { minLength: 1, maxLength: 30 }),
        fc.array(fc.oneof(fc.nat({ max: 29 }), around), { maxLength: 12 }),
        fc.constantFrom(1, 5, 8, 16),
        // Some way into a text that is longer than most.
        fc.oneof(fc.constant(0), fc.integer({ min: 16_300, max: 16_400 })),
        (needles, parts, apart, before) => {
          const index = createNeedles(apart)
          for (const [text, anyCase] of needles) index.add(text, anyCase)
          const text =
            '.'.repeat(before) +
            parts.map((part) => (typeof part === 'string' ? part : (needles[part]?.[0] ?? ''))).join('')
          const met: string[] = []
          index.search(text, codesOf(text), (number, start, end) => met.push(`${number} ${start} ${end}`))
          const fold = (some: string): string => some.replaceAll('A', 'a').replaceAll('B', 'b')
          const expected = needles.flatMap(([wanted, anyCase], number) =>
            Array.from({ length: text.length - before + 1 }, (_, at) => before + at)
              .filter((at) => {
                const found = text.slice(at, at + wanted.length)
                return found === wanted || (anyCase && fold(found) === fold(wanted))
              })
              .map((at) => `${number} ${at} ${at + wanted.length}`),
          )
          expect(met.toSorted()).toEqual(expected.toSorted())
        },
      ),
      { numRuns: 300 },
    )
  })

  test('of a thousand keys are told apart', () => {
    const index = createNeedles(16)
    const keys = Array.from({ length: 1000 }, (_, at) => `sk_live_${String(at * 7919).padStart(24, '0')}`)
    for (const key of keys) index.add(key, true)
    const met: number[] = []
    const text = keys.map((key) => key.toUpperCase()).join()
    index.search(text, codesOf(text), (number) => met.push(number))
    expect(met).toEqual(keys.map((_, at) => at))
  })
})

test('stretches of encoding characters are those that a pattern finds', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'Z', '0', '-', '_', '+', '/', '.', '"', 'é'),
    maxLength: 80,
  })
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 1, max: 20 }),
      fc.nat({ max: 80 }),
      fc.nat({ max: 6 }),
      (some, least, from, size) => {
        const expected = [...some.matchAll(/[\w+/-]+/g)]
          .map((match) => [match.index, match.index + match[0].length] as const)
          .filter(([start, end]) => end - start >= least)
        expect(stretchesOf(codesOf(some), least)).toEqual(expected.flat())
        const to = from + size
        expect(stretchesAt(codesOf(some), [from, to], least)).toEqual(
          expected.filter(([start, end]) => start <= to && end >= from).flat(),
        )
      },
    ),
    { numRuns: 1000 },
  )
})

describe('UUIDs', () => {
  const oracle = createOracle()
  const secret = 'q7Rt2LmX9pZw4KcV'
  oracle.learn(secret, { name: 'k1', token: '<secret:k1>', kind: 'issued', edited: false })

  test('that encode nothing are passed over', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom('', '"', '{"id":"'), fc.boolean(), (uuid, before, upper) => {
        const text = before + (upper ? uuid.toUpperCase() : uuid)
        const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex')
        const odd = bytes.filter((byte) => (byte < 0x20 || byte > 0x7e) && ![9, 10, 13].includes(byte)).length
        expect(stretchesOf(codesOf(text), 16)).toEqual(odd > 3 ? [] : [before.length, text.length])
      }),
    )
  })

  test('are searched where they are the beginning of something longer', () => {
    const uuid = '9f1c8e52-93d4-4ab7-8c1f-e0d2a4b6c8fa'
    expect(stretchesOf(codesOf(`${uuid}-and-more`), 16)).toEqual([0, 45])
    expect(stretchesOf(codesOf(uuid.replace('9f', '9g')), 16)).toEqual([0, 36])
    expect(stretchesOf(codesOf(uuid.slice(0, -1)), 16)).toEqual([0, 35])
  })

  test('in which a secret hides give it away', () => {
    const hex = Buffer.from(secret).toString('hex')
    const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    expect(oracle.find(`{"id":"${uuid}"}`)).toMatchObject([{ start: 7, end: 43, form: 'hex' }])
  })
})

test('a secret of one letter is one hit in a longer run of it', () => {
  const oracle = createOracle()
  const value = `kp_live_${'x'.repeat(32)}`
  oracle.learn(value, { name: 'k1', token: '<secret:k1>', kind: 'credential', edited: false })
  expect(oracle.find(`"${'x'.repeat(500)}" and ${value}`)).toMatchObject([
    { start: 1, end: 501, form: 'without-prefix' },
    { start: 507, end: 547, form: 'exact' },
    { start: 515, end: 547, form: 'without-prefix' },
  ])
})
