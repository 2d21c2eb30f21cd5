import { encodedCharacters } from './characters.ts'
import { codesOf } from './codes.ts'

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const base32Codes = codesOf(base32Alphabet)
const base58Codes = codesOf(encodedCharacters.base58)

/** RFC 4648 base32 without padding. */
export function base32(bytes: Uint8Array): string {
  const codes: number[] = []
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) codes.push(base32Codes[(held >>> (bits - 5)) & 31] ?? 0)
    held &= (1 << bits) - 1
  }
  if (bits > 0) codes.push(base32Codes[(held << (5 - bits)) & 31] ?? 0)
  return textOf(codes)
}

// With two bytes more it is still an exact number.
const sixDigits = 58 ** 6

/** Base58 in the Bitcoin alphabet. */
export function base58(bytes: Uint8Array): string {
  // Six digits a limb, the lowest first.
  const limbs: number[] = []
  for (let at = 0; at < bytes.length;) {
    const isOdd = at === 0 && bytes.length % 2 === 1
    let carry = isOdd ? (bytes[at] ?? 0) : ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
    at += isOdd ? 1 : 2
    for (let limb = 0; limb < limbs.length; limb++) {
      const value = (limbs[limb] ?? 0) * 0x10000 + carry
      carry = Math.floor(value / sixDigits)
      limbs[limb] = value - carry * sixDigits
    }
    if (carry > 0) limbs.push(carry)
  }
  const codes: number[] = []
  for (let at = 0; at < limbs.length; at++) {
    let rest = limbs[at] ?? 0
    for (let digit = 0; digit < 6 && (rest > 0 || at < limbs.length - 1); digit++) {
      const higher = Math.floor(rest / 58)
      codes.push(base58Codes[rest - higher * 58] ?? 0)
      rest = higher
    }
  }
  for (let at = 0; bytes[at] === 0; at++) codes.push(base58Codes[0] ?? 0)
  return textOf(codes.toReversed())
}

// As long as there are UTF-16 codes, so that no lookup misses.
const turned = Uint16Array.from({ length: 0x10000 }, (_, code) => {
  const lower = code | 32
  if (code > 0x7f || lower < 97 || lower > 122) return code
  return lower < 110 ? code + 13 : code - 13
})

/** Letters moved 13 places, everything else as it is. */
export function rot13(text: string): string {
  const codes: number[] = []
  for (let at = 0; at < text.length; at++) codes.push(turned[text.charCodeAt(at)] ?? 0)
  return textOf(codes)
}

/** The characters in the opposite order. */
export function reversed(text: string): string {
  if (/[\ud800-\udfff]/.test(text)) return Array.from(text).toReversed().join('')
  const codes: number[] = []
  for (let at = text.length - 1; at >= 0; at--) codes.push(text.charCodeAt(at))
  return textOf(codes)
}

// So many arguments at a time are no trouble to anybody.
function textOf(codes: readonly number[]): string {
  if (codes.length <= 1024) return String.fromCharCode(...codes)
  return textOf(codes.slice(0, 1024)) + textOf(codes.slice(1024))
}
