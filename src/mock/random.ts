import { createHash, randomFillSync } from 'node:crypto'

const hex = '0123456789abcdef'
/** Letters and digits, 5.95 bits each. */
export const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A source of random bytes. */
export interface Random {
  byte(): number
}

/** Bytes from the operating system's generator, fetched in blocks. */
export function secureRandom(): Random {
  const block = Buffer.alloc(4096)
  return blockwise(block, () => randomFillSync(block))
}

/** Bytes that follow from the seed: SHAKE256 of the seed and a counter. */
export function seededRandom(seed: string): Random {
  const block = Buffer.alloc(1024)
  let counter = 0
  return blockwise(block, () => {
    createHash('shake256', { outputLength: block.length })
      .update(`${seed}\0${counter++}`)
      .digest()
      .copy(block)
  })
}

function blockwise(block: Buffer, refill: () => void): Random {
  let next = block.length
  return {
    byte() {
      if (next === block.length) {
        refill()
        next = 0
      }
      const value = block[next]!
      // A byte handed out is not kept: it may be part of a secret.
      block[next++] = 0
      return value
    },
  }
}

/** Text of the given length with every character of the alphabet, all ASCII, equally likely. */
export function randomText(random: Random, length: number, alphabet: string = base62): string {
  const fair = 256 - (256 % alphabet.length)
  // Written into bytes and not joined up: a string of pieces costs more than the randomness.
  const text = Buffer.allocUnsafe(length)
  for (let index = 0; index < length;) {
    const byte = random.byte()
    if (byte < fair) text[index++] = alphabet.charCodeAt(byte % alphabet.length)
  }
  return text.toString('latin1')
}

/** A version 4 UUID. */
export function randomUuid(random: Random): string {
  // Like randomText in one piece, as the string becomes the key of an index.
  const text = Buffer.allocUnsafe(36)
  let at = 0
  for (let index = 0; index < 16; index++) {
    let byte = random.byte()
    if (index === 6) byte = (byte & 0x0f) | 0x40
    if (index === 8) byte = (byte & 0x3f) | 0x80
    if (index === 4 || index === 6 || index === 8 || index === 10) text[at++] = 0x2d
    text[at++] = hex.charCodeAt(byte >> 4)
    text[at++] = hex.charCodeAt(byte & 15)
  }
  return text.toString('latin1')
}

/** An integer from 1 to 2 to the 31st less 1, which every integer type holds. */
export function randomInteger(random: Random): number {
  const value = ((random.byte() & 0x7f) << 24) | (random.byte() << 16) | (random.byte() << 8) | random.byte()
  return value === 0 ? 1 : value
}
