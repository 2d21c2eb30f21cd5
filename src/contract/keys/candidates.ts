import { annotation, responsePointer } from './annotated.ts'
import { CREATE_SIGNALS } from './create-signals.ts'
import { inArray } from './fields.ts'
import { type NounKind, nounKind } from './nouns.ts'
import type { Act, Acts } from './operations.ts'
import { onceSentence } from './reveal-prose.ts'
import { findRoles, type Roles } from './roles.ts'
import { rankSecrets, type SecretCandidate } from './secret.ts'
import { weigh } from './signal.ts'
import { words } from './words.ts'

/** An operation taken for one that creates keys, and why. */
export interface Candidate {
  readonly create: Act
  readonly secrets: readonly SecretCandidate[]
  readonly roles: Roles
  readonly noun: NounKind
  readonly points: number
  readonly says: readonly string[]
}

/** Enough to be worth a look by whoever knows the API. */
const NEAR = 65

/** Enough for a plain name with a life cycle, or an API key without one; not for a token without either. */
const THRESHOLD = 100

/** All operations that create keys, and those that come close to it; the surest first. */
export function candidates(acts: Acts): {
  readonly taken: readonly Candidate[]
  readonly near: readonly Candidate[]
} {
  const claimed = claimedPlaces(acts)
  const ranked = acts.all
    .filter((act) => mayCreate(act, acts))
    .flatMap((create) => weighed(acts, create, annotation(create) === undefined ? claimed : NONE))
    .filter((candidate) => candidate.points >= NEAR)
    .toSorted((a, b) => b.points - a.points || (a.create.operation.key < b.create.operation.key ? -1 : 1))
  return { taken: ranked.filter(({ points }) => points >= THRESHOLD), near: ranked }
}

const NONE: ReadonlySet<string> = new Set()

/** Where x-secret stands in what operations answer that are annotated as creating keys. */
function claimedPlaces(acts: Acts): ReadonlySet<string> {
  const creating = acts.all.filter((act) => annotation(act)?.role === 'create')
  return new Set(
    creating.flatMap((act) =>
      act
        .response()
        .fields.filter((field) => 'x-secret' in field.extensions)
        .map((field) => field.declaredAt),
    ),
  )
}

/** The cheap test: method, verb and place in the collection. */
function mayCreate(act: Act, acts: Acts): boolean {
  const { method } = act.operation
  const { verb, item } = act.shape
  const said = annotation(act)?.role
  if (said !== undefined) return said === 'create'
  if (method !== 'POST' && method !== 'PUT') return false
  if (verb !== null && verb !== 'create') return false
  if (item === null) return method === 'POST' || verb === 'create' || !hasPost(acts, act)
  if (verb === 'create') return false
  // A key that the caller numbers or names is created at the item, unless the collection takes a POST.
  return (method === 'POST' || act.named.verb === 'create') && !hasPost(acts, act)
}

function hasPost(acts: Acts, act: Act): boolean {
  return acts
    .at(act.shape.collection)
    .some(
      (other) =>
        other !== act &&
        other.operation.method === 'POST' &&
        other.shape.item === null &&
        (other.shape.verb === null || other.shape.verb === 'create'),
    )
}

function weighed(acts: Acts, create: Act, claimed: ReadonlySet<string>): readonly Candidate[] {
  const said = responsePointer(annotation(create)?.secret)
  const glance = create.glance()
  if (glance.response.fields.length === 0 && said === undefined) return []
  const noun = bestNoun(create)
  const first = {
    noun: create.shape.noun,
    sure: noun.points >= 40 || annotation(create) !== undefined,
    said,
    claimed,
    reads: [],
  }
  // Names alone decide first, so that most operations of a large document cost one look.
  if (rankSecrets({ ...first, ...glance }).length === 0) return []
  const roles = findRoles(acts, create)
  const reads = [roles.get, roles.list].flatMap((found) =>
    found === undefined ? [] : [found.act.response()],
  )
  const sure = annotation(create) !== undefined || (first.sure && addressedByKey(roles))
  const secrets = rankSecrets({
    ...first,
    response: create.response(),
    request: create.request,
    sure,
    reads,
  })
  const [secret] = secrets
  if (secret === undefined) return []
  if (noun.kind !== 'key' && inArray(secret.field.pointer) && annotation(create) === undefined) return []
  const once = onceSentence(passages(create, secret), false) !== undefined
  const score = weigh(CREATE_SIGNALS, { acts, create, roles, noun, secret, once, claimed })
  const points = noun.points + Math.min(secret.points, 130) * 0.6 + score.points
  return [{ create, secrets, roles, noun, points, says: [noun.says, ...secret.says, ...score.says] }]
}

/** Keys are addressed by a parameter called key or token, so that the key itself must be known. */
function addressedByKey(roles: Roles): boolean {
  const item = (roles.revoke ?? roles.get ?? roles.update)?.act.shape.item
  return /^(?:key|token|secret)$/.test(words(item ?? '').at(-1) ?? '')
}

/** The path names the resource; the operationId may say more of it. */
function bestNoun(create: Act): NounKind {
  const byPath = nounKind(create.shape.noun, ownerOf(create))
  if (byPath.kind !== 'other') return byPath
  const byName = nounKind(create.named.noun)
  return byName.kind === 'key' ? { ...byName, points: byName.points / 2, kind: 'other' } : byPath
}

/** Words of the literal before the parameter that the noun belongs to: `client` in `/clients/{id}/secrets`. */
function ownerOf(create: Act): readonly string[] {
  const { segments } = create.shape
  const at = segments.findLastIndex((s) => !s.parameter)
  return segments.slice(0, at).findLast((s) => !s.parameter)?.words ?? []
}

function passages(create: Act, secret: SecretCandidate): readonly { text: string; pointer: string }[] {
  const { operation } = create
  return [
    { text: secret.field.text, pointer: '' },
    { text: operation.summary, pointer: '' },
    { text: operation.description, pointer: '' },
    { text: create.response().response?.description ?? '', pointer: '' },
  ]
}
