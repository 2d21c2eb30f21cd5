import type { Role } from '../types.ts'
import { parameterOf } from './address.ts'
import { isText } from './fields.ts'
import { nounKind } from './nouns.ts'
import type { Act, Acts } from './operations.ts'
import { listQuality, roleHere, roleOfVerb } from './role-of.ts'
import { endsWith, words } from './words.ts'

/** An operation that a way takes for one in a role. */
interface InRole {
  readonly act: Act
  readonly role: Role
}

/** One way of finding the operations around a create operation. */
export interface Way {
  readonly says: string
  readonly find: (acts: Acts, create: Act) => readonly InRole[]
}

/** In order of trust: a later way fills only the roles that the earlier ones left open. */
export const WAYS: readonly Way[] = [
  { says: 'stands in the same collection of paths', find: sameCollection },
  { says: 'acts on the secret of an item of the collection', find: partOfItem },
  { says: 'acts on the same noun in the same family of operations', find: sameFamily },
  { says: 'manages the same noun at a shorter or longer path', find: relatedCollection },
  { says: 'is named for the same noun by its operationId', find: sameName },
  { says: 'shows the keys inside their owner', find: insideOwner },
]

function sameCollection(acts: Acts, create: Act): readonly InRole[] {
  const here = acts.at(create.shape.collection)
  return here.flatMap((act) => {
    const role = roleHere(act, create)
    return role === null || (role === 'get' && findsOthers(act, here)) ? [] : [{ act, role }]
  })
}

/** `GET /tokens/{name}` that lists the tokens of a name, where one token is changed and deleted at `/tokens/{id}`. */
function findsOthers(act: Act, here: readonly Act[]): boolean {
  const { item } = act.shape
  if (item === null || listQuality(act, act.shape.noun) < 2) return false
  const changed = here
    .filter(
      ({ operation, shape }) => operation.method !== 'GET' && shape.item !== null && shape.verb === null,
    )
    .map(({ shape }) => shape.item)
  return changed.length > 0 && !changed.includes(item)
}

/** `/machines/{id}/secret_key/rotate`, `/clients/{id}/secrets/rotate`: acts on a key's secret. */
function partOfItem(acts: Acts, create: Act): readonly InRole[] {
  const prefix = [...create.shape.collection, '{}'].join('/')
  return acts.all.flatMap((act) => {
    const collection = act.shape.collection.join('/')
    const { method } = act.operation
    if (method === 'GET' || method === 'DELETE' || !collection.startsWith(`${prefix}/`)) return []
    const rest = collection.slice(prefix.length + 1)
    const rotates = act.shape.verb === 'rotate' && /^(?:[a-z-]*-)?(?:secret|key|token|credential)$/.test(rest)
    const renews =
      act.shape.verb === null &&
      act.shape.item === null &&
      /^(?:secret|value)$/.test(rest) &&
      method === 'PUT'
    if (!rotates && !renews) return []
    return [{ act, role: 'rotate' as const }]
  })
}

/** `keys.createKey`, `keys.deleteKey`, `apis.listKeys`: the id is in the body. */
function sameFamily(acts: Acts, create: Act): readonly InRole[] {
  if (create.shape.verb !== 'create') return []
  return acts.all.flatMap((act) => {
    const { verb, collection, noun } = act.shape
    if (verb === null || act.shape.item !== null || noun.join(' ') !== create.shape.noun.join(' ')) return []
    if (collection.length < create.shape.collection.length || collection[0] !== create.shape.collection[0])
      return []
    const role = roleOfVerb(verb, act)
    return role === null ? [] : [{ act, role }]
  })
}

/** A collection whose path has the same ends as the create operation's and drops or adds an owner between. */
function relatedCollection(acts: Acts, create: Act): readonly InRole[] {
  const own = create.shape.collection
  if (nounKind(create.shape.noun).kind !== 'key') return []
  const related = acts
    .collections()
    .filter((other) => other.length !== own.length && other.at(-1) === own.at(-1))
    .filter(
      (other) =>
        (subsequence(other, own) || subsequence(own, other)) && managed(acts, other) && !creates(acts, other),
    )
    .toSorted((a, b) => distance(a, own) - distance(b, own) || (a.join('/') < b.join('/') ? -1 : 1))
  const [nearest] = related
  if (nearest === undefined) return []
  const listed = acts.at(own).some((act) => roleHere(act, create) === 'list')
  return acts.at(nearest).flatMap((act) => {
    const role = roleHere(act, create)
    return role === null || (listed && act.shape.item === null) ? [] : [{ act, role }]
  })
}

function creates(acts: Acts, collection: readonly string[]): boolean {
  return acts
    .at(collection)
    .some(
      ({ operation, shape }) =>
        operation.method === 'POST' &&
        shape.item === null &&
        (shape.verb === null || shape.verb === 'create'),
    )
}

function distance(a: readonly string[], b: readonly string[]): number {
  return Math.abs(a.length - b.length)
}

function managed(acts: Acts, collection: readonly string[]): boolean {
  return acts
    .at(collection)
    .some(
      (act) =>
        act.operation.method === 'DELETE' ||
        (act.operation.method === 'GET' && act.shape.verb === null) ||
        (act.shape.verb === 'list' && act.operation.method === 'POST'),
    )
}

function subsequence(short: readonly string[], long: readonly string[]): boolean {
  let at = 0
  for (const part of long) if (part === short[at]) at++
  return at === short.length
}

/** `createApplicationApiKey` and `deleteApiKey`: operations that no path joins. */
function sameName(acts: Acts, create: Act): readonly InRole[] {
  const noun = create.named.noun
  if (create.named.verb !== 'create' || nounKind(noun).kind !== 'key') return []
  return acts.all.flatMap((act) => {
    const { verb, noun: other } = act.named
    if (verb === null || act.operation.operationId === undefined || other.length < 2) return []
    if (!endsWith(noun, other) && !endsWith(other, noun)) return []
    if (rivalled(acts, act, create)) return []
    const role = roleOfVerb(verb, act)
    if (role === null || role === 'rotate') return []
    return role === 'list' || parameterOf(act, create.shape.noun) !== null ? [{ act, role }] : []
  })
}

/** Whether an operation stands in another collection that creates keys of its own. */
function rivalled(acts: Acts, act: Act, create: Act): boolean {
  return (
    act.shape.collection.join('/') !== create.shape.collection.join('/') &&
    creates(acts, act.shape.collection)
  )
}

/** `GET /accounts/{name}` whose body has an array named like the keys. */
function insideOwner(acts: Acts, create: Act): readonly InRole[] {
  const own = create.shape.collection
  if (own.at(-2) !== '{}') return []
  const head = create.shape.noun.at(-1)
  return acts.at(own.slice(0, -2)).flatMap((act) => {
    if (act.operation.method !== 'GET' || act.shape.item === null || act.shape.verb !== null) return []
    const body = act.response()
    const holds = body.arrays.some(
      (at) =>
        words(at.split('/').at(-1) ?? '').at(-1) === head &&
        body.fields.some((f) => f.parent === `${at}/0` && isText(f)),
    )
    return holds ? [{ act, role: 'list' as const }] : []
  })
}
