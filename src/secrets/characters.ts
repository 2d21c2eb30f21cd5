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

/** The bit of each kind in `kindsOf`. */
export const kindBits: Readonly<Record<EncodedCharacters, number>> = { any: 1, base58: 2, base32: 4, hex: 8 }

/** Which kinds a character belongs to, by its UTF-16 code: as long as there are codes, so that no lookup misses. */
export const kindsOf: Uint8Array = new Uint8Array(0x10000)
for (const [kind, characters] of Object.entries(encodedCharacters))
  for (const character of characters) {
    const code = character.charCodeAt(0)
    kindsOf[code] = (kindsOf[code] ?? 0) | kindBits[kind as EncodedCharacters]
  }
