import { endsWith } from './words.ts'

const CREDENTIAL: ReadonlySet<string> = new Set([
  'key',
  'token',
  'credential',
  'secret',
  'authorization',
  'pat',
])

/** Words that make the key, token or credential after them one that calls an API. */
const QUALIFIERS: ReadonlySet<string> = new Set(
  (
    'api access auth authentication service secret personal master admin machine server sdk application app ' +
    'setup bot robot m2m acl integration ingest ingestion write read developer dev project organization ' +
    'organisation workspace team user account client agent management root bearer gateway function runtime ' +
    'environment live test scoped system consumer sandbox production signing deploy personal enrollment preauth'
  ).split(' '),
)

/** Things that are not keys but are born with one. */
const IDENTITIES: readonly (readonly string[])[] = [
  ['service', 'account'],
  ['robot'],
  ['bot'],
  ['client'],
  ['application'],
  ['app'],
  ['machine'],
  ['machine', 'user'],
  ['agent'],
  ['service', 'user'],
  ['consumer'],
  ['device', 'client'],
]

/** Words that say the key, token or secret is of another kind, and what kind. */
const DECOYS: Readonly<Record<string, string>> = {
  ssh: 'an SSH key',
  gpg: 'a GPG key',
  pgp: 'a PGP key',
  encryption: 'an encryption key',
  kms: 'an encryption key',
  hsm: 'an encryption key',
  jwk: 'a JSON Web Key',
  jwks: 'a JSON Web Key',
  cmk: 'an encryption key',
  public: 'a public key',
  certificate: 'a certificate',
  cert: 'a certificate',
  idempotency: 'an idempotency key',
  webhook: "a webhook's signing secret",
  hook: "a webhook's signing secret",
  push: 'a push token',
  fcm: 'a push token',
  apn: 'a push token',
  device: 'a device token',
  page: 'a pagination token',
  cursor: 'a pagination token',
  sort: 'a sort key',
  partition: 'a partition key',
  translation: 'a translation key',
  i18n: 'a translation key',
  locale: 'a translation key',
  trait: 'a data key',
  metadata: 'a data key',
  feature: 'a data key',
  session: 'a session token',
  login: 'a login',
  signin: 'a login',
  password: 'a password',
  otp: 'a one-time code',
  totp: 'a one-time code',
  mfa: 'a second factor',
  '2fa': 'a second factor',
  factor: 'a second factor',
  passkey: 'a passkey',
  webauthn: 'a passkey',
  invite: 'an invitation',
  invitation: 'an invitation',
  verification: 'a verification token',
  recovery: 'a recovery token',
  link: 'a link token',
  embed: 'an embed token',
  registration: 'a registration token',
  onetime: 'a one-time token',
  upload: 'an upload token',
  csrf: 'a CSRF token',
  xsrf: 'a CSRF token',
  impersonation: 'an impersonation token',
  refresh: 'a refresh token',
  oidc: 'a token exchange',
  saml: 'a token exchange',
  card: 'a payment token',
  payment: 'a payment token',
  checkout: 'a payment token',
  realtime: 'a session token',
  vault: 'a secret store',
  variable: 'a secret store',
  env: 'a secret store',
}

export interface NounKind {
  readonly points: number
  /** What the noun is taken for, for evidence. */
  readonly says: string
  readonly kind: 'key' | 'identity' | 'decoy' | 'other'
}

/**
 * How much a resource's name speaks for a key that calls the API; the owner is what the path names before it,
 * one item of it: `client` in `/clients/{id}/secrets`.
 */
export function nounKind(noun: readonly string[], owner: readonly string[] = []): NounKind {
  const name = noun.join(' ')
  const decoy = noun.find((word) => Object.hasOwn(DECOYS, word))
  if (decoy !== undefined)
    return { points: -60, says: `"${name}" names ${DECOYS[decoy] ?? ''}`, kind: 'decoy' }
  if (IDENTITIES.some((identity) => endsWith(noun, identity))) {
    return { points: 10, says: `"${name}" is an identity that may be born with a key`, kind: 'identity' }
  }
  const place = noun.findLastIndex((word) => CREDENTIAL.has(word))
  if (place === -1) return { points: -40, says: `"${name}" does not name a key`, kind: 'other' }
  const head = noun[place] ?? ''
  const before = noun.slice(0, place)
  if (head === 'secret') {
    const owned =
      [...before, ...owner].some((word) =>
        ['client', 'api', 'app', 'application', 'token', 'key', 'credential'].includes(word),
      ) || [before, owner].some((words) => IDENTITIES.some((identity) => endsWith(words, identity)))
    return owned
      ? { points: 30, says: `"${name}" names a secret of a client`, kind: 'key' }
      : { points: -40, says: `"${name}" names a store of secrets`, kind: 'decoy' }
  }
  if (before.includes('api')) return { points: 50, says: `"${name}" names an API key`, kind: 'key' }
  if (before.some((word) => QUALIFIERS.has(word)) || before.length > 0) {
    const known = before.some((word) => QUALIFIERS.has(word))
    return { points: known ? 40 : 5, says: `"${name}" names a ${head}`, kind: 'key' }
  }
  if (place < noun.length - 1) return { points: 20, says: `"${name}" begins with ${head}`, kind: 'key' }
  return {
    points: head === 'credential' || head === 'authorization' ? 20 : 30,
    says: `"${name}" names a ${head}`,
    kind: 'key',
  }
}
