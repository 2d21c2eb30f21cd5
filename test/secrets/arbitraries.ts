import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { base32, base58, rot13 } from '../../src/secrets/encoders.ts'

const characters = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...Array.from(alphabet)), { minLength, maxLength }).map((chars) => chars.join(''))

const lower = 'abcdefghijklmnopqrstuvwxyz'
const base62 = `${lower}${lower.toUpperCase()}0123456789`

/** Secrets as vendors shape them, long enough that no text holds one by accident. */
export const secrets: fc.Arbitrary<string> = fc.oneof(
  characters(base62, 24, 48).map((body) => `sk_live_${body}`),
  characters(base62, 40, 40).map((body) => `17|${body}`),
  characters('0123456789abcdef', 32, 64),
  characters(`${base62}-_`, 43, 43),
  characters(`${base62}+/`, 42, 42).map((body) => `${body}==`),
  characters(`${base62}!#$%&*+/.:?@~^`, 24, 40).map((body) => `p${body}7`),
  fc.uuid(),
  characters(`${lower}234567`.toUpperCase(), 26, 26),
  characters(base62, 20, 30).map((body) => `service-account:${body}`),
)

/** Text around a secret that cannot be mistaken for part of it. */
export const around: fc.Arbitrary<string> = fc.string({ maxLength: 40 })

const eachOrNot = (text: string, choice: readonly boolean[], escape: (char: string) => string): string =>
  Array.from(text, (char, at) => (choice[at % choice.length] === true ? escape(char) : char)).join('')

const hexOf = (char: string): string => char.charCodeAt(0).toString(16)
const percent = (char: string): string => `%${hexOf(char).padStart(2, '0')}`

/** Ways to hide a secret in a text; `pick` says which characters are escaped, and has a true. */
export const hidings: Readonly<
  Record<string, (secret: string, pick: readonly boolean[], before: string, after: string) => string>
> = {
  exact: (secret) => secret,
  upper: (secret) => secret.toUpperCase(),
  lower: (secret) => secret.toLowerCase(),
  'json escapes': (secret, pick) => eachOrNot(secret, pick, (char) => `\\u00${hexOf(char)}`),
  'html decimal': (secret, pick) => eachOrNot(secret, pick, (char) => `&#${char.charCodeAt(0)};`),
  'html hexadecimal': (secret, pick) => eachOrNot(secret, pick, (char) => `&#x${hexOf(char)};`),
  percent: (secret, pick) => eachOrNot(secret, pick, percent),
  'percent of reserved': (secret) => encodeURIComponent(secret),
  'percent twice': (secret, pick) => encodeURIComponent(eachOrNot(secret, pick, percent)),
  'quoted-printable': (secret, pick) =>
    eachOrNot(
      secret.replaceAll('=', '=3D'),
      pick.map(() => false),
      percent,
    ).replaceAll(/[^\w=]/g, (char) => `=${hexOf(char).toUpperCase()}`),
  backslashes: (secret) => secret.replaceAll(/[^\w]/g, (char) => `\\${char}`),
  'nested json': (secret) => JSON.stringify(JSON.stringify({ inner: JSON.stringify({ value: secret }) })),
  base64: (secret, _pick, before, after) => Buffer.from(before + secret + after).toString('base64'),
  base64url: (secret, _pick, before, after) => Buffer.from(before + secret + after).toString('base64url'),
  'base64 twice': (secret, _pick, before, after) =>
    Buffer.from(Buffer.from(before + secret + after).toString('base64')).toString('base64'),
  'base64 of escaped': (secret, pick) =>
    Buffer.from(`{"value":"${eachOrNot(secret, pick, (char) => `\\u00${hexOf(char)}`)}"}`).toString('base64'),
  base32: (secret, _pick, before, after) => base32(Buffer.from(before + secret + after)),
  base58: (secret) => base58(Buffer.from(secret)),
  hex: (secret, _pick, before, after) => Buffer.from(before + secret + after).toString('hex'),
  'upper hex': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  reversed: (secret) => Array.from(secret).toReversed().join(''),
  rot13: (secret) => rot13(secret),
  'gzip in base64': (secret, _pick, before, after) => gzipSync(before + secret + after).toString('base64'),
  'deflate in base64url': (secret, _pick, before, after) =>
    deflateSync(before + secret + after).toString('base64url'),
  'gzip in hex': (secret) => gzipSync(secret).toString('hex'),
  'JWT payload': (secret) =>
    ['{"alg":"HS256","typ":"JWT"}', JSON.stringify({ sub: 'someone', key: secret }), 'signature']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.'),
  'Basic credential': (secret) => `Basic ${Buffer.from(`someone:${secret}`).toString('base64')}`,
  'data: URL': (secret) => `data:text/plain;base64,${Buffer.from(`the key is ${secret}`).toString('base64')}`,
}

/** Which characters get escaped: at least one. */
export const picks: fc.Arbitrary<readonly boolean[]> = fc
  .array(fc.boolean(), { minLength: 1, maxLength: 7 })
  .map((pick) => [true, ...pick])

/** JSON bodies as key APIs answer them, none of whose strings come from the secret. */
export const bodies: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ maxLength: 30 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.uuid(),
    fc.webUrl(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.base64String({ maxLength: 120 }),
    fc.string({ maxLength: 60 }).map((text) => Buffer.from(text).toString('base64')),
    secrets,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie('value'), { maxKeys: 4 }),
  ),
})).value
