import { pointerTokens, valueAt } from '../contract/pointer.ts'
import type { JsonValue, KeyResource } from '../contract/types.ts'
import type { Places, Scene } from './fields.ts'
import { membersIn } from './members.ts'

const lastToken = (pointer: string | null | undefined): string | null =>
  pointer === null || pointer === undefined ? null : (pointerTokens(pointer).at(-1) ?? null)

/** Where a body shows the parts of a key: where the contract says, else at the outermost member of the same name. */
export function placesIn(model: JsonValue, scene: Scene, resource: KeyResource): Places {
  const members = membersIn(model, { intoArrays: false })
  const named = (
    names: readonly (string | null)[],
    barred: readonly (string | null)[] = [],
  ): string | null => {
    for (const name of names) {
      const found = members.find(
        (member) =>
          member.name === name &&
          !barred.includes(member.pointer) &&
          (typeof member.value !== 'object' || member.value === null),
      )
      if (name !== null && found !== undefined) return found.pointer
    }
    return null
  }
  const given = (pointer: string | null | undefined): string | null =>
    pointer !== null && pointer !== undefined && valueAt(model, pointer) !== undefined ? pointer : null
  const { list } = resource
  const idPointer = resource.id !== null && 'pointer' in resource.id ? resource.id.pointer : null

  const stated = scene === 'issue' ? [resource.secret.pointer, ...resource.secret.alsoAt] : []
  const present = stated.filter((pointer) => valueAt(model, pointer) !== undefined)
  // A rotation may have a place of its own.
  const own = given(resource.roles.rotate?.secret)
  const secret =
    scene !== 'issue'
      ? []
      : present.length > 0
        ? present
        : [own ?? named([lastToken(resource.secret.pointer)])].filter((pointer) => pointer !== null)

  // Where a key is addressed by itself, its id is not to be shown but in a shortened form.
  const idMasks =
    resource.idIsSecret && scene === 'item' && list?.id !== null && list?.id !== undefined ? [list.id] : []
  const masks =
    scene === 'item' ? [...(list?.masked ?? []), ...idMasks] : scene === 'issue' ? resource.masked : []
  // A key may be addressed by the part of its secret that is shown.
  const idNames = resource.idIsSecret ? [] : [idPointer, list?.id].map(lastToken)
  const maskNames = new Set([...resource.masked, ...(list?.masked ?? []), ...idMasks].map(lastToken))
  const masked = [
    ...new Set([
      ...masks.filter((pointer) => valueAt(model, pointer) !== undefined),
      ...members
        .filter((member) => maskNames.has(member.name) && typeof member.value !== 'object')
        .map((member) => member.pointer),
    ]),
  ].filter((pointer) => !secret.includes(pointer) && !idNames.includes(lastToken(pointer)))

  const name =
    (scene === 'issue' ? given(resource.nameInResponse) : null) ??
    (scene === 'item' ? given(list?.name) : null) ??
    named(
      [lastToken(resource.nameInResponse), lastToken(list?.name), lastToken(resource.nameInRequest)],
      [...secret, ...masked],
    )

  const barred = [...secret, ...masked, name]
  const ownId = scene === 'issue' ? given(idPointer) : scene === 'item' ? given(list?.id) : null
  const id =
    ownId !== null && !barred.includes(ownId)
      ? ownId
      : named([lastToken(idPointer), lastToken(list?.id), 'id'], barred)
  const expiry =
    resource.expiry === null
      ? null
      : ((scene === 'issue' ? given(resource.expiry.inResponse) : null) ??
        named([lastToken(resource.expiry.inResponse)]))
  return { secret, masked, id, name, expiry }
}
