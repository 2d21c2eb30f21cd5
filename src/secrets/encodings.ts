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

/** Every form of a secret that can be written down beforehand and searched for. */
export interface Forms {
  /** The secret as it is, and without its prefix. */
  readonly written: readonly Form[]
  /** Its encodings, backwards among them. */
  readonly encoded: readonly Encoding[]
}

/** Forms of one kind, made when asked for: costly to make, and each is one run of the same characters. */
export interface Encoding {
  readonly characters: EncodedCharacters
  /** None of the forms is shorter. */
  readonly shortest: number
  readonly forms: () => readonly Form[]
}

/** What an encoding is made of: the characters of base58, of base32 or hex in any letter case, or any at all. */
export type EncodedCharacters = 'any' | 'base58' | 'base32' | 'hex'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The characters of each kind; those of every kind are among `any`. */
export const encodedCharacters: Readonly<Record<EncodedCharacters, string>> = {
  any: `${letters}0123456789+/-_`,
  base58: '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
  base32: `${letters}234567`,
  hex: '0123456789abcdefABCDEF',
}

const isRun = /^[\w+/-]+$/

/** The forms of a secret. */
export function formsOf(value: string): Forms {
  const core = withoutPadding(value)
  const body = core.slice(constantPrefix(core).length)
  const password = passwordPart(core)
  const parts = [...new Set([body, ...(password === undefined ? [] : [withoutPadding(password)])])]
  return {
    written: dedupe([
      plain(core, 'exact'),
      ...parts.filter((part) => part !== core).map((part) => plain(part, 'without-prefix')),
      ...parts.filter((part) => !isRun.test(part)).flatMap(turnedForms),
    ]),
    // What encloses a part's encoding encloses the part, so the whole need not be encoded too.
    encoded: [
      ...parts.flatMap(encodingsOf),
      ...parts
        .filter((part) => isRun.test(part))
        .map((part): Encoding => {
          return { characters: 'any', shortest: part.length, forms: () => turnedForms(part) }
        }),
      ...(body === core ? [] : [base58Of(core)]),
      ...(value === core ? [] : [base58Of(value)]),
    ],
  }
}

/** The forms of an edited secret: an echo of it is looked for, not every way of hiding it. */
export function formsOfEdited(value: string): Forms {
  return { written: [{ ...plain(value, 'exact'), anyCase: false }], encoded: [base64Of(value)] }
}

function encodingsOf(value: string): readonly Encoding[] {
  const length = Buffer.byteLength(value)
  return [
    base64Of(value),
    // Of eight characters made of five bytes, the first and the last depend on what stands beside.
    {
      characters: 'base32',
      shortest: Math.floor((length * 8) / 5) - 2,
      forms: () => dedupe(base32Forms(Buffer.from(value, 'utf8'))),
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
function base64Of(value: string): Encoding {
  const shortest = Math.floor((Buffer.byteLength(value) * 4) / 3) - 2
  return { characters: 'any', shortest, forms: () => dedupe(base64Forms(value)) }
}

function base58Of(value: string): Encoding {
  const shortest = Math.floor((Buffer.byteLength(value) * 4) / 3) - 2
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
  const reversed = Array.from(value).toReversed().join('')
  return [
    { text: reversed, form: 'reversed', anyCase: false, bounded },
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
  const bytes = Buffer.from(value, 'utf8')
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const text = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    if (text.length < shortestEncoded) return []
    const base64: Form = { text, form: 'base64', anyCase: false, bounded: false, alphabet: standardBase64 }
    if (!/[+/]/.test(text)) return [{ ...base64, alphabet: eitherBase64 }]
    const url = text.replaceAll('+', '-').replaceAll('/', '_')
    return [base64, { ...base64, text: url, form: 'base64url', alphabet: urlBase64 }]
  })
}

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function base32Forms(bytes: Buffer): Form[] {
  return [0, 1, 2, 3, 4].flatMap((offset) => {
    const first = Math.ceil((offset * 8) / 5)
    const end = Math.floor(((offset + bytes.length) * 8) / 5)
    const text = base32(Buffer.concat([Buffer.alloc(offset), bytes])).slice(first, end)
    return text.length < shortestEncoded + 2
      ? []
      : [{ text, form: 'base32', anyCase: true, bounded: false, alphabet: base32Beside }]
  })
}

/** RFC 4648 base32 without padding. */
export function base32(bytes: Uint8Array): string {
  let bits = 0
  let held = 0
  let text = ''
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += base32Alphabet[(held >>> (bits - 5)) & 31] ?? ''
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + (base32Alphabet[(held << (5 - bits)) & 31] ?? '') : text
}

const base58Alphabet = encodedCharacters.base58

function base58Forms(value: string): Form[] {
  const bytes = Buffer.from(value, 'utf8')
  if (bytes.length < shortestEncoded || bytes.length > longestForBase58) return []
  return [{ text: base58(bytes), form: 'base58', anyCase: false, bounded: false }]
}

const nineDigits = 58n ** 9n

/** Base58 in the Bitcoin alphabet. */
export function base58(bytes: Uint8Array): string {
  let rest = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  // Nine digits at a time fit into a number, which is divided far faster than a bigint.
  for (; rest > 0n; rest /= nineDigits) {
    let digits = Number(rest % nineDigits)
    for (let digit = 0; digit < 9; digit++) {
      text = (base58Alphabet[digits % 58] ?? '') + text
      digits = Math.floor(digits / 58)
    }
  }
  text = text.replace(/^1+/, '')
  const zeros = bytes.findIndex((byte) => byte !== 0)
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + text
}

/** Letters moved 13 places, everything else as it is. */
export function rot13(text: string): string {
  return text.replaceAll(/[A-Za-z]/g, (letter) => {
    const first = letter <= 'Z' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first)
  })
}

function dedupe(forms: readonly Form[]): Form[] {
  const seen = new Set<string>()
  return forms.filter(({ text }) => !seen.has(text) && seen.add(text) !== undefined)
}
