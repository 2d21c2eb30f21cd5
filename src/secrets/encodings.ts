import type { EncodedCharacters } from './characters.ts'
import { base32, base58, reversed, rot13 } from './encoders.ts'
import { constantPrefix, passwordPart } from './strength.ts'

/** One text whose presence shows a secret. */
export interface Form {
  readonly text: string
  /** What a sighting calls it. */
  readonly form: string
  /** Found in any letter case. */
  readonly anyCase: boolean
  /** Found only where neither neighbour is a letter or digit, since it is short enough to occur inside a word. */
  readonly bounded: boolean
  /** Characters of the same encoding beside it may hold further bits of the secret, so go with it. */
  readonly alphabet?: RegExp
}

const shortestEncoded = 8
const shortestUnbounded = 12
const longestForBase58 = 256

/** Forms of one kind, made when asked for: costly to make, and each is one run of the same characters. */
export interface Encoding {
  readonly characters: EncodedCharacters
  /** None of the forms is shorter. */
  readonly shortest: number
  readonly forms: () => readonly Form[]
}

const isRun = /^[\w+/-]+$/

/** The forms of a secret that are looked for in every text: the secret as it is, and without its prefix. */
export function writtenForms(value: string): readonly Form[] {
  const core = withoutPadding(value)
  const parts = partsOf(core)
  if (parts.length === 1 && parts[0] === core && isRun.test(core)) return [plain(core, 'exact')]
  return dedupe([
    plain(core, 'exact'),
    ...parts.filter((part) => part !== core).map((part) => plain(part, 'without-prefix')),
    ...parts.filter((part) => !isRun.test(part)).flatMap(turnedForms),
  ])
}

/** The encodings of a secret, backwards among them; what encloses a part's encoding encloses the part. */
export function encodingsOf(value: string): readonly Encoding[] {
  const core = withoutPadding(value)
  const parts = partsOf(core)
  return [
    ...parts.flatMap(encodingsOfPart),
    ...parts
      .filter((part) => isRun.test(part))
      .map((part): Encoding => {
        return { characters: 'any', shortest: part.length, forms: () => turnedForms(part) }
      }),
    ...(parts[0] === core ? [] : [base58Of(core)]),
    ...(value === core ? [] : [base58Of(value)]),
  ]
}

/** No encoding of a secret is shorter, which is told sooner than what they are. */
export function shortestEncodingOf(value: string): number {
  const lengths = partsOf(withoutPadding(value)).map(({ length }) => Math.min(length, base64Length(length)))
  return Math.min(...lengths)
}

/** The form of an edited secret: an echo of it is looked for, not every way of hiding it. */
export function writtenFormsOfEdited(value: string): readonly Form[] {
  return [{ ...plain(value, 'exact'), anyCase: false }]
}

/** The encoding of an edited secret. */
export function encodingsOfEdited(value: string): readonly Encoding[] {
  return [base64Of(value)]
}

/** What of a secret gives it away: what follows its prefix, and its password. */
function partsOf(core: string): readonly string[] {
  const body = core.slice(constantPrefix(core).length)
  const password = passwordPart(core)
  const bare = password === undefined ? body : withoutPadding(password)
  return bare === body ? [body] : [body, bare]
}

function encodingsOfPart(value: string): readonly Encoding[] {
  const length = Buffer.byteLength(value)
  return [
    base64Of(value),
    // Of eight characters made of five bytes, the first and the last depend on what stands beside.
    {
      characters: 'base32',
      shortest: Math.floor((length * 8) / 5) - 2,
      forms: () => dedupe(base32Forms(value)),
    },
    base58Of(value),
    {
      characters: 'hex',
      shortest: length * 2,
      forms: () => [
        { text: Buffer.from(value, 'utf8').toString('hex'), form: 'hex', anyCase: true, bounded: false },
      ],
    },
  ]
}

// Base64 makes four characters of three bytes; up to two at its ends depend on what stands beside.
function base64Length(bytes: number): number {
  return Math.floor((bytes * 4) / 3) - 2
}

function base64Of(value: string): Encoding {
  const shortest = base64Length(Buffer.byteLength(value))
  return { characters: 'any', shortest, forms: () => dedupe(base64Forms(value)) }
}

function base58Of(value: string): Encoding {
  const shortest = base64Length(Buffer.byteLength(value))
  return { characters: 'base58', shortest, forms: () => base58Forms(value) }
}

function plain(text: string, form: string): Form {
  return { text, form, anyCase: true, bounded: text.length < shortestUnbounded }
}

function withoutPadding(value: string): string {
  return value.length >= 16 ? value.replace(/={1,2}$/, '') : value
}

function turnedForms(value: string): Form[] {
  if (value.length < shortestEncoded) return []
  const bounded = value.length < shortestUnbounded
  return [
    { text: reversed(value), form: 'reversed', anyCase: false, bounded },
    { text: rot13(value), form: 'rot13', anyCase: false, bounded },
  ].filter(({ text }) => text !== value)
}

// Made once: a run learns thousands of secrets.
const standardBase64 = /[A-Za-z0-9+/=]/
const eitherBase64 = /[\w+/=-]/
const urlBase64 = /[\w=-]/
const base32Beside = /[A-Za-z2-7=]/

/** The characters of base64(x + value + y) that depend on the value alone, for each of the 3 alignments. */
function base64Forms(value: string): Form[] {
  const padded = Buffer.from(`\0\0${value}`, 'utf8')
  const bytes = padded.length - 2
  return [0, 1, 2].flatMap((offset) => {
    const encoded = padded.toString('base64', 2 - offset)
    const text = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes) * 8) / 6))
    if (text.length < shortestEncoded) return []
    const base64 = { text, form: 'base64', anyCase: false, bounded: false }
    if (!/[+/]/.test(text)) return [{ ...base64, alphabet: eitherBase64 }]
    const url = text.replaceAll('+', '-').replaceAll('/', '_')
    return [
      { ...base64, alphabet: standardBase64 },
      { ...base64, text: url, form: 'base64url', alphabet: urlBase64 },
    ]
  })
}

/** The same of base32, for each of the 5 alignments. */
function base32Forms(value: string): Form[] {
  const padded = Buffer.from(`\0\0\0\0${value}`, 'utf8')
  const bytes = padded.length - 4
  return [0, 1, 2, 3, 4].flatMap((offset) => {
    const first = Math.ceil((offset * 8) / 5)
    const end = Math.floor(((offset + bytes) * 8) / 5)
    const text = base32(padded.subarray(4 - offset)).slice(first, end)
    return text.length < shortestEncoded + 2
      ? []
      : [{ text, form: 'base32', anyCase: true, bounded: false, alphabet: base32Beside }]
  })
}

function base58Forms(value: string): Form[] {
  const bytes = Buffer.from(value, 'utf8')
  if (bytes.length < shortestEncoded || bytes.length > longestForBase58) return []
  return [{ text: base58(bytes), form: 'base58', anyCase: false, bounded: false }]
}

function dedupe(forms: readonly Form[]): Form[] {
  const seen = new Set<string>()
  return forms.filter(({ text }) => !seen.has(text) && seen.add(text) !== undefined)
}
