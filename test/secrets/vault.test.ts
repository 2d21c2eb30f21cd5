import { createHash, createHmac } from 'node:crypto'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KeyproofError } from '../../src/errors.ts'
import { parseToken, tokenPattern } from '../../src/secrets/token.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { secrets } from './arbitraries.ts'

const key = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'

describe('adding', () => {
  test('gives the token, and the same again for the same value', () => {
    const vault = createVault()
    expect(vault.add(key, 'k1', 'issued')).toBe('<secret:k1>')
    expect(vault.add(key, 'k1', 'issued')).toBe('<secret:k1>')
  })

  test('refuses another value under the same name, an empty value and a name no token can hold', () => {
    const vault = createVault()
    vault.add(key, 'k1', 'issued')
    for (const add of [
      () => vault.add('another value, long enough', 'k1', 'issued'),
      () => vault.add('', 'k2', 'issued'),
      ...['a b', 'a>b', 'a|b', '', 'a"b'].map(
        (name) => () => vault.add('some value, long enough', name, 'issued'),
      ),
    ]) {
      expect(add).toThrow(KeyproofError)
      try {
        add()
      } catch (error) {
        expect(String(error)).not.toMatch(/value, long enough|sk_live/)
      }
    }
  })
})

describe('filling', () => {
  const odd = `a"b\\c/d e&f=g+h%i\nj'k`
  const vault = createVault({ seed: 7 })
  vault.add(odd, 'odd', 'credential')
  vault.add(key, 'k1', 'issued')

  test('encodes for the place', () => {
    expect(vault.fill('/k/<secret:odd>', 'url')).toBe(`/k/${encodeURIComponent(odd)}`)
    expect(JSON.parse(vault.fill('{"v":"<secret:odd>"}', 'json'))).toEqual({ v: odd })
    expect(new URLSearchParams(vault.fill('v=<secret:odd>&w=1', 'form')).get('v')).toBe(odd)
    expect(vault.fill('Bearer <secret:odd>', 'header')).toBe(`Bearer ${odd}`)
    expect(vault.fill('<secret:odd>', 'text')).toBe(odd)
  })

  test('applies edits, several tokens in one text, and leaves other text alone', () => {
    expect(vault.fill('<secret:k1|drop-last>, <secret:k1|append: y|upper> <secret> $& $1', 'text')).toBe(
      `${key.slice(0, -1)}, ${`${key} y`.toUpperCase()} <secret> $& $1`,
    )
    expect(vault.fill('<secret:k1|drop-last|basic>', 'header')).toBe(
      Buffer.from(`${key.slice(0, -1)}:`).toString('base64'),
    )
  })

  test('names what it does not know', () => {
    expect(() => vault.fill('<secret:nobody>', 'text')).toThrow(/nobody/)
    expect(() => vault.fill('<secret:k1|mangle>', 'text')).toThrow(/mangle/)
  })

  test('a value that reads as a token is not filled again', () => {
    const other = createVault()
    other.add('<secret:b>', 'a', 'canary')
    other.add('bbbbccccdddd', 'b', 'canary')
    expect(other.fill('<secret:a>', 'text')).toBe('<secret:b>')
  })

  test('gives back what redaction took out', () => {
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const fresh = createVault()
        fresh.add(secret, 'k1', 'issued')
        const text = `${before} ${secret} ${after}`
        fc.pre(!before.includes('<secret:') && !after.includes('<secret:'))
        // Padding of base64 goes with the secret it follows.
        fc.pre(!after.startsWith('='))
        expect(fresh.fill(fresh.redact(text), 'text')).toBe(text)
      }),
    )
  })
})

describe('what was sent edited', () => {
  test('is redacted under the name of the edit', () => {
    const vault = createVault()
    vault.add(key, 'k1', 'issued')
    for (const edit of [
      'drop-last',
      'first-half',
      'flip-last',
      'lookalike',
      'fresh:1',
      'reverse',
      'append:x',
    ]) {
      const sent = vault.fill(`<secret:k1|${edit}>`, 'text')
      expect(vault.redact(`sent "${sent}"`)).toBe(`sent "<secret:k1|${edit}>"`)
    }
  })

  test('is redacted behind base64 too', () => {
    const vault = createVault()
    vault.add('someone:a long enough password', 'login', 'credential')
    const sent = vault.fill('Basic <secret:login|drop-last|basic>', 'header')
    expect(vault.redact(sent)).toBe('Basic <secret:login|drop-last>')
    expect(vault.redact(vault.fill('Basic <secret:login|basic>', 'header'))).not.toMatch(/c29tZW9uZTph/)
  })

  test('leaves the public prefix readable', () => {
    const vault = createVault()
    vault.add(key, 'k1', 'issued')
    vault.fill('<secret:k1|prefix-only>', 'header')
    expect(vault.redact('sk_live_...7dc')).toBe('sk_live_...7dc')
  })
})

