import { successBody } from './bodies.ts'
import { unknownField } from './fields.ts'
import { placeIn, targetOf } from './overlay-target.ts'
import { schemaReader } from './schema-reader.ts'
import type { XKeyOperation, XSecret } from '../annotations.ts'
import { isObject } from '../json.ts'
import { operationByKey } from '../lookup.ts'
import { valueAt } from '../pointer.ts'
import type { Conclusion, Contract, JsonObject, JsonValue, KeyResource, Role } from '../types.ts'

/** An OpenAPI Overlay 1.1 that states conclusions, and what it could not state. */
export interface WrittenOverlay {
  /** null where there is nothing to state. */
  readonly overlay: JsonObject | null
  /** Sentences on conclusions that have no place in the document given. */
  readonly unstated: readonly string[]
}

interface Action {
  readonly target: string
  readonly description: string
  readonly update: JsonObject
}

type Draft<T> = { -readonly [K in keyof T]?: T[K] }

const ROLES = ['create', 'list', 'get', 'update', 'revoke', 'rotate'] as const satisfies readonly Role[]

/**
 * The key resources of a contract as annotations of the document it was loaded from, each action with its evidence.
 * `given` is that document as its user has it, overlays applied. What is annotated already is left out, as is what
 * rules would enforce more strictly when annotated than when concluded: how revoked and masked forms look.
 */
export function overlayOf(contract: Contract, given: JsonValue): WrittenOverlay {
  const actions: Action[] = []
  const unstated: string[] = []
  const taken = new Map<string, KeyResource>()
  // A create operation makes the resource, so it is annotated before another resource may borrow it.
  for (const role of ROLES)
    for (const resource of contract.keyResources) {
      const pointer = operationByKey(contract, resource.roles[role]?.operation ?? '')?.pointer
      if (pointer === undefined || taken.has(pointer)) continue
      taken.set(pointer, resource)
      const place = placeIn(given, pointer)
      if (place === null)
        unstated.push(
          `${resource.roles[role]?.operation} stands in another file than the document; annotate it there.`,
        )
      else actions.push(...operationAction(resource, role, place, given))
    }
  const secrets = new Set<string>()
  for (const resource of contract.keyResources)
    actions.push(...secretAction(contract, resource, given, secrets, unstated))
  actions.push(...documentAction(contract, given))
  const order = new Map(contract.keyResources.map(({ label }, i) => [label, i]))
  if (actions.length === 0) return { overlay: null, unstated }
  const sorted =
    contract.keyResources.length > 1 ? actions.toSorted((a, b) => rank(a, order) - rank(b, order)) : actions
  return {
    overlay: {
      overlay: '1.1.0',
      info: {
        title: `${contract.title || contract.name}: its keys, as keyproof understood them`,
        version: '1.0.0',
      },
      'x-keyproof': { from: 'inspect' },
      actions: sorted.map((action) => ({ ...action })),
    },
    unstated,
  }
}

/** Actions of one resource stand together; what belongs to none or several comes last. */
function rank({ update }: Action, order: ReadonlyMap<string, number>): number {
  const label = isObject(update['x-key-operation']) ? update['x-key-operation']['resource'] : undefined
  return typeof label === 'string' ? (order.get(label) ?? order.size) : order.size
}

function operationAction(
  resource: KeyResource,
  role: Role,
  place: string,
  given: JsonValue,
): readonly Action[] {
  const said: Draft<XKeyOperation> = { role, resource: resource.label }
  const about: Conclusion[] = [role]
  if (role === 'create') {
    said.secret = `$response.body#${resource.secret.pointer}`
    about.push('secret')
    if (resource.secret.reveal === 'unstated') about.push('reveal')
    if (resource.id !== null)
      said.id =
        'pointer' in resource.id
          ? `$response.body#${resource.id.pointer}`
          : { from: 'list', match: resource.id.match }
    about.push('id')
  }
  if (role === 'list' && (resource.list?.items ?? '') !== '') {
    said.items = resource.list!.items
    about.push('items')
  }
  return action(
    place,
    given,
    'x-key-operation',
    said,
    `${resource.label} (${resource.confidence}). ${sentencesOn(resource, about)}`,
  )
}

