import type { Conclusion, Contract, Evidence, KeyResource, Role, RoleBinding } from '../types.ts'
import { valueAt } from '../pointer.ts'
import { bindingOf } from './address.ts'
import { annotatedRoles, documentAnnotation, secretAnnotation } from './annotated.ts'
import { findCanaries } from './canary.ts'
import type { Candidate } from './candidates.ts'
import { type About, type Carrier, findCarrier, unabbreviated } from './carrier.ts'
import { confidenceOf, createEvidence, secretEvidence } from './evidence.ts'
import { type Field, inArray, isText } from './fields.ts'
import { examplesOf, findFormat } from './format.ts'
import { findId, type IdParts } from './id.ts'
import { findList, listToldBy } from './list.ts'
import { isMasked } from './masked.ts'
import type { Act, Acts } from './operations.ts'
import { annotatedId, annotatedList, annotatedReveal, prefixOf, softOf } from './overrides.ts'
import { endInResponse, findExpiry, findName, findScopes } from './request.ts'
import { sentences } from './prose.ts'
import { onceSentence } from './reveal-prose.ts'
import { askingParameter, findReveal } from './reveal.ts'
import type { Roles } from './roles.ts'
import { findSoftDelete, turnsOff } from './soft-delete.ts'
import { findTenant, ownerParameters } from './tenant.ts'
import { words } from './words.ts'

/** Everything there is to know of one key resource, from its create operation outwards. */
export function resourceOf(
  contract: Omit<Contract, 'keyResources'>,
  acts: Acts,
  candidate: Candidate,
  label: string,
  only: boolean,
): KeyResource {
  const { create } = candidate
  const document = documentAnnotation(contract)
  const secret = secretOf(candidate)
  const marked = secretAnnotation(secret)
  const annotated = annotatedRoles(acts, create, only)
  const roles: Roles = { ...candidate.roles, ...annotated }
  const request = create.request()
  const response = create.response()
  const asListed = annotatedList(findList(create, roles, secret), roles)
  const identity = annotatedId(findId(create, roles, secret, asListed), create, secret, document.idIsSecret)
  const idAt = identity.id !== null && 'pointer' in identity.id ? identity.id.pointer : null
  const listed = listToldBy(asListed, idAt, secret)
  const actsOf = (...some: readonly (keyof Roles)[]): readonly Act[] =>
    some.flatMap((role) => roles[role]?.act ?? [])
  const reveal = findReveal(acts, create, secret, {
    reads: actsOf('get', 'list'),
    changes: actsOf('update', 'revoke', 'rotate'),
    idIsSecret: identity.idIsSecret,
  })
  const asking = askingParameter(create)?.name
  const carrier = findCarrier(contract, acts, create, aboutKey(candidate, secret, identity))
  const bound = bindings(create, roles, secret)
  const paired = wholePair(carrier, roles)
  const carrierName = marked?.carrier ?? paired.carrier
  const expiry = findExpiry(request, response)
  const holder = holderOf(candidate, secret, identity)
  const turned = turnsOff(
    [request, ...actsOf('update').map((act) => act.request())].map(({ fields }) => fields),
    contract.operations,
    (roles.revoke ?? roles.get ?? roles.update)?.act.operation.path,
  )
  const soft = findSoftDelete(response.fields, holder, turned)
  const softInList =
    soft.softDelete === null && listed !== null
      ? findSoftDelete(listed.rows, `${listed.parts.items}/0`, turned)
      : soft
  const masked = response.fields
    .filter((field) => field !== secret && isMasked(field))
    .map((field) => field.pointer)
  const evidence: Evidence[] = [
    ...about('create', createEvidence(candidate)),
    ...about('secret', secretEvidence(candidate, secret)),
    ...ROLES.flatMap((role) => about(role, roles[role] === undefined ? [] : [roles[role].evidence])),
    ...about('id', identity.evidence),
    ...about('items', listed?.evidence ?? []),
    ...about('reveal', reveal.evidence),
    ...about('carrier', paired.evidence),
    ...about('expiry', expiry.evidence),
    ...about('revoked', softInList.evidence),
  ]
  return {
    label,
    confidence: confidenceOf(candidate, secret, reveal.revealEvidence !== undefined),
    roles: bound,
    ...furtherUpdates(acts, bound),
    canaries: findCanaries(
      acts,
      create,
      roles,
      carrierName ?? paired.pairWith ?? null,
      ownerParameters(create),
    ),
    secret: {
      pointer: secret.pointer,
      alsoAt: marked?.alsoAt ?? repeats(candidate, secret),
      ...annotatedReveal(reveal, secret),
      ...(asking === undefined ? {} : { askedWith: asking }),
      carrier: carrierName,
      ...(paired.user !== undefined && carrierName === paired.carrier ? { user: paired.user } : {}),
      ...(paired.userName !== undefined && carrierName === paired.carrier
        ? { userName: paired.userName }
        : {}),
      format: {
        ...findFormat(
          secret,
          carrierName === null ? undefined : contract.securitySchemes[carrierName],
          request.fields.some((f) => /(?:^|[-_])prefix$/i.test(f.name)),
        ),
        ...prefixOf(marked?.format),
      },
      examples: examplesOf(secret),
    },
    id: identity.id,
    idIsSecret: identity.idIsSecret,
    idIsName: identity.idIsName,
    ...findName(request, response),
    expiry:
      document.expiry === undefined
        ? expiry.expiry
        : {
            inRequest: document.expiry.field,
            inResponse: endInResponse(response, document.expiry.field) ?? expiry.expiry?.inResponse ?? null,
            unit: document.expiry.unit,
            ...(expiry.expiry?.relative === true && expiry.expiry.inRequest === document.expiry.field
              ? { relative: true as const }
              : {}),
          },
    list: listed?.parts ?? null,
    beside: response.fields
      .filter((field) => field !== secret && isSecretToo(contract, field))
      .map(({ pointer }) => pointer),
    masked: [...new Set([...masked, ...(marked?.redacted ?? []).map((r) => r.pointer)])],
    softDelete: softOf(document, softInList.softDelete),
    scopes: document.scopes?.field ?? findScopes(request),
    tenant: document.tenancy?.selector ?? findTenant(contract, create, bound),
    security: {
      schemes: [...new Set(create.operation.security.flatMap((need) => Object.keys(need)))],
      source: create.operation.securitySource,
    },
    evidence,
  }
}