describe('telling about a secret', () => {
  const vault = createVault()
  const traits = (value: string, examples: readonly string[] = []) => {
    vault.add(value, `t${value.length}${Buffer.from(value).toString('hex')}`, 'issued')
    return vault.traits(`<secret:t${value.length}${Buffer.from(value).toString('hex')}>`, examples)
  }

  test('traits', () => {
    expect(traits(key, [key])).toMatchObject({
      kind: 'issued',
      length: 32,
      isExample: true,
      looksMasked: false,
      prefixLength: 8,
      alphabetSize: 62,
      hasWhitespaceOrControl: false,
      headerSafe: true,
      isB64Token: true,
      hasColon: false,
      isUuid: false,
    })
    expect(traits('1|abcdefghijklmnopqrstuvwx')).toMatchObject({
      isB64Token: false,
      headerSafe: true,
      prefixLength: 2,
    })
    expect(traits('0123456789abcdef0123456789abcdef')).toMatchObject({
      alphabetSize: 16,
      isUuid: true,
      prefixLength: 0,
    })
    expect(traits(' padded-at-the-ends ')).toMatchObject({ headerSafe: false, hasWhitespaceOrControl: true })
    expect(traits('схожий-ключ')).toMatchObject({ headerSafe: false, length: 11 })
    expect(traits('user:password1')).toMatchObject({ hasColon: true })
  })

  test.each([
    'sk_live_****7dc',
    '********',
    'sk-...abcd',
    'REDACTED',
    '<your key>',
    'sk_xxxxxxxx',
    '••••1234',
    'your-api-key',
  ])('%s looks masked', (value) => {
    expect(traits(value).looksMasked).toBe(true)
  })

  test('a real key does not look masked', () => {
    fc.assert(
      fc.property(secrets, (value) => {
        expect(/\*|x{6}|\.{3}/i.test(value) || !traits(value).looksMasked).toBe(true)
      }),
    )
  })

  test('comparison', () => {
    const two = createVault()
    two.add(key, 'a', 'issued')
    two.add(`${key.slice(0, -1)}Xy`, 'b', 'issued')
    expect(two.compare('<secret:a>', '<secret:b>')).toEqual({ equal: false, differing: 2 })
    expect(two.compare('<secret:a>', '<secret:a|swap-case|swap-case>')).toEqual({ equal: true, differing: 0 })
    expect(() => two.compare('<secret:a>', key)).toThrow(KeyproofError)
  })

  test('an edit that changes nothing is told', () => {
    const digits = createVault()
    digits.add('8675309-8675309', 'd', 'issued')
    digits.add(key, 'k1', 'issued')
    expect(digits.differs('<secret:d|swap-case>')).toBe(false)
    expect(digits.differs('<secret:d|drop-last>')).toBe(true)
    expect(digits.differs('<secret:k1|swap-case>')).toBe(true)
    expect(digits.differs('<secret:k1>')).toBe(false)
  })

  test('how much of it a masked form shows', () => {
    vault.add(key, 'shown', 'issued')
    expect(vault.overlap('<secret:shown>', 'sk_live_4eC3...p7dc')).toEqual({
      leading: 12,
      trailing: 4,
      longest: 12,
    })
    expect(vault.overlap('<secret:shown>', '****jtT1z****')).toEqual({ leading: 0, trailing: 0, longest: 5 })
    expect(vault.overlap('<secret:shown>', '')).toEqual({ leading: 0, trailing: 0, longest: 0 })
  })

  test.each(['drop-first', 'append-nul', 'append:x', 'drop-last'])(
    'how little an encoding of it shows in clear, also once %s of it was sent',
    (tried) => {
      for (const length of [40, 41, 42]) {
        const secret = `lk_${'A7bQ9zXcV3nM5kLpW2eRtY8uIoP1sDfGhJ4kZx6CvBnM'.slice(0, length - 3)}`
        const own = createVault()
        own.add(secret, 'own', 'issued')
        own.fill(`<secret:own|${tried}>`, 'header')
        const hidden = own.redact(Buffer.from(secret).toString('base64'))
        expect(hidden).toBe('<secret:own>')
        expect(own.overlap('<secret:own>', hidden).longest).toBeLessThan(6)
      }
    },
  )

  test('a plain hash of it in a text', () => {
    vault.add(key, 'hashed', 'issued')
    const hash = (algorithm: string, text: string): Buffer => createHash(algorithm).update(text).digest()
    const found = (text: string): string | null => vault.digestIn('<secret:hashed>', text)
    expect(found(`ETag: "${hash('md5', key).toString('hex')}"`)).toBe('md5')
    expect(found(hash('sha256', key).toString('hex').toUpperCase().slice(0, 20))).toBe('sha256')
    expect(found(hash('sha512', key.slice('sk_live_'.length)).toString('base64url'))).toBe('sha512')
    expect(found(hash('sha256', `${key}salt`).toString('hex'))).toBeNull()
    const sum = crc32(key)
    expect(found(`checksum ${sum.toString(16).padStart(8, '0').toUpperCase()}.`)).toBe('crc32')
    expect(found(`${sum}`)).toBe('crc32')
    expect(found(`a${sum.toString(16).padStart(8, '0')}`)).toBeNull()
    const keyed = createHmac('sha256', 'key-17').update(key).digest('hex')
    expect(found(keyed)).toBeNull()
    expect(vault.digestIn('<secret:hashed>', keyed, ['other', 'key-17'])).toBe('hmac-sha256')
  })

  test('a documented pattern', () => {
    vault.add(key, 'patterned', 'issued')
    expect(vault.matches('<secret:patterned>', '^sk_live_[A-Za-z0-9]{24}$')).toBe(true)
    expect(vault.matches('<secret:patterned>', '^sk_test_')).toBe(false)
  })
})

