import { KeyproofError } from '../errors.ts'

/** A secret's stand-in: `<secret:NAME>`, or with edits in the order they apply, `<secret:NAME|EDIT|EDIT>`. */
export const tokenPattern: RegExp = /<secret:([^<>|\s"'\\]+)((?:\|[^<>|"\\\r\n]+)*)>/g

/** What a token says: the secret's name and the edits to apply to its value. */
export interface Token {
  readonly name: string
  readonly edits: readonly string[]
}

const wholeToken = new RegExp(`^${tokenPattern.source}$`)
const validName = /^[^<>|\s"'\\]+$/

/** A name that a token can hold, of any text: documents name schemes as they like. */
export function tokenName(text: string): string {
  return text.replaceAll(/[<>|\s"'\\]+/g, '_') || '_'
}

/** The token of a secret's name, or a KeyproofError for a name no token can hold. */
export function tokenOf(name: string, edits: readonly string[] = []): string {
  if (!validName.test(name)) {
    throw new KeyproofError(
      'credential',
      'a secret was given a name that no token can hold',
      'Use a name without spaces, quotes, backslashes and the characters < > |.',
    )
  }
  return `<secret:${[name, ...edits].join('|')}>`
}

/** Reads a token; undefined for any other text. */
export function parseToken(text: string): Token | undefined {
  const match = wholeToken.exec(text)
  return match === null ? undefined : tokenFrom(match[1] ?? '', match[2] ?? '')
}

/** Replaces every token in the text. */
export function replaceTokens(text: string, replace: (token: Token) => string): string {
  if (!text.includes('<secret:')) return text
  return text.replaceAll(tokenPattern, (_whole: string, name: string, edits: string) =>
    replace(tokenFrom(name, edits)),
  )
}

/** The tokens in the text, in order. */
export function tokensIn(text: string): Token[] {
  if (!text.includes('<secret:')) return []
  return [...text.matchAll(tokenPattern)].map((match) => tokenFrom(match[1] ?? '', match[2] ?? ''))
}

/** Where tokens stand in the text, as start and end offsets. */
export function tokenRanges(text: string): (readonly [start: number, end: number])[] {
  if (!text.includes('<secret:')) return []
  return [...text.matchAll(tokenPattern)].map((match) => [match.index, match.index + match[0].length])
}

const opening = '<secret:'
const harmless = '‹secret:'
// As JSON may write it, each character as itself or as an escape.
const escapedOpening = new RegExp(
  Array.from(opening, (char) => {
    const digits = char.charCodeAt(0).toString(16).padStart(4, '0')
    return `(?:${char}|\\\\u${digits.replace(/[a-f]/, (digit) => `[${digit}${digit.toUpperCase()}]`)})`
  }).join(''),
  'g',
)

/** Text from outside in which nothing reads as a token, nor once its JSON is read, so that no server can have a secret filled in. */
export function defuse(text: string): string {
  const plain = text.includes(opening) ? text.replaceAll(opening, harmless) : text
  if (!plain.includes(String.raw`\u00`)) return plain
  return plain.replaceAll(escapedOpening, (found: string, at: number) => {
    let backslashes = 0
    if (found.startsWith('\\')) while (plain[at - 1 - backslashes] === '\\') backslashes++
    // A backslash that is escaped itself begins no escape.
    return backslashes % 2 === 1 ? found : harmless
  })
}

function tokenFrom(name: string, edits: string): Token {
  return { name, edits: edits === '' ? [] : edits.slice(1).split('|') }
}
