import type { SecurityScheme } from '../types.ts'
import type { Field } from './fields.ts'

const SAID =
  /(?:^|[\s(`'"])([A-Za-z][A-Za-z0-9]{0,15}(?:[-_|][A-Za-z0-9]{1,12}){0,3}[-_|])(?:x{3,}|X{3,}|\*{3,}|\.{3}|…)/
const STARTS =
  /\b(?:starts?|begins?|prefixed|beginning|starting) with (?:a |the |prefix )*[`'"“]?([A-Za-z][A-Za-z0-9]*(?:[-_|][A-Za-z0-9]+)*[-_|])[`'"”]?/i

const PLACEHOLDER = /^<|^(?:your|my|an?|the|some|example|sample|insert|replace|dummy|fake|placeholder)[-_ ]/i

/**
 * What the document says of a secret's form: its pattern, and the prefix that pattern, prose or examples show.
 * Where the caller chooses the prefix, examples show only a choice.
 */
export function findFormat(
  secret: Field,
  carrier: SecurityScheme | undefined,
  chosen: boolean,
): { readonly prefix?: string; readonly pattern?: string } {
  const pattern = secret.pattern
  const prefix =
    fromPattern(pattern) ??
    fromProse(secret.text) ??
    (chosen ? undefined : fromExamples(examplesOf(secret))) ??
    fromProse(carrier?.description ?? '')
  return { ...(prefix !== undefined && { prefix }), ...(pattern !== undefined && { pattern }) }
}

/** The documented example values of a secret. */
export function examplesOf(secret: Field): readonly string[] {
  return [...new Set(secret.examples.filter((e) => typeof e === 'string' && e !== ''))].filter(
    (e) => typeof e === 'string',
  )
}

function fromPattern(pattern: string | undefined): string | undefined {
  const literal = /^\^((?:[A-Za-z0-9_-]|\\[-_|])+)/.exec(pattern ?? '')
  if (literal?.[1] === undefined) return undefined
  const rest = (pattern ?? '').slice(literal[0].length)
  const text = literal[1].replaceAll('\\', '')
  return sensible(/^[*+?{]/.test(rest) ? text.slice(0, -1) : text)
}

function fromProse(text: string): string | undefined {
  return sensible(STARTS.exec(text)?.[1] ?? SAID.exec(text)?.[1])
}

function fromExamples(examples: readonly string[]): string | undefined {
  const [first] = examples
  if (examples.some((example) => PLACEHOLDER.test(example))) return undefined
  if (first === undefined) return undefined
  let length = first.length
  for (const example of examples) {
    let same = 0
    while (same < length && example[same] === first[same]) same++
    length = same
  }
  const prefix = sensible(first.slice(0, length))
  return examples.length > 1 || prefix === undefined ? prefix : shownByOne(prefix, first)
}

const word = /^(?:[a-z]+|[A-Z]{3,})[-_|]$/

/**
 * What one example alone shows of a prefix: groups with digits behind it, as of a UUID, or of capitals and small letters
 * mixed are as likely the random part; and so is the first one, unless it is a word, where the rest has separators too.
 */
function shownByOne(prefix: string, example: string): string | undefined {
  const groups = prefix.match(/[A-Za-z0-9]+[-_|]/g) ?? []
  const random = groups.findIndex(
    (group, index) => index > 0 && (/\d/.test(group) || /[a-z][A-Z]/.test(group)),
  )
  const kept = (random < 0 ? groups : groups.slice(0, random)).join('')
  const isChance = kept === groups[0] && !word.test(kept) && /[-_].*[-_]/.test(example.slice(kept.length))
  return isChance && random > 0 ? undefined : kept
}

/** Words of a made-up secret that no real one has, behind a beginning that real ones may have: `acme_example_key`. */
const MADE_UP =
  /(?<=[-_|])(?:your|my|an?|the|some|example|sample|insert|replace|dummy|fake|placeholder)[-_].*$/is

/** Characters that stand for any others, and all that follows: `xaat-xxxxxxxx-xxxx`. */
const STAND_IN = /([xX*#0])\1\1.*$/s

/** Cut back to the last separator, so that no random character is taken for part of the prefix. */
function sensible(given: string | undefined): string | undefined {
  const text = given?.replace(MADE_UP, '').replace(STAND_IN, '')
  const cut =
    /^[A-Za-z][A-Za-z0-9]{0,15}(?:[-_][A-Za-z0-9]{1,12}){0,2}[-_|]/.exec(text ?? '')?.[0] ??
    /^[A-Za-z][A-Za-z0-9]{0,15}[-_]/.exec(text ?? '')?.[0]
  return cut !== undefined && cut.length >= 3 ? cut : undefined
}
