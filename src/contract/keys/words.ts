import { apart, english } from './foreign-words.ts'

/** Spellings run together in the wild, taken apart so that they compare equal to their spaced forms. */
const COMPOUNDS: Readonly<Record<string, readonly string[]>> = {
  clientid: ['client', 'id'],
  keyid: ['key', 'id'],
  tokenid: ['token', 'id'],
  serviceaccount: ['service', 'account'],
  oauth2: ['oauth'],
  ids: ['id'],
}

/** What keys are for, where it is written as one word with them. */
const RUN_TOGETHER =
  /^(access|admin|agent|api|app|auth|bot|client|consumer|gpg|license|org|preauth|private|project|public|secret|service|setup|signing|ssh|team|user)(key|token|secret|credential)$/

/** A word run together, taken apart; others as they are. */
function parted(word: string): readonly string[] {
  const known = Object.hasOwn(COMPOUNDS, word) ? COMPOUNDS[word] : undefined
  return known ?? RUN_TOGETHER.exec(word)?.slice(1) ?? [word]
}

const NOT_PLURAL = /(?:ss|us|is|as)$/

/** The singular of an English word, well enough to compare names. */
function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || NOT_PLURAL.test(word)) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:x|ch|sh|ss)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

/** The words of a name in English, in lower case and singular: `apiKeyIDs` gives `api`, `key`, `id`. */
export function words(name: string): readonly string[] {
  const list = (/[A-Z]/.test(name) ? humps(apart(name)) : apart(name))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => singular(word.toLowerCase()))
    .flatMap(parted)
  return english(list)
}

/** A name with its humps set apart: `apiKeyIDs` gives `api Key Id`. */
function humps(name: string): string {
  return name
    .replace(/IDs\b/g, 'Id')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
}

/** Whether one list of words ends with the other. */
export function endsWith(list: readonly string[], tail: readonly string[]): boolean {
  return tail.length <= list.length && tail.every((word, i) => list[list.length - tail.length + i] === word)
}