function secretAction(
  contract: Contract,
  resource: KeyResource,
  given: JsonValue,
  done: Set<string>,
  unstated: string[],
): readonly Action[] {
  const { secret } = resource
  // x-secret cannot leave the reveal open, and must not promise what the document does not.
  if (secret.reveal === 'unstated') return []
  const operation = operationByKey(contract, resource.roles.create?.operation ?? '')
  const body = operation === undefined ? undefined : successBody(operation, schemaReader(contract.document))
  const { declaredAt } = body?.byPointer.get(secret.pointer) ?? unknownField(secret.pointer, '')
  const place = /\/properties\/[^/]+$/.test(declaredAt) ? placeIn(given, declaredAt) : null
  if (place === null || !isObject(valueAt(given, place))) {
    unstated.push(
      `${secret.pointer} of ${operation?.key ?? resource.label} has no schema of its own in the document, so that it is shown ${secret.reveal} is not annotated.`,
    )
    return []
  }
  if (done.has(place)) return []
  done.add(place)
  const sharing = contract.keyResources.filter(
    (other) => other !== resource && other.secret.pointer === secret.pointer,
  )
  const alone = sharing.every((other) => JSON.stringify(other.secret) === JSON.stringify(secret))
  const said: Draft<XSecret> = { reveal: secret.reveal }
  if (alone) {
    if (secret.carrier !== null) said.carrier = secret.carrier
    if (Object.keys(secret.format).length > 0) said.format = secret.format
    if (secret.alsoAt.length > 0) said.alsoAt = secret.alsoAt
  }
  return action(
    place,
    given,
    'x-secret',
    said,
    `${resource.label} (${resource.confidence}). ${sentencesOn(resource, ['secret', 'reveal', 'carrier'])}`,
  )
}

/** What holds for the whole document: when keys expire, where all key resources agree. */
function documentAction(contract: Contract, given: JsonValue): readonly Action[] {
  const [first, ...rest] = contract.keyResources
  const expiry = first?.expiry ?? null
  if (first === undefined || expiry === null || expiry.unit === 'unknown') return []
  if (rest.some((other) => other.expiry?.inRequest !== expiry.inRequest || other.expiry.unit !== expiry.unit))
    return []
  return action(
    '',
    given,
    'x-secret-contract',
    { version: 1, expiry: { field: expiry.inRequest, unit: expiry.unit } },
    sentencesOn(first, ['expiry']),
  )
}

function action(
  place: string,
  given: JsonValue,
  name: string,
  said: object,
  description: string,
): readonly Action[] {
  const known = valueAt(given, `${place}/${name}`)
  // What is there was said by a person; an overlay adds to lists, so what is there must not be said again.
  const fresh = Object.entries(said).filter(([member]) => !isObject(known) || !Object.hasOwn(known, member))
  if (fresh.length === 0) return []
  return [
    {
      target: targetOf(given, place),
      description,
      update: { [name]: Object.fromEntries<JsonValue>(fresh) },
    },
  ]
}

/** The evidence for some conclusions as running text. */
function sentencesOn({ evidence }: KeyResource, about: readonly Conclusion[]): string {
  return evidence
    .filter((one) => one.about !== undefined && about.includes(one.about))
    .map(({ says, pointer, quote }) => {
      const place = pointer === undefined ? '' : ` (at ${pointer})`
      const words = quote === undefined ? '' : `: “${quote.replaceAll(/\s+/g, ' ').trim()}”`
      return `${says.charAt(0).toUpperCase()}${says.slice(1)}${words}${place}.`
    })
    .join(' ')
}
