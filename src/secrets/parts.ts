import { constantPrefix, leastSecretBits } from './strength.ts'
import { replaceTokens, tokenOf } from './token.ts'
import { alphabetSize } from './traits.ts'

/** Hides parts of secrets that are so long that the rest could be guessed. */
export interface Parts {
  learn(value: string, token: string): void
  /** The text with such parts replaced by the token with the edit `part`; shorter ones, as keys are recognised by, stay. */
  hide(text: string): string
}

/** Characters of a secret that are looked up as a whole; a part of twice as many holds such a piece. */
const piece = 8

interface Piece {
  readonly secret: Secret
  readonly at: number
}

interface Secret {
  readonly body: string
  readonly token: string
  /** Characters of the body from which on a part gives it away. */
  readonly most: number
}

/** Knows no secret yet. */
export function createParts(): Parts {
  const waiting: (readonly [value: string, token: string])[] = []
  const pieces = new Map<string, Piece>()

  // Most runs have nothing to report, so nothing is cut into pieces before it is needed.
  const prepare = (): void => {
    for (const [value, token] of waiting.splice(0)) {
      const body = value.slice(constantPrefix(value).length)
      const kept = Math.ceil(leastSecretBits / Math.log2(alphabetSize(body)))
      const secret = { body, token, most: Math.max(body.length - kept, 2 * piece) }
      if (secret.most >= body.length) continue
      for (let at = 0; at + piece <= body.length; at += piece)
        pieces.set(body.slice(at, at + piece), { secret, at })
    }
  }

  /** The stretch of a text around a piece that is the secret's. */
  const around = (text: string, at: number, { secret: { body }, at: offset }: Piece): [number, number] => {
    let before = 0
    while (before < Math.min(at, offset) && text[at - before - 1] === body[offset - before - 1]) before++
    let after = piece
    while (offset + after < body.length && text[at + after] === body[offset + after]) after++
    return [at - before, at + after]
  }

  return {
    learn: (value, token) => void waiting.push([value, token]),
    hide(text) {
      prepare()
      if (pieces.size === 0) return text
      let hidden = ''
      let done = 0
      for (let at = 0; at + piece <= text.length; at++) {
        const found = pieces.get(text.slice(at, at + piece))
        if (found === undefined) continue
        const [start, end] = around(text, at, found)
        if (start < done || end - start <= found.secret.most) continue
        hidden += text.slice(done, start) + partOf(found.secret.token)
        done = end
        at = end - 1
      }
      return hidden + text.slice(done)
    },
  }
}

function partOf(token: string): string {
  return replaceTokens(token, ({ name, edits }) => tokenOf(name, [...edits, 'part']))
}
