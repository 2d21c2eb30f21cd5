import { parseJson, pointerTo, valueAt } from '../../contract/pointer.ts'
import type { JsonValue, KeyResource } from '../../contract/types.ts'
import type { Exchange } from '../../http/exchange.ts'
import { itemsShowing } from '../list-items.ts'
import type { Stage } from '../scenario.ts'
import { textOf } from '../text-of.ts'

/** The caller's name for a new key: as the answer has it, else as it was sent. */
export function nameOf(
  resource: KeyResource,
  exchange: Exchange,
  body: JsonValue | undefined,
): string | null {
  const inResponse = resource.nameInResponse === null ? undefined : valueAt(body, resource.nameInResponse)
  if (typeof inResponse === 'string') return inResponse
  const sent =
    exchange.request.body === undefined || resource.nameInRequest === null
      ? undefined
      : valueAt(parseJson(exchange.request.body), resource.nameInRequest)
  return typeof sent === 'string' ? sent : null
}

/** The value that addresses a new key: its secret, its name, a member of the response, or the only one the list can mean. */
export async function idOf(
  stage: Stage,
  resource: KeyResource,
  secret: string,
  name: string | null,
  body: JsonValue | undefined,
  isOthers: (id: string) => boolean,
  as?: 'other',
): Promise<string | null> {
  if (resource.idIsSecret) return secret
  if (resource.idIsName) return name
  if (resource.id === null) return idInOpenList(stage, resource, name, as)
  if ('pointer' in resource.id) return textOf(valueAt(body, resource.id.pointer))
  const { list } = resource
  if (list === null || list.id === null || list.name === null || name === null || !stage.subject.stateful)
    return null
  const pages = await stage.list(as === undefined ? {} : { as })
  const named = stage.items(pages ?? []).filter((item) => valueAt(item, list.name!) === name)
  // A key may be listed twice, and two may have one name, or one id.
  const ids = [...new Set(named.map((item) => textOf(valueAt(item, list.id!))))]
  const [id = null, ...more] = ids.length > 1 ? ids.filter((one) => one !== null && !isOthers(one)) : ids
  return more.length > 0 ? null : id
}

/** The id of a new key by a list whose form the document leaves open: the member named like the parameter that takes it, or `id`. */
async function idInOpenList(
  stage: Stage,
  resource: KeyResource,
  name: string | null,
  as?: 'other',
): Promise<string | null> {
  const user = resource.roles.revoke ?? resource.roles.get ?? resource.roles.update ?? resource.roles.rotate
  if (
    resource.list !== null ||
    resource.roles.list === undefined ||
    user?.idParameter === undefined ||
    name === null ||
    !stage.subject.stateful
  )
    return null
  const pages = await stage.list(as === undefined ? {} : { as })
  const [item, ...others] = itemsShowing(stage.items(pages ?? []), { id: null, name })
  if (item === undefined || others.length > 0) return null
  const member = user.idParameter.replace(/^.*\//, '')
  return textOf(valueAt(item, pointerTo('', member))) ?? textOf(valueAt(item, '/id'))
}
