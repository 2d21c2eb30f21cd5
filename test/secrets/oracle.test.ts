import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createVault } from '../../src/secrets/vault.ts'
import type { Vault } from '../../src/secrets/types.ts'
import { around, bodies, hidings, picks, secrets } from './arbitraries.ts'

const vaultWith = (...values: readonly string[]): Vault => {
  const vault = createVault()
  for (const [at, value] of values.entries()) vault.add(value, `k${at + 1}`, 'issued')
  return vault
}

describe.each(Object.entries(hidings))('a secret hidden as %s', (_name, hide) => {
  test('is found and redacted in any text', () => {
    fc.assert(
      fc.property(
        secrets,
        picks,
        around,
        around,
        around,
        around,
        (secret, pick, before, after, inner, outer) => {
          const hidden = hide(secret, pick, inner, outer)
          const vault = vaultWith(secret)
          const text = `${before} ${hidden} ${after}`
          expect(vault.holds(text)).toBe(true)
          const redacted = vault.redact(text)
          expect(vault.holds(redacted)).toBe(false)
          expect(redacted).not.toContain(hidden)
          expect(redacted).toContain('<secret:k1>')
          expect(vault.redact(redacted)).toBe(redacted)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('is found in a string of a JSON body, which still parses when redacted', () => {
    fc.assert(
      fc.property(secrets, picks, bodies, (secret, pick, body) => {
        const vault = vaultWith(secret)
        const text = JSON.stringify({
          some: body,
          list: [1, { shown: hide(secret, pick, 'before', 'after') }],
        })
        expect(vault.holds(text)).toBe(true)
        const redacted = vault.redact(text)
        expect(vault.holds(redacted)).toBe(false)
        expect(() => JSON.parse(redacted) as unknown).not.toThrow()
      }),
      { numRuns: 40 },
    )
  })
})

describe('without the prefix all keys share', () => {
  test.each([
    ['sk_live_', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'],
    ['17|', '17|laravelSanctumTokenOfFortyRandomChars00'],
    ['service:', 'service:Zx81kQpL0mN2bV4cX6zA'],
  ])('%s', (prefix, secret) => {
    const body = secret.slice(prefix.length)
    const vault = vaultWith(secret)
    expect(vault.redact(`body ${body}.`)).toBe('body <secret:k1>.')
    expect(vault.holds(Buffer.from(`xx${body}`).toString('base64'))).toBe(true)
    expect(vault.holds(prefix)).toBe(false)
  })
})

describe.each([
  'ab%2Fcd%2541ef0123456789',
  'R&D&amp;co&#65;0123456789x',
  String.raw`back\slash\u0041\/0123456789`,
  'soft=41=3D0123456789abc=',
])('a secret that looks escaped itself: %s', (secret) => {
  test.each([
    'exact',
    'percent',
    'percent of reserved',
    'percent twice',
    'html decimal',
    'nested json',
    'base64',
    'hex',
    'upper',
    'JWT payload',
  ])('hidden as %s', (name) => {
    const hidden = hidings[name]?.(secret, [true], 'x', 'y') ?? ''
    const vault = vaultWith(secret)
    expect(vault.holds(`"${hidden}"`)).toBe(true)
    expect(vault.redact(`"${hidden}"`)).not.toContain(hidden)
    expect(vault.holds(vault.redact(`"${hidden}"`))).toBe(false)
  })
})

describe('false alarms', () => {
  test('bodies unrelated to the secrets are left alone', () => {
    fc.assert(
      fc.property(fc.array(secrets, { minLength: 1, maxLength: 8 }), bodies, (values, body) => {
        const vault = vaultWith(...values)
        const text = JSON.stringify(body)
        fc.pre(!values.some((value) => text.includes(JSON.stringify(value).slice(1, -1))))
        expect(vault.holds(text)).toBe(false)
        expect(vault.redact(text)).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  test('a masked form, a prefix with the last four, an id the secret begins with', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const vault = vaultWith(secret)
        for (const text of [
          `${secret.slice(0, 8)}...${secret.slice(-4)}`,
          `${secret.slice(0, 11)}${'*'.repeat(20)}`,
          `****${secret.slice(-4)}`,
          JSON.stringify({ id: 17, prefix: secret.slice(0, 8), last4: secret.slice(-4) }),
          '17|',
          'sk_live_',
        ]) {
          expect(vault.holds(text)).toBe(false)
        }
      }),
    )
  })

  test('another key of the same kind is not the key', () => {
    const vault = vaultWith('sk_live_4eC39HqLyjWDarjtT1zdp7dc')
    expect(vault.holds('sk_live_4eC39HqLyjWDarjtT1zdp7dd')).toBe(false)
    expect(vault.holds('sk_live_4eC39HqLyjWDarjtT1zdp7d')).toBe(false)
  })

  test('a short secret inside a longer word is not a sighting', () => {
    const vault = vaultWith('abc1234')
    expect(vault.holds('xabc12345')).toBe(false)
    expect(vault.holds('key_abc1234, and more')).toBe(true)
  })
})

describe('redaction of several secrets', () => {
  test('leaves none behind, however they are joined', () => {
    const names = Object.keys(hidings)
    const part = fc.record({
      which: fc.nat({ max: 2 }),
      hiding: fc.constantFrom(...names),
      pick: picks,
      glue: fc.constantFrom('', ' ', '"', '%', '\\', '&', '=', '<', '>', '<secret:k1>', '+', '/', 'A', '\n'),
    })
    fc.assert(
      fc.property(fc.tuple(secrets, secrets, secrets), fc.array(part, { maxLength: 6 }), (values, parts) => {
        const vault = vaultWith(...values)
        const text = parts
          .map(
            ({ which, hiding, pick, glue }) =>
              `${hidings[hiding]?.(values[which] ?? '', pick, '', '') ?? ''}${glue}`,
          )
          .join('')
        const redacted = vault.redact(text)
        expect(vault.holds(redacted)).toBe(false)
        expect(vault.redact(redacted)).toBe(redacted)
        for (const value of values) expect(redacted).not.toContain(value)
      }),
      { numRuns: 400 },
    )
  })

  test('ends on any text', () => {
    fc.assert(
      fc.property(secrets, fc.string({ unit: 'binary', maxLength: 200 }), (secret, text) => {
        const vault = vaultWith(secret)
        const redacted = vault.redact(text + secret + text)
        expect(vault.holds(redacted)).toBe(false)
      }),
    )
  })

  test('ends for values made of what tokens are made of', () => {
    for (const value of [
      'secret:k1',
      '<secret:k1>',
      '<secret:k2>x',
      'k1k1k1k1',
      '<<<<<<>>>>>>',
      'secret:secret:',
    ]) {
      const vault = vaultWith(value, 'another-value-0123456789')
      const redacted = vault.redact(`a ${value} b "${value}${value}" another-value-0123456789`)
      expect(vault.redact(redacted)).toBe(redacted)
    }
  })
})

describe('values too weak to be searched for', () => {
  test.each(['x', 'test', 'secret', 'aaaaaaaa', 'changeme', 'test-key', 'string'])('%s', (value) => {
    const vault = vaultWith(value)
    const prose = `A ${value} of the {"${value}":1,"kind":"${value}"} kind, in /${value}/x`
    expect(vault.redact(prose)).toBe(prose)
    expect(vault.holds(prose)).toBe(false)
    expect(vault.redact(`Authorization: Bearer ${value}`)).toBe('Authorization: Bearer <secret:k1>')
    expect(vault.redact(`?api_key=${value}&page=1`)).toBe('?api_key=<secret:k1>&page=1')
    expect(vault.redact(value)).toBe('<secret:k1>')
  })
})

describe('texts built to take long', () => {
  const secret = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
  const within = (ms: number, task: () => void): void => {
    const before = performance.now()
    task()
    expect(performance.now() - before).toBeLessThan(ms)
  }

  test('nothing but secrets, escapes, short words or archives', () => {
    const vault = vaultWith(secret)
    // 100 different archives of 200 kB each, none of which is dear to send.
    const archives = Array.from({ length: 100 }, (_, at) =>
      gzipSync(`${at} and so on `.repeat(20_000)).toString('base64'),
    )
    for (const text of [
      `["${`${secret}","`.repeat(20_000)}"]`,
      secret.repeat(20_000),
      '%25'.repeat(200_000),
      '\\\\u0041'.repeat(80_000),
      'abcdefghijklmno '.repeat(40_000),
      'a'.repeat(1_000_000),
      `${'a'.repeat(500_000)}"`,
      JSON.stringify(archives),
    ]) {
      within(10_000, () => {
        vault.seal(
          { operation: null, method: 'GET', path: '/', headers: [] },
          { status: 200, headers: [['X', text.slice(0, 60_000)]], body: text, truncated: true },
          { issues: [], issuedName: 'k9', masked: [] },
        )
      })
    }
  })

  test('a thousand keys with one prefix, listed with their prefix', () => {
    const keys = Array.from(
      { length: 1000 },
      (_, at) => `sk_live_organisation_${createHash('sha256').update(`${at}`).digest('hex')}`,
    )
    const vault = vaultWith(...keys)
    const list = JSON.stringify(
      keys.map((key) => ({ prefix: key.slice(0, 25), url: 'https://sk_live_organisation_/' })),
    )
    within(5_000, () => {
      for (let run = 0; run < 20; run++) expect(vault.holds(list)).toBe(false)
    })
  })
})

test('of a masked value the same mask in another letter case is not a sight of it', () => {
  const vault = vaultWith('tk_S********', 'tk_secretOfSomeLength')
  expect(vault.holds('tk_s********')).toBe(false)
  expect(vault.holds('tk_S********')).toBe(true)
  expect(vault.holds('TK_SECRETOFSOMELENGTH')).toBe(true)
})
