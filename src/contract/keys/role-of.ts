import type { Role } from '../types.ts'
import { namesId } from './address.ts'
import { inArray, lastToken } from './fields.ts'
import type { Act } from './operations.ts'
import { namedAct } from './shape.ts'
import type { Verb } from './shape.ts'
import { words } from './words.ts'

/** The role of an operation in the collection of the create operation. */
export function roleHere(act: Act, create: Act): Role | null {
  const { method } = act.operation
  const { item, verb } = act.shape
  if (verb !== null) return roleOfVerb(verb, act)
  if (method === 'DELETE') return 'revoke'
  if (item === null)
    return method === 'GET'
      ? listQuality(act, create.shape.noun) > 0 || saidToList(act)
        ? 'list'
        : 'get'
      : null
  // Where keys are made at a place that names none of them, what is read there are the keys of that place.
  const place = create.shape.item === item && !namesId(item, create.shape.noun)
  if (method === 'GET') return place && listQuality(act, create.shape.noun) > 0 ? 'list' : 'get'
  if (method !== 'PATCH' && method !== 'PUT' && method !== 'POST') return null
  return saidToRotate(act) ? 'rotate' : 'update'
}

/** "Refresh the secret of a robot": all that such a request changes is the secret. */
const ROTATES =
  /^(?:refresh|regenerate|re-generate|rotate|reset|renew|roll|reissue|recreate)(?:s|es)? (?:[\w']+ ){0,4}?(?:secret|key|token|credential)s?(?: (?:of|for) (?:[\w']+ ?){1,5})?\W*$/i

function saidToRotate({ operation }: Act): boolean {
  return ROTATES.test(operation.summary.trim())
}

/** Whether words alone make a list of an operation whose answer the document leaves open. */
function saidToList(act: Act): boolean {
  const { fields, arrays } = act.response()
  return fields.length === 0 && arrays.length === 0 && namedAct(act.operation).verb === 'list'
}

const BY_VERB: Readonly<Partial<Record<Verb, Role>>> = {
  update: 'update',
  revoke: 'revoke',
  rotate: 'rotate',
}

/** The role that a verb gives an operation, whatever its collection. */
export function roleOfVerb(verb: Verb, act: Act): Role | null {
  const { method } = act.operation
  const { item, noun } = act.shape
  const quality = listQuality(act, noun)
  if (verb === 'create') return item !== null && method !== 'GET' ? 'rotate' : null
  if (verb === 'list') return quality > 0 ? 'list' : null
  if (verb === 'get') return quality < 2 ? 'get' : item === null ? 'list' : null
  return method === 'GET' || (verb === 'rotate' && method === 'DELETE') ? null : (BY_VERB[verb] ?? null)
}

const ENVELOPE =
  /^(?:data|item|result|record|value|row|content|entry|list|element|object|response|resource|collection)$/

/** How well a response reads as a list of keys: 2 for an array at the top, in an envelope or named like them, 1 for any. */
export function listQuality(act: Act, noun: readonly string[]): 0 | 1 | 2 {
  const body = act.response()
  const rows = body.arrays.filter(
    (at) => at.split('/').length <= 3 && !inArray(at) && body.fields.some((f) => f.parent === `${at}/0`),
  )
  if (rows.length === 0) return 0
  const plain = rows.some((at) => {
    const name = words(lastToken(at))
    return at === '' || ENVELOPE.test(name.join(' ')) || namesId(name.join('_'), noun)
  })
  return plain ? 2 : 1
}
