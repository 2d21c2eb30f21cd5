import type { Body } from './bodies.ts'
import { type Field, inArray, isText, lastToken } from './fields.ts'
import { FOREIGN_SAYS_OTHERWISE, FOREIGN_SAYS_SECRET } from './foreign-prose.ts'
import { onceSentence } from './reveal-prose.ts'
import { FOREIGN } from './secret-names.ts'
import type { Signal } from './signal.ts'
import { endsWith, words } from './words.ts'

/** What is known around a create operation when its secret is looked for. */
export interface SecretCase {
  readonly noun: readonly string[]
  /** Whether what is known around the operation is enough to expect a secret of any name. */
  readonly sure: boolean
  /** Where an annotation says the secret is: a JSON Pointer into the create response. */
  readonly said: string | undefined
  readonly response: Body
  readonly request: () => Body
  /** Places whose x-secret belongs to an operation that is annotated as creating keys. */
  readonly claimed: ReadonlySet<string>
  /** Bodies that show an existing key: of get and list. */
  readonly reads: readonly Body[]
}

/** One member of the create response, judged as the secret; names are in words. */
export interface FieldCase extends SecretCase {
  readonly field: Field
  readonly name: readonly string[]
  readonly parentName: readonly string[]
}

const SAYS_SECRET =
  /\b(plain[- ]?text|unredacted|unmasked|unhashed|authenticat\w+|full (?:\w+ ){0,3}(?:key|token|secret)|(?:raw|actual|complete|secret) (?:\w+ ){0,2}(?:key|token|secret|value)|one[- ]time (?:\w+ ){0,2}(?:secret|token|key)|authorization header|bearer|keep (?:it|this) (?:secret|safe)|store (?:it|this)? ?(?:\w+ )?(?:securely|safely|safe))/i

const SAYS_OTHERWISE =
  /^\W*(?:(?:the|a|an|this|unique|internal)\s+)*(?:[\w-]+\s+){0,3}?(?:identifier|id|uuid|prefix|hash|sha-?\d+|fingerprint|first \w+ (?:characters|chars|letters)|last \w+ (?:characters|chars|digits)|masked|redacted|obfuscated|truncated|partial|public key|publishable|name|label)\b(?! ?(?:\/|and|or) ?(?:the )?secret)/i

const SAYS_STRANGER =
  /\b(pagination|next page|idempoten|encrypt(?:ion|ed) key|public key|ssh|webhook signature|hmac signature|csrf)/i

