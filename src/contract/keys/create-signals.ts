import { annotation } from './annotated.ts'
import type { NounKind } from './nouns.ts'
import type { Act, Acts } from './operations.ts'
import type { Roles } from './roles.ts'
import type { SecretCandidate } from './secret.ts'
import { marksSecret } from './secret-signals.ts'
import type { Signal } from './signal.ts'
import { words } from './words.ts'

/** An operation judged as one that creates keys. */
export interface CreateCase {
  readonly acts: Acts
  readonly create: Act
  readonly roles: Roles
  readonly noun: NounKind
  readonly secret: SecretCandidate
  readonly once: boolean
  readonly claimed: ReadonlySet<string>
}

const KEYED =
  /\b(?:api|access|auth|secret|service|signing|personal access|app|application|client|bearer) ?-?(?:keys?|tokens?|secrets?|credentials?)\b/i

const ACT = /\b(?:creat|generat|issu|add|new|mint|provision|regist)\w*\b/i

const SHORT_LIVED =
  /\b(?:short[- ]lived|ephemeral|temporary|single[- ]use|one[- ]time use|expires? (?:in|after) (?:\w+ )?(?:seconds|minutes|hour)|valid for \W*\d+\W*(?:second|minute|hour)s?|impersonat\w*|exchanges?|sign[- ]?in|log[- ]?in|web ?socket|embed\w*|browser session)\b/i

const OTHER_KEYS =
  /\b(?:ssh|gpg|pgp|public|encryption|kms|webhook|partition|json web|jwk)[- ]?(?:signing )?(?:keys?|secrets?)\b/i

const FOREIGN_PARENT = new Set(
  (
    'webhook hook session oauth oauth2 oidc saml link push device ssh gpg sandbox payment public invite ' +
    'translation i18n locale cache card upload'
  ).split(' '),
)

/** What clients and applications are registered under; tokens there are another matter. */
const OAUTH: ReadonlySet<string> = new Set(['oauth', 'oauth2', 'oidc'])

/** What speaks for and against an operation creating keys, beside its noun and its secret. */
export const CREATE_SIGNALS: readonly Signal<CreateCase>[] = [
  {
    points: 1000,
    says: 'annotated with x-key-operation',
    when: (c) => annotation(c.create)?.role === 'create',
  },
  {
    points: 200,
    says: 'its response is annotated with x-secret',
    when: (c) => marksSecret(c.secret.field, c.claimed),
  },
  {
    points: 20,
    says: 'the operation is described as making a key',
    when: (c) => KEYED.test(headline(c.create)) && ACT.test(headline(c.create)),
  },
  { points: 25, says: 'keys can be revoked', when: (c) => c.roles.revoke !== undefined },
  { points: 15, says: 'keys are listed', when: (c) => c.roles.list !== undefined },
  { points: 5, says: 'one key can be read', when: (c) => c.roles.get !== undefined },
  {
    points: 25,
    says: 'its secret can be replaced by a new one',
    when: (c) => c.roles.rotate !== undefined && c.noun.kind !== 'key' && c.noun.kind !== 'decoy',
  },
  { points: 30, says: 'the secret is said to be shown once', when: (c) => c.once },
  {
    points: -45,
    says: 'nothing lists, reads or revokes what it makes',
    when: (c) => alone(c.roles) && (c.acts.all.length > FRAGMENT || isLogin(c.create)),
  },
  {
    points: -40,
    says: 'described as short-lived or as an exchange',
    // What a client or an application is for, its users' login, says nothing of its own secret.
    when: (c) =>
      SHORT_LIVED.test(
        c.noun.kind === 'identity'
          ? title(c.create)
          : `${headline(c.create)} ${c.create.operation.description}`,
      ),
  },
  {
    points: -30,
    says: 'the answer is an OAuth token response',
    when: (c) => has(c, 'expires in') || has(c, 'token type'),
  },
  {
    points: -60,
    says: 'described as making keys of another kind',
    when: (c) => OTHER_KEYS.test(`${headline(c.create)} ${c.secret.field.text}`),
  },
  {
    points: -60,
    says: 'takes a key and a value',
    when: (c) => ['key', 'value'].every((name) => c.create.request().fields.some((f) => f.name === name)),
  },
  {
    points: -60,
    says: 'takes an OAuth grant',
    when: (c) => c.create.request().fields.some((f) => f.name === 'grant_type'),
  },
  {
    points: -40,
    says: 'stands under something that has secrets of another kind',
    when: (c) =>
      parents(c.create).some((w) => FOREIGN_PARENT.has(w) && !(c.noun.kind === 'identity' && OAUTH.has(w))),
  },
  {
    points: -100,
    says: 'the caller may supply the key by which a deployment logs in',
    when: (c) => c.create.shape.noun.includes('deploy') && supplied(c),
  },
  {
    points: -35,
    says: 'the caller may supply the secret',
    when: (c) => c.noun.kind !== 'key' && supplied(c) && !isClientSecret(c) && c.roles.rotate === undefined,
  },
  {
    points: -15,
    says: 'the caller may supply the secret, which the server can make too',
    when: (c) => c.noun.kind !== 'key' && supplied(c) && (isClientSecret(c) || c.roles.rotate !== undefined),
  },
]

/** A document of so few operations is an extract: the rest of a key's life cannot be expected in it. */
const FRAGMENT = 3

/** `/auth/token`, in the singular: where one is asked for, at every login. */
function isLogin(create: Act): boolean {
  return create.shape.segments.findLast((s) => !s.parameter)?.text.toLowerCase() === 'token'
}

/** The secret of an OAuth client, which registration lets the caller choose. */
function isClientSecret(c: CreateCase): boolean {
  return c.noun.kind === 'identity' && words(c.secret.field.name).join(' ') === 'client secret'
}

function headline(create: Act): string {
  return `${title(create)} ${create.operation.description.slice(0, 200)}`
}

function title({ operation: { summary, operationId = '' } }: Act): string {
  // In words too, so that other languages are read as English.
  return `${summary} ${words(operationId).join(' ')} ${words(summary).join(' ')}`
}

function alone(roles: Roles): boolean {
  return roles.list === undefined && roles.get === undefined && roles.revoke === undefined
}

function has(c: CreateCase, name: string): boolean {
  return c.create
    .response()
    .fields.some((f) => f.parent === c.secret.field.parent && words(f.name).join(' ') === name)
}

function supplied(c: CreateCase): boolean {
  const { name } = c.secret.field
  return c.create.request().fields.some((f) => f.name === name && !f.readOnly)
}

/** Words of the literal right before the noun. */
function parents(create: Act): readonly string[] {
  const before = create.shape.segments.findLastIndex((s) => !s.parameter) - 1
  const segment = create.shape.segments[before]
  return segment === undefined || segment.parameter ? [] : segment.words
}
