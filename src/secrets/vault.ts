import { createHash } from 'node:crypto'
import { KeyproofError } from '../errors.ts'
import { applyEdits } from './edits.ts'
import { encodeFor } from './fill.ts'
import { createOracle, type Oracle } from './oracle.ts'
import { createParts } from './parts.ts'
import { redactWith } from './redact.ts'
import { digestIn, overlapOf } from './relations.ts'
import { sampleOf } from './sample.ts'
import { sealWith } from './seal.ts'
import { constantPrefix, isWeak } from './strength.ts'
import { parseToken, replaceTokens, tokenOf, type Token } from './token.ts'
import { compareValues, traitsOf } from './traits.ts'
import type { SecretKind, Vault } from './types.ts'
import { createWeakValues } from './weak.ts'

interface Entry {
  readonly value: string
  readonly kind: SecretKind
}

/** An empty vault; the seed decides what `fresh` and `shuffle` make up. */
export function createVault(options: { readonly seed?: number } = {}): Vault {
  const context = { seed: options.seed ?? 0 }
  const entries = new Map<string, Entry>()
  /** User names that go with secrets where HTTP Basic carries them. */
  const users = new Map<string, string>()
  const learned = new Set<string>()
  /** What the document says is an id or a shortened form of a key. */
  const published = new Set<string>()
  /** Length of the longest secret: what is longer than half of it is not taken for a public part of one. */
  let longest = 0
  let triedParts = false
  /** Edited secrets as they were sent, by name. */
  const sent = new Map<string, { readonly value: string; readonly of: string }>()
  const whole = createOracle()
  const oracle: Oracle = {
    learn: (value, known) => whole.learn(value, known),
    find: (text) => {
      const hits = whole.find(text)
      return hits.length === 0 ? hits : hits.filter(({ known }) => !known.edited || !isPublic(known.name))
    },
  }
  const weak = createWeakValues()
  const parts = createParts()

  function learn(value: string, token: string, name: string, kind: SecretKind, edited: boolean): void {
    if (learned.has(value)) return
    learned.add(value)
    if (isWeak(value)) weak.learn(value, token)
    else oracle.learn(value, { name, token, kind, edited })
    if (!edited && kind !== 'identifier') parts.learn(value, token)
  }

  function add(value: string, name: string, kind: SecretKind): string {
    const token = tokenOf(name)
    const entry = entries.get(name)
    if (value === '') throw unusable(`the secret named ${name} is empty`, 'Give it a value.')
    if (entry !== undefined && entry.value !== value) {
      throw unusable(`two different secrets were given the name ${name}`, 'Give each secret its own name.')
    }
    if (entry === undefined) entries.set(name, { value, kind })
    longest = Math.max(longest, value.length)
    learn(value, token, name, kind, false)
    return token
  }

  function entryOf({ name }: Token): Entry {
    const entry = entries.get(name)
    if (entry === undefined) {
      throw unusable(`no secret is named ${name}`, 'Use only tokens that this run has handed out.')
    }
    return entry
  }

  function tokenFor(text: string): Token {
    const token = parseToken(text)
    if (token === undefined) {
      throw unusable('a secret token was expected and something else was given', 'Pass <secret:NAME>.')
    }
    return token
  }

  function valueOf(text: string): string {
    const token = tokenFor(text)
    return applyEdits(entryOf(token).value, token.edits, context)
  }

  function filled(token: Token): string {
    const { value, kind } = entryOf(token)
    // The oracle finds base64 by itself, so what is learned is the value before it was encoded.
    const edits = token.edits.at(-1) === 'basic' ? token.edits.slice(0, -1) : token.edits
    const edited = applyEdits(value, edits, context)
    if (edits.length > 0 && isWorthLearning(edited, value)) {
      const name = [token.name, ...edits].join('|')
      sent.set(name, { value: edited, of: value })
      triedParts ||= edited.length <= mostPublic(value.length) && value.includes(edited)
      learn(edited, tokenOf(token.name, edits), name, kind, true)
    }
    const user = users.get(token.name)
    if (user !== undefined && edits.length < token.edits.length) {
      // The value is no pair by itself, so an edit of the user name left it as it was.
      const ofUser = edits.filter((edit) => edit.startsWith('user:')).map((edit) => edit.slice(5))
      return applyEdits(`${applyEdits(user, ofUser, context)}:${edited}`, ['basic'], context)
    }
    // A key by itself is the user name, and the password is empty (RFC 7617 wants the colon all the same).
    if (edits.length < token.edits.length && !edited.includes(':'))
      return applyEdits(`${edited}:`, ['basic'], context)
    return applyEdits(value, token.edits, context)
  }

  function renew(text: string, value: string): void {
    const { name } = tokenFor(text)
    const { kind } = entryOf(tokenFor(text))
    if (value === '') throw unusable(`the secret named ${name} is empty`, 'Give it a value.')
    entries.set(name, { value, kind })
    longest = Math.max(longest, value.length)
    learn(value, tokenOf(name), name, kind, false)
  }

  function publish(value: string): void {
    if (value.length <= mostPublic(longest)) published.add(value)
  }

  function redact(text: string): string {
    return weak.redact(redactWith(oracle, text))
  }

  /** Whether an edited secret is no more than the document makes public of the secret; one that holds most of it is hidden all the same. */
  function isPublic(name: string): boolean {
    const edited = sent.get(name)
    return (
      edited !== undefined &&
      published.has(edited.value) &&
      edited.value.length <= mostPublic(edited.of.length)
    )
  }

  /** The text as it was before values were hidden that only look like secrets, or parts of one that were tried: they may be made from one of ours. */
  function withForeign(text: string): string {
    return replaceTokens(text, (token) => {
      const entry = entries.get(token.name)
      const edited = sent.get([token.name, ...token.edits].join('|'))
      if (edited?.of.includes(edited.value) === true) return edited.value
      return entry?.kind === 'identifier' && token.edits.length === 0
        ? entry.value
        : tokenOf(token.name, token.edits)
    })
  }

  function issue(value: string, name: string): string {
    return add(value, name, 'issued')
  }

  return {
    add,
    renew,
    redact,
    hideParts: (text) => parts.hide(text),
    fill: (text, place) => replaceTokens(text, (token) => encodeFor(place, filled(token))),
    holds: (text) => oracle.find(text).length > 0,
    seal: (request, raw, plan) =>
      sealWith(
        {
          oracle,
          issue,
          publish,
          triedParts: () => triedParts,
          pair: (name, user) => users.set(name, user),
          redact,
          redactWeak: (text) => weak.redact(text),
          hasWeak: () => weak.any(),
          valueOf: (name) => entries.get(name)?.value,
        },
        request,
        raw,
        plan,
      ),
    traits(text, examples) {
      const token = tokenFor(text)
      return traitsOf(valueOf(text), token.name, entryOf(token).kind, examples)
    },
    compare: (token, other) => compareValues(valueOf(token), valueOf(other)),
    sample: (tokens) => sampleOf(tokens.map(valueOf)),
    differs(text) {
      const token = tokenFor(text)
      const user = users.get(token.name)
      const { value } = entryOf(token)
      const both = (one: Token): string =>
        user === undefined ? '' : filled({ ...one, edits: [...one.edits, 'basic'] })
      return valueOf(text) !== value || both(token) !== both({ ...token, edits: [] })
    },
    overlap: (token, text) => overlapOf(valueOf(token), withForeign(text)),
    digestIn: (token, text, names) => digestIn(valueOf(token), withForeign(text), names),
    print: (text, salt) =>
      createHash('sha256')
        .update(`${salt}\n${replaceTokens(text, filled)}`)
        .digest('hex')
        .slice(0, 16),
    matches: (token, pattern) => new RegExp(pattern, 'u').test(valueOf(token)),
  }
}

// A secret's public prefix, and the encodings the oracle looks for anyway, are not secrets of their own.
function isWorthLearning(edited: string, value: string): boolean {
  const prefix = Math.max(constantPrefix(value).length, /^.*[_\-|]/s.exec(value)?.[0].length ?? 0)
  if (edited === value) return false
  return edited.length >= 8 && !(value.startsWith(edited) && edited.length < prefix + 4)
}

function unusable(message: string, hint: string): KeyproofError {
  return new KeyproofError('credential', message, hint)
}

/** How much of a secret of so many characters may be public. */
function mostPublic(length: number): number {
  return Math.ceil(length / 2)
}