/** Whether a member, or the items of a list, are marked as secret, or a text or list of texts is said to be shown once. */
function isSecretToo({ document }: Pick<Contract, 'document'>, field: Field): boolean {
  const items = valueAt(document, `${field.schemaPointer}/items`)
  if (secretAnnotation(field) !== undefined || valueAt(items, '/x-secret') !== undefined) return true
  const isText = field.types.has('string') || valueAt(items, '/type') === 'string'
  return (
    isText &&
    !isMasked(field) &&
    onceSentence([{ text: field.text, pointer: field.schemaPointer }], true) !== undefined
  )
}

/** The carrier, but for a pair of which a rotation gives only one half: what goes with the new secret is open. */
function wholePair(carrier: Carrier, roles: Roles): Carrier {
  const { user } = carrier
  const rotated = roles.rotate?.act.response()
  if (user === undefined || rotated === undefined || rotated.byPointer.has(user)) return carrier
  return {
    carrier: null,
    ...(carrier.carrier === null ? {} : { pairWith: carrier.carrier }),
    evidence: carrier.evidence,
  }
}

function about(conclusion: Conclusion, evidence: readonly Evidence[]): readonly Evidence[] {
  return evidence.map((one) => ({ ...one, about: conclusion }))
}

function secretOf(candidate: Candidate): Field {
  const [first] = candidate.secrets
  if (first === undefined) throw new TypeError(`no secret in ${candidate.create.operation.key}`)
  return first.field
}

const ROLES = ['list', 'get', 'update', 'revoke', 'rotate'] as const satisfies readonly Role[]

function bindings(create: Act, roles: Roles, secret: Field): KeyResource['roles'] {
  const bound: Partial<Record<Role, RoleBinding>> = { create: { operation: create.operation.key } }
  for (const role of ROLES) {
    const found = roles[role]
    if (found === undefined) continue
    const place = role === 'rotate' ? rotatedSecret(found.act, secret) : undefined
    bound[role] = {
      ...bindingOf(found.act, role, create.shape.noun),
      ...(place === undefined ? {} : { secret: place }),
    }
  }
  return bound
}

/** What else changes a key at the path of its update: many APIs have PUT and PATCH side by side. */
function furtherUpdates(acts: Acts, bound: KeyResource['roles']): Pick<KeyResource, 'furtherUpdates'> {
  const { update } = bound
  const path = update?.idIn === 'path' ? acts.byKey.get(update.operation)?.operation.path : undefined
  const taken = new Set(Object.values(bound).map(({ operation }) => operation))
  const found = acts.all.filter(
    ({ operation }) =>
      operation.path === path &&
      (operation.method === 'PUT' || operation.method === 'PATCH') &&
      operation.requestBody !== undefined &&
      !operation.deprecated &&
      !taken.has(operation.key),
  )
  return found.length === 0
    ? {}
    : { furtherUpdates: found.map(({ operation }) => ({ ...update, operation: operation.key })) }
}