/** What speaks for and against a member being the secret, beside its name. */
export const SECRET_SIGNALS: readonly Signal<FieldCase>[] = [
  { points: 1000, says: 'annotated with x-secret', when: (c) => marksSecret(c.field, c.claimed) },
  {
    points: 40,
    says: 'marked as a secret by an extension',
    when: (c) => c.field.extensions['x-ms-secret'] === true || c.field.extensions['x-sensitive'] === true,
  },
  {
    points: 40,
    says: 'described as shown once',
    when: (c) => onceSentence([{ text: c.field.text, pointer: '' }], true) !== undefined,
  },
  { points: 25, says: 'described as the secret itself', when: (c) => saysSecret(c.field.text) },
  {
    points: 120,
    says: 'described as id and key in one, encoded to be sent',
    when: (c) => /\bbase64\b[^.]*\b(?:joined|separated|concatenat\w+|colon)\b/i.test(c.field.text),
  },
  {
    points: -70,
    says: 'described as an identifier or a shortened form',
    when: (c) =>
      (SAYS_OTHERWISE.test(c.field.text) || FOREIGN_SAYS_OTHERWISE.test(c.field.text)) &&
      !saysSecret(c.field.text),
  },
  { points: -60, says: 'described as something else', when: (c) => SAYS_STRANGER.test(c.field.text) },
  { points: 15, says: 'named like the resource', when: (c) => c.name.join(' ') === c.noun.join(' ') },
  {
    points: 12,
    says: 'inside the member named like a key',
    when: (c) =>
      c.parentName.length > 0 &&
      (endsWith(c.noun, c.parentName) || /^(?:key|token|secret|credential)$/.test(c.parentName.at(-1) ?? '')),
  },
  { points: 10, says: 'of format password', when: (c) => c.field.format === 'password' },
  {
    points: 20,
    says: 'absent where an existing key is read',
    when: (c) => c.reads.length > 0 && c.reads.every((read) => !hasMember(read, c.field.name)),
  },
  {
    points: 15,
    says: 'its example looks like a secret',
    when: (c) => c.field.examples.some((e) => typeof e === 'string' && looksSecret(e)),
  },
  {
    points: -40,
    says: 'its example looks like an address',
    when: (c) => c.field.examples.some((e) => typeof e === 'string' && /^https?:/.test(e)),
  },
  { points: -120, says: 'the caller has to supply it', when: (c) => suppliedByCaller(c) },
  {
    points: -80,
    says: 'beside it is key material of a key pair or certificate',
    when: (c) =>
      siblings(c).some((n) => /^(?:pem|certificate|kid|csr|x5c|ssh key|gpg key)$/.test(n)) ||
      siblingNames(c).has('jwk'),
  },
  {
    points: -30,
    says: 'beside it is the fingerprint of a public key',
    when: (c) =>
      siblings(c).some((n) => /fingerprint$|^public key$/.test(n)) &&
      !siblings(c).some((n) => /secret/.test(n)),
  },
  {
    points: -70,
    says: 'inside a member about somebody else',
    when: (c) => FOREIGN.has(c.parentName.at(-1) ?? '') && !endsWith(c.noun, c.parentName),
  },
  { points: -60, says: 'inside an array', when: (c) => inArray(c.field.pointer) },
  { points: -15, says: 'deprecated', when: (c) => c.field.deprecated },
  { points: -8, says: 'deeper than an envelope', when: (c) => c.field.pointer.split('/').length > 3 },
  { points: -8, says: 'deeper than two levels', when: (c) => c.field.pointer.split('/').length > 4 },
  { points: -10, says: 'of format uuid', when: (c) => c.field.format === 'uuid' },
]

/**
 * Whether x-secret makes a member the secret of this operation: a schema that several operations answer with says
 * nothing of the others once one of them is annotated as creating keys. What holds several is beside it.
 */
export function marksSecret(field: Field, claimed: ReadonlySet<string>): boolean {
  const isOne = !field.types.has('array') && !field.types.has('object')
  return 'x-secret' in field.extensions && isOne && !claimed.has(field.declaredAt)
}

function saysSecret(text: string): boolean {
  return SAYS_SECRET.test(text) || FOREIGN_SAYS_SECRET.test(text)
}

/** Whether a body has, anywhere but inside a foreign object, a member of that name. */
function hasMember(body: Body, name: string): boolean {
  return body.fields.some(
    (field) => field.name === name && !FOREIGN.has(words(lastToken(field.parent)).at(-1) ?? ''),
  )
}

/** Whether the caller has to send the member, so that nothing is issued. */
export function suppliedByCaller(c: SecretCase & { readonly field: Field }): boolean {
  return c
    .request()
    .fields.some((field) => field.name === c.field.name && field.required && !field.readOnly && isText(field))
}

function siblingNames(c: FieldCase): ReadonlySet<string> {
  return new Set(
    c.response.fields.filter((f) => f.parent === c.field.parent).map((f) => f.name.toLowerCase()),
  )
}

function siblings(c: FieldCase): readonly string[] {
  return c.response.fields
    .filter((f) => f.parent === c.field.parent && f.pointer !== c.field.pointer)
    .map((f) => words(f.name).join(' '))
}

function looksSecret(example: string): boolean {
  if (/\s/.test(example) || /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(example)) return false
  return (
    /^[a-z]{2,}[-_|]\S+/i.test(example) ||
    /x{4,}|\*{4,}|\.{3}$/i.test(example) ||
    (/\d/.test(example) && /[a-z]/i.test(example) && example.length >= 20)
  )
}
