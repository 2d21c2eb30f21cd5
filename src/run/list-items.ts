import { valueAt } from '../contract/pointer.ts'
import type { JsonValue, KeyResource } from '../contract/types.ts'
import type { Vault } from '../secrets/types.ts'
import type { IssuedKey } from './scenario.ts'
import { textOf } from './text-of.ts'

/** Characters at either end of a secret, its public beginning aside, by which a shortened form names one key. */
const telling = 4

/** The items of a list that stand for the key: by id, else by the shortened secret they show, else by name. */
export function itemsOfKey(
  items: readonly JsonValue[],
  key: IssuedKey,
  resource: KeyResource,
  vault: Pick<Vault, 'overlap' | 'traits'>,
): readonly JsonValue[] {
  const { list } = resource
  if (list === null) return []
  const { id, name } = list
  if (resource.idIsSecret) {
    const shared = sharedLength(key, resource, vault)
    const shown = items.filter((item) =>
      stringsIn(item).some((text) => text.includes(key.secret) || shortens(text, key, shared, vault)),
    )
    return shown.length > 0 || name === null || key.name === null
      ? shown
      : items.filter((item) => valueAt(item, name) === key.name)
  }
  if (id !== null && key.id !== null) return items.filter((item) => textOf(valueAt(item, id)) === key.id)
  return name === null || key.name === null ? [] : items.filter((item) => valueAt(item, name) === key.name)
}

/**
 * The one array of objects in a list response whose form the document leaves open; null where there are several, or
 * none. An empty array counts where nothing else does.
 */
export function onlyItems(body: JsonValue | undefined): readonly JsonValue[] | null {
  const all = arraysIn(body, 3)
  const filled = all.filter(
    (items) =>
      items.length > 0 &&
      items.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item)),
  )
  const found = filled.length > 0 ? filled : all.filter((items) => items.length === 0)
  return found.length === 1 ? found[0]! : null
}

function arraysIn(value: JsonValue | undefined, depth: number): readonly (readonly JsonValue[])[] {
  if (Array.isArray(value)) return [value as readonly JsonValue[]]
  if (typeof value !== 'object' || value === null || depth === 0) return []
  return Object.values(value).flatMap((member: JsonValue) => arraysIn(member, depth - 1))
}

/** The items of a list of unknown form that show the id or the name of the key. */
export function itemsShowing(
  items: readonly JsonValue[],
  { id, name }: Pick<IssuedKey, 'id' | 'name'>,
): readonly JsonValue[] {
  const showing = (wanted: string | null): readonly JsonValue[] =>
    wanted === null
      ? []
      : items.filter(
          (item) =>
            typeof item === 'object' &&
            item !== null &&
            Object.values(item).some((member: JsonValue) => textOf(member) === wanted),
        )
  const byId = showing(id)
  return byId.length > 0 ? byId : showing(name)
}

/** Whether the items of a list can be told apart by key at all. */
export function tellsKeysApart(resource: KeyResource): boolean {
  const { list } = resource
  return list !== null && (resource.idIsSecret || list.id !== null || list.name !== null)
}

/** Whether a list masks its keys so far that none could be told from another. */
export function masksBeyondTelling(
  items: readonly JsonValue[],
  key: IssuedKey,
  resource: KeyResource,
  vault: Pick<Vault, 'overlap' | 'traits'>,
): boolean {
  const prefixLength = sharedLength(key, resource, vault)
  const mask = /[*•●█·]{2,}|…|\.{3,}/
  return (
    items.length > 0 &&
    items.every((item) =>
      stringsIn(item).some((shown) => {
        const [head = '', tail = ''] = shown.split(mask)
        return mask.test(shown) && head.length < prefixLength + telling && tail.length < telling
      }),
    )
  )
}

function shortens(
  shown: string,
  { secret }: IssuedKey,
  shared: number,
  vault: Pick<Vault, 'overlap'>,
): boolean {
  const { leading, trailing } = vault.overlap(secret, shown)
  return trailing >= telling || leading >= shared + telling
}

/** How much of a secret all of its kind begin with: by its own form, and by what it has in common with documented ones. */
function sharedLength(
  { secret }: IssuedKey,
  { secret: { examples } }: KeyResource,
  vault: Pick<Vault, 'overlap' | 'traits'>,
): number {
  const common = examples.map((example) => vault.overlap(secret, example).leading)
  return Math.max(vault.traits(secret, []).prefixLength, ...common)
}

function stringsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap((member) => (typeof member === 'string' ? [member] : []))
    : []
}