/** Where a rotation answers with the new secret, if not where a creation does: marked so, of the same schema, or of its name. */
function rotatedSecret(rotate: Act, secret: Field): string | undefined {
  const { fields, byPointer } = rotate.response()
  if (byPointer.has(secret.pointer)) return undefined
  const texts = fields.filter((field) => isText(field) && !isMasked(field) && !inArray(field.pointer))
  const found =
    texts.find((field) => secretAnnotation(field) !== undefined) ??
    texts.find(({ schemaPointer }) => schemaPointer === secret.schemaPointer) ??
    texts.find(({ name }) => name === secret.name)
  return found?.pointer
}

/** Names of the public half of a pair, the plainest first. */
const USER_NAMES: readonly RegExp[] = [
  /^(?:api )?(?:public key|access key id|access key|client id|key id|user name|username)$/,
  /^(?:api )?(?:key )?sid$/,
]
/** A member that is called the key, where another is its secret. */
const KEY_BESIDE_SECRET = /^(?:api )?key$/
const SECRET_OF_KEY = /^(?:api )?(?:key )?secret$/

function aboutKey(candidate: Candidate, secret: Field, { id }: IdParts): About {
  const { shape, named } = candidate.create
  const owner = shape.segments.filter((s) => !s.parameter).at(-2)?.words ?? []
  const beside = candidate.create
    .response()
    .fields.filter((f) => f !== secret && f.parent === secret.parent && isText(f))
  const siblings = beside.map((f) => words(f.name).join(' '))
  const isSecretOfKey = SECRET_OF_KEY.test(words(secret.name).join(' '))
  const users = [...USER_NAMES, ...(isSecretOfKey ? [KEY_BESIDE_SECRET] : [])]
    .map((name) => beside.filter((f) => name.test(words(f.name).join(' '))))
    .find((found) => found.length > 0)
  const core = candidate.noun.kind === 'identity' ? [...shape.noun, ...words(secret.name)] : shape.noun
  return {
    core: unabbreviated([...new Set(core)]),
    words: unabbreviated([...new Set([...core, ...named.noun, ...owner, ...words(secret.name)])]),
    pair: siblings.some(
      (name) =>
        /\bpublic|\bsid\b|client id|access key id/.test(name) ||
        (isSecretOfKey && /^(?:api )?key(?: id)?$/.test(name)),
    ),
    user: users?.length === 1 && users[0] !== undefined ? users[0].pointer : null,
    id: id !== null && 'pointer' in id && id.pointer !== secret.pointer ? id.pointer : null,
    client:
      words(secret.name).join(' ') === 'client secret' &&
      (siblings.includes('client id') || /\boauth\b/i.test(secret.text)),
    consumer: owner.includes('consumer'),
    // The private half of a key pair never leaves its owner.
    signs:
      /\b(?:to|for) sign(?:ing)? (?:(?:the|your|all|api|http|s3) )*(?:requests?|calls)\b/i.test(
        secret.text,
      ) ||
      (words(secret.name).join(' ') === 'private key' && !/\bapi\b/i.test(secret.text)),
    joined:
      [...sentences(candidate.create.operation.description), ...sentences(secret.text)].find(
        (sentence) => JOINED.test(sentence) && !WHOLE.test(sentence),
      ) ?? null,
  }
}

/** Words that tell how a secret is built, which is whole all the same. */
const WHOLE =
  /\b(?:complete|full|whole|entire|made (?:up )?of|consists?|composed|in the form|format|as is)\b/i
/** Words that put a key together of its id and its secret: "the id followed by the secret", "`{id}.{secret}`". */
const JOINED =
  /\b(?:id|identifier)\b["'`]?,? (?:is )?(?:(?:immediately )?followed by|concatenated with|joined (?:with|by)|prepended to)\b[^.]{0,40}\bsecret\b|[{<]\w*id[}>][.:_|-]?[{<]\w*secret[}>]/i

/** Other members with the name or the documented value of the secret. */
function repeats(candidate: Candidate, secret: Field): readonly string[] {
  return candidate.secrets
    .map(({ field }) => field)
    .filter((field) => field !== secret && !inArray(field.pointer))
    .filter(
      (field) =>
        field.name === secret.name ||
        field.examples.some((e) => typeof e === 'string' && secret.examples.includes(e)),
    )
    .map((field) => field.pointer)
}

/** The object that describes the key: the one with its id, else the one with its secret. */
function holderOf(candidate: Candidate, secret: Field, identity: IdParts): string {
  const pointer = identity.id !== null && 'pointer' in identity.id ? identity.id.pointer : secret.pointer
  return candidate.create.response().byPointer.get(pointer)?.parent ?? secret.parent
}
