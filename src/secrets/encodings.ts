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
export function formsOf(value: string): readonly Form[] {
  const core = withoutPadding(value)
  const body = core.slice(constantPrefix(core).length)
  const password = passwordPart(core)
  const parts = [...new Set([body, ...(password === undefined ? [] : [withoutPadding(password)])])]
  const forms = [
    plain(core, 'exact'),
    ...parts.filter((part) => part !== core).map((part) => plain(part, 'without-prefix')),
    // What encloses a part's encoding encloses the part, so the whole need not be encoded too.
    ...parts.flatMap((part) => encodedForms(part)),
    ...base58Forms(core),
    ...base58Forms(value),
  ]
  return dedupe(forms)
}

/** The forms of an edited secret: an echo of it is looked for, not every way of hiding it. */
export function formsOfEdited(value: string): readonly Form[] {
  return dedupe([{ ...plain(value, 'exact'), anyCase: false }, ...base64Forms(value)])
}

function plain(text: string, form: string): Form {
  return { text, form, anyCase: true, bounded: text.length < shortestUnbounded }
}

function withoutPadding(value: string): string {
  return value.length >= 16 ? value.replace(/={1,2}$/, '') : value
}

function encodedForms(value: string): Form[] {
  const bytes = Buffer.from(value, 'utf8')
  const reversed = Array.from(value).toReversed().join('')
  return [
    ...base64Forms(value),
    ...base32Forms(bytes),
    ...base58Forms(value),
    { text: bytes.toString('hex'), form: 'hex', anyCase: true, bounded: false },
    ...(value.length >= shortestEncoded
      ? [
          { text: reversed, form: 'reversed', anyCase: false, bounded: value.length < shortestUnbounded },
          { text: rot13(value), form: 'rot13', anyCase: false, bounded: value.length < shortestUnbounded },
        ].filter(({ text }) => text !== value)
      : []),
  ]
}

/** The characters of base64(x + value + y) that depend on the value alone, for each of the 3 alignments. */
function base64Forms(value: string): Form[] {
  const bytes = Buffer.from(value, 'utf8')
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const text = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    if (text.length < shortestEncoded) return []
    const base64: Form = { text, form: 'base64', anyCase: false, bounded: false, alphabet: /[A-Za-z0-9+/=]/ }
    if (!/[+/]/.test(text)) return [{ ...base64, alphabet: /[\w+/=-]/ }]
    const url = text.replaceAll('+', '-').replaceAll('/', '_')
    return [base64, { ...base64, text: url, form: 'base64url', alphabet: /[\w=-]/ }]
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
      : [{ text, form: 'base32', anyCase: true, bounded: false, alphabet: /[A-Za-z2-7=]/ }]
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

const base58Alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

function base58Forms(value: string): Form[] {
  const bytes = Buffer.from(value, 'utf8')
  if (bytes.length < shortestEncoded || bytes.length > longestForBase58) return []
  return [{ text: base58(bytes), form: 'base58', anyCase: false, bounded: false }]
}

/** Base58 in the Bitcoin alphabet. */
export function base58(bytes: Uint8Array): string {
  let rest = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  for (; rest > 0n; rest /= 58n) text = (base58Alphabet[Number(rest % 58n)] ?? '') + text
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
