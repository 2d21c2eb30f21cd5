import { type Field, isText } from './fields.ts'
import { onceSentence } from './reveal-prose.ts'
import { endsWith, words } from './words.ts'

/** How strongly a member's name, in the singular, suggests a secret. */
const NAMES: Readonly<Record<string, number>> = {
  'secret key': 95,
  'key secret': 95,
  'token secret': 95,
  'api secret': 95,
  'secret access key': 95,
  'client secret': 95,
  secret: 95,
  'secret token': 90,
  'secret value': 90,
  plaintext: 90,
  'plain text': 90,
  'plain text token': 90,
  'plain text key': 90,
  'plaintext key': 90,
  'plaintext token': 90,
  'raw key': 90,
  'raw token': 90,
  'full key': 90,
  'full token': 90,
  'api key': 88,
  'api token': 88,
  'key string': 88,
  'token string': 88,
  'secret string': 90,
  'secret text': 90,
  'key value': 85,
  'token value': 85,
  'personal access token': 85,
  'access token': 82,
  'auth token': 82,
  'bearer token': 82,
  'service token': 82,
  'secret id': 80,
  token: 80,
  'app key': 78,
  'application key': 78,
  'setup key': 78,
  'access key': 76,
  key: 75,
  'primary access key': 76,
  // Two keys at once, to change them in turn, are told apart so.
  'primary key': 55,
  jwt: 70,
  credential: 60,
  value: 60,
  'plain token': 90,
  'plain key': 90,
  'unmasked key': 92,
  'unmasked token': 92,
  'clear text': 90,
  cleartext: 90,
  encoded: 40,
  'private key': 50,
  sha1: 30,
  password: 45,
  hash: 12,
}

/** Last words that make an unlisted name a possible secret: `acme_token`, `xy-api-key`. */
const TAILS: Readonly<Record<string, number>> = { 'api key': 78, token: 66, secret: 72, key: 50 }

/** A word of a name that says the member is not the secret. */
export const NOT_SECRET: ReadonlySet<string> = new Set(
  (
    'id uid uuid sid name alias type kind prefix suffix hint start end last first mask masked redacted obfuscated ' +
    'display preview truncated partial short public publishable fingerprint hashed encrypted length count size ' +
    'limit url uri link status state at date time expiry expire ttl next page cursor continuation sort partition ' +
    'idempotency encryption ssh gpg algorithm version template refresh csrf push device object bucket index ' +
    'foreign primary group label title description note format scheme header usage last4 image icon'
  ).split(' '),
)

/** Members whose inside describes somebody or something else. */
export const FOREIGN: ReadonlySet<string> = new Set(
  'owner user creator organization organisation org team account project workspace meta metadata link links error warning role permission policy tenant plan subscription invitation webhook configuration config setting option provider connection smtp pem jwk'.split(
    ' ',
  ),
)

/** Points for the name of a member that can be a secret by its shape; null for one that cannot. */
export function nameScore(field: Field, noun: readonly string[], marked: boolean): number | null {
  if (marked) return 100
  if (!isText(field) || field.writeOnly) return null
  const name = words(field.name)
  const text = name.join(' ')
  // Half of a key pair, unless it is the secret half of an API key.
  if (text === 'private key' && !noun.includes('api')) return null
  const known = NAMES[text]
  if (known !== undefined) return known
  if (name.some((word) => NOT_SECRET.has(word))) return null
  if (text === noun.join(' ')) return 75
  for (const [tail, points] of Object.entries(TAILS)) {
    if (name.length > 1 && endsWith(name, tail.split(' '))) return points
  }
  return saysCredential(field) && !name.some((word) => REMARK.has(word)) ? 30 : null
}

/** Names that mean a secret in one place and anything at all in the next. */
const VAGUE: ReadonlySet<string> = new Set(['value', 'credential', 'encoded', 'hash', 'sha1'])

/** Whether a member of any answer is called like a secret, whatever it is the secret of: `token`, `secondaryKey`, `client_secret`. */
export function isNamedSecret(member: string): boolean {
  const name = words(member)
  const text = name.join(' ')
  if (VAGUE.has(text)) return false
  if (NAMES[text] !== undefined) return true
  if (name.some((word) => NOT_SECRET.has(word))) return text === 'refresh token'
  return Object.keys(TAILS).some((tail) => name.length > 1 && endsWith(name, tail.split(' ')))
}

/** Words of members that speak to the caller, of the secret too. */
const REMARK: ReadonlySet<string> = new Set(
  'by email subject message warning notice info information instruction advice hint success error comment detail remark reminder text summary'.split(
    ' ',
  ),
)

/** How a description says that the member is what a request is authenticated with, whatever its name. */
const CREDENTIAL =
  /\bauthorization:? (?:http )?header|\bheader (?:named |called )?["'`]?authorization\b|\bauthorization: ?(?:bearer|basic|token)\b|\b(?:as|is) (?:a|the) bearer token\b|\bplain[- ]?text (?:\w+ ){0,2}(?:key|token|secret)\b/i

/** Whether its own description alone makes a text the secret. */
function saysCredential({ text, types }: Field): boolean {
  if (!types.has('string') || text === '') return false
  return CREDENTIAL.test(text) || onceSentence([{ text, pointer: '' }], false) !== undefined
}