describe('no method but fill gives a value away', () => {
  test('neither in what it returns nor in what it throws', () => {
    fc.assert(
      fc.property(secrets, secrets, (one, other) => {
        const vault = createVault()
        const told: unknown[] = [vault.add(one, 'a', 'issued'), vault.add(other, 'b', 'credential')]
        const attempts = [
          () => vault.add(other, 'a', 'issued'),
          () => vault.traits(one, []),
          () => vault.traits('<secret:a>', [other]),
          () => vault.compare('<secret:a>', '<secret:b>'),
          () => vault.compare('<secret:a>', one),
          () => vault.redact(`${one}${other}`),
          () => vault.differs('<secret:a|upper>'),
          () => vault.matches('<secret:a>', '^x'),
          () => JSON.stringify(vault),
        ]
        for (const attempt of attempts) {
          try {
            told.push(attempt())
          } catch (error) {
            told.push(String(error), error instanceof KeyproofError ? error.hint : '')
          }
        }
        const text = JSON.stringify(told)
        expect(text).not.toContain(JSON.stringify(one).slice(1, -1))
        expect(text).not.toContain(JSON.stringify(other).slice(1, -1))
      }),
    )
  })
})

test('tokens read back', () => {
  expect(parseToken('<secret:main:apiKeyAuth|append:x y|basic>')).toEqual({
    name: 'main:apiKeyAuth',
    edits: ['append:x y', 'basic'],
  })
  expect(parseToken('a <secret:k1>')).toBeUndefined()
  expect('a <secret:k1> b <secret:k2|upper>'.match(tokenPattern)).toEqual([
    '<secret:k1>',
    '<secret:k2|upper>',
  ])
})

describe('hiding parts', () => {
  test('leaves what keys are recognised by, and hides what leaves too little to guess', () => {
    const vault = createVault()
    vault.add(key, 'k1', 'issued')
    for (const shown of ['sk_live_', 'sk_live_4eC3', '4eC3...p7dc', 'dp7dc', key.slice(8, 13)])
      expect(vault.hideParts(`{"hint":"${shown}"}`)).toBe(`{"hint":"${shown}"}`)
    for (const part of [key.slice(0, -4), key.slice(8, -3), key.slice(10), key.slice(0, -1)])
      expect(vault.hideParts(`{"hint":"${part}...","more":"x"}`)).toMatch(
        /^\{"hint":"(?:sk_live_)?<secret:k1\|part>\.\.\.","more":"x"\}$/,
      )
  })

  test('leaves a secret alone that is known as an identifier, and tokens', () => {
    const vault = createVault()
    vault.add(key, 'id', 'identifier')
    expect(vault.hideParts(key.slice(0, -2))).toBe(key.slice(0, -2))
    vault.add(`${key}-more`, 'k1', 'issued')
    expect(vault.hideParts('<secret:k1>')).toBe('<secret:k1>')
  })

  test('hides every long part of a secret, wherever it stands', () => {
    const letters = Array.from('abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789')
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...letters), minLength: 32, maxLength: 64 }),
        fc.nat({ max: 4 }),
        fc.nat({ max: 4 }),
        fc.string({ maxLength: 20 }),
        (secret, from, less, around) => {
          const vault = createVault()
          vault.add(secret, 'k1', 'issued')
          const part = secret.slice(from, secret.length - less)
          const hidden = vault.hideParts(`${around} ${part} ${around}`)
          expect(hidden).not.toContain(part)
          expect(hidden).toContain('<secret:k1|part>')
        },
      ),
    )
  })
})
