import fc from 'fast-check'
import { oneOf } from './characters.ts'

/**
 * Values of a string `format`; null for one that does not restrict the characters. Dates lie in the
 * future so that an expiry is one, addresses and names in the ranges kept for documentation (RFC 2606,
 * 5737, 3849) so that no request ever points at somebody.
 */
export function formatted(format: string): fc.Arbitrary<string> | null {
  return Object.hasOwn(known, format) ? known[format]!() : null
}

/** A value of a format made longer by so many characters, and still of it; as it is where that is not possible. */
export function stretched(format: string, text: string, missing: number): string {
  if (missing <= 0) return text
  if (/^(?:ur[il]|iri)(?:-reference)?$/.test(format)) {
    // Never the host: a longer one might be somebody's.
    const bare = /^https:\/\/[^/?]*$/.test(text)
    return bare ? `${text}/${'k'.repeat(missing - 1)}` : text + 'k'.repeat(missing)
  }
  if (/^(?:idn-)?hostname$/.test(format)) return below(text, missing)
  if (/^(?:idn-)?email$/.test(format)) {
    const [mailbox, host = ''] = text.split('@')
    return `${mailbox}@${below(host, missing)}`
  }
  if (format === 'byte' || format === 'base64') return 'AAAA'.repeat(Math.ceil(missing / 4)) + text
  return format === 'json-pointer' && text !== '' ? text + 'k'.repeat(missing) : text
}

/** A host below another, longer by so many characters; labels have 63 at most. */
function below(host: string, missing: number): string {
  if (missing === 1) return host.replace(/^[^.]*/, (first) => `${first}k`)
  const label = Math.min(missing - 1, 61)
  const rest = missing - label - 1
  const longer = `${'k'.repeat(label)}.${host}`
  return rest === 0 ? longer : below(longer, rest)
}

/** Formats that say something other than how a string is written. */
export const plainFormats: ReadonlySet<string> = new Set(['password', 'binary', 'string', 'text'])

const lower = oneOf('abcdefghijklmnopqrstuvwxyz')
const digits = (min: number, max: number, width: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((value) => String(value).padStart(width, '0'))
const word = fc.string({ unit: lower, minLength: 1, maxLength: 10 })
const domain = fc.constantFrom('example.com', 'example.org', 'example.net')
const label = fc.string({
  unit: oneOf('abcdefghijklmnopqrstuvwxyz0123456789'),
  minLength: 1,
  maxLength: 8,
})
const hex4 = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))

const fullDate = fc
  .tuple(digits(2035, 2099, 4), digits(1, 12, 2), digits(1, 28, 2))
  .map(([year, month, day]) => `${year}-${month}-${day}`)
const offset = fc.oneof(
  { weight: 4, arbitrary: fc.constant('Z') },
  { weight: 1, arbitrary: fc.constantFrom('+00:00', '+02:00', '-07:30') },
)
const fraction = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: digits(1, 999, 3).map((part) => `.${part}`) },
)
const clock = fc.tuple(digits(0, 23, 2), digits(0, 59, 2), digits(0, 59, 2)).map((parts) => parts.join(':'))
const fullTime = fc.tuple(clock, fraction, offset).map((parts) => parts.join(''))
const duration = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom('D', 'W', 'M', 'Y', 'H'))
  .map(([count, unit]) => (unit === 'H' ? `PT${count}H` : `P${count}${unit}`))
const hostname = fc.oneof(
  domain,
  fc.tuple(word, domain).map(([name, rest]) => `${name}.${rest}`),
)
const path = fc.array(label, { maxLength: 3 }).map((parts) => parts.map((part) => `/${part}`).join(''))
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.tuple(word, label).map(([name, value]) => `?${name}=${value}`) },
)
const uri = fc.tuple(hostname, path, query).map(([host, rest, search]) => `https://${host}${rest}${search}`)
const uriReference = fc.oneof(
  uri,
  fc.tuple(label, path).map(([first, rest]) => `/${first}${rest}`),
)
const mailDomain = fc.oneof(
  { weight: 4, arbitrary: domain },
  { weight: 1, arbitrary: lower.map((letter) => `${letter}.test`) },
)
const mailbox = fc.oneof(
  word,
  fc.tuple(word, label).map((parts) => parts.join('.')),
)
const email = fc.tuple(mailbox, mailDomain).map((parts) => parts.join('@'))
const ipv4 = fc
  .tuple(fc.constantFrom('192.0.2', '198.51.100', '203.0.113'), fc.integer({ min: 1, max: 254 }))
  .map(([net, host]) => `${net}.${host}`)
const ipv6 = fc.array(hex4, { minLength: 6, maxLength: 6 }).map((groups) => `2001:db8:${groups.join(':')}`)
const base64 = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 0, maxLength: 24 })
  .map((bytes) => Buffer.from(bytes).toString('base64'))
const pointer = fc.array(label, { maxLength: 3 }).map((parts) => parts.map((part) => `/${part}`).join(''))
const wholeNumber = fc.integer({ min: 0, max: 2 ** 31 - 1 }).map(String)
const decimal = fc.tuple(fc.integer({ min: 0, max: 9999 }), digits(0, 99, 2)).map((parts) => parts.join('.'))

const known: Readonly<Record<string, () => fc.Arbitrary<string>>> = {
  'date-time': () => fc.tuple(fullDate, fullTime).map(([day, time]) => `${day}T${time}`),
  date: () => fullDate,
  time: () => fullTime,
  'iso-date-time': () => fc.tuple(fullDate, fullTime).map(([day, time]) => `${day}T${time}`),
  'iso-time': () => fullTime,
  duration: () => duration,
  email: () => email,
  'idn-email': () => email,
  hostname: () => hostname,
  'idn-hostname': () => hostname,
  ipv4: () => ipv4,
  ip: () => ipv4,
  ipv6: () => ipv6,
  cidr: () => ipv4.map((address) => `${address}/32`),
  uri: () => uri,
  url: () => uri,
  iri: () => uri,
  'uri-reference': () => uriReference,
  'iri-reference': () => uriReference,
  'uri-template': () => fc.tuple(uri, word).map(([base, name]) => `${base.split('?', 1)[0]}/{${name}}`),
  uuid: () => fc.uuid({ version: 4 }),
  guid: () => fc.uuid({ version: 4 }),
  byte: () => base64,
  base64: () => base64,
  base64url: () => base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')),
  'json-pointer': () => pointer,
  'json-pointer-uri-fragment': () => pointer.map((text) => `#${text}`),
  'relative-json-pointer': () =>
    fc.tuple(fc.integer({ min: 0, max: 3 }), pointer).map(([up, rest]) => `${up}${rest}`),
  regex: () => word.map((text) => `^${text}$`),
  int32: () => wholeNumber,
  int64: () => wholeNumber,
  uint64: () => wholeNumber,
  decimal: () => decimal,
  float: () => decimal,
  double: () => decimal,
}
