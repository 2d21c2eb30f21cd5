import type { Role, RoleBinding } from '../types.ts'
import type { Field } from './fields.ts'
import type { Act } from './operations.ts'
import { endsWith, words } from './words.ts'

/** Where an operation takes the key's id, given its role. */
export function bindingOf(act: Act, role: Role, noun: readonly string[]): RoleBinding {
  const operation = act.operation.key
  if (role === 'create' || role === 'list') return { operation }
  if (act.shape.item !== null) return { operation, idParameter: act.shape.item, idIn: 'path' }
  const owner = act.shape.segments.findLast((s) => s.parameter)
  // `PUT /tokens/{id}/value` replaces the secret, though no word says so.
  const replaces = act.shape.verb === 'rotate' || (role === 'rotate' && act.shape.verb === null)
  if (owner !== undefined && replaces) return { operation, idParameter: owner.text, idIn: 'path' }
  const inBody = idInBody(act, noun)
  if (inBody !== undefined) return { operation, idParameter: inBody, idIn: 'body' }
  const query = idInQuery(act, noun)
  return query === undefined ? { operation } : { operation, idParameter: query, idIn: 'query' }
}

/** A required parameter may have any name of an id; one that need not be there must say plainly that it is one. */
function idInQuery({ operation }: Act, noun: readonly string[]): string | undefined {
  const named = operation.parameters.filter((p) => p.in === 'query' && namesId(p.name, noun))
  const found =
    named.find((p) => p.required) ?? named.find((p) => /^(?:id|uid|uuid)$/.test(words(p.name).at(-1) ?? ''))
  return found?.name
}

function idInBody(act: Act, noun: readonly string[]): string | undefined {
  const fields = idFields(act, noun)
  const one = fields.filter((f) => !f.types.has('array'))
  const single = one.find((f) => f.required) ?? one[0]
  if (single !== undefined) return single.pointer
  // Several keys at once, of which the first stands for all.
  return fields[0] === undefined ? undefined : `${fields[0].pointer}/0`
}

/**
 * Members of the body that may hold the id of a key; where ids and names will do, the ids: a name may be that of several,
 * and what is called key or token may be the secret itself.
 */
function idFields(act: Act, noun: readonly string[]): readonly Field[] {
  const lastWord = (field: Field): string => words(field.name).at(-1) ?? ''
  const named = act
    .request()
    .fields.filter((f) => f.parent === '' && (namesId(f.name, noun) || isSlug(f.name, noun)))
  const plain = named.filter((f) => /^(?:id|uid|uuid|guid|sid|slug|identifier)$/.test(lastWord(f)))
  if (plain.length > 0) return plain
  const ids = named.filter((f) => lastWord(f) !== 'name')
  return ids.length > 0 ? ids : named
}

function isSlug(name: string, noun: readonly string[]): boolean {
  const list = words(name)
  return list.at(-1) === 'slug' && (list.length === 1 || namesId(list.slice(0, -1).join(' '), noun))
}

/** Whether a name is that of the id of a key: `id`, `keyId`, `api_key_id`, `key`, `token`. */
export function namesId(name: string, noun: readonly string[]): boolean {
  const list = words(name)
  const bare = list.filter((w) => !/^(?:id|uid|uuid|sid|accessor|name|identifier)$/.test(w))
  if (bare.length === 0) return list.length > 0
  return endsWith(noun, bare) || endsWith(bare, noun)
}

/** The parameter that addresses one key, by operation shape. */
export function parameterOf(act: Act, noun: readonly string[]): string | null {
  if (act.shape.item !== null) return act.shape.item
  const inBody = idFields(act, noun)
  const field = inBody.find((f) => f.required) ?? inBody[0]
  if (field !== undefined) return field.name
  return idInQuery(act, noun) ?? null
}
