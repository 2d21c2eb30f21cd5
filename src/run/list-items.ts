import { valueAt } from '../contract/pointer.ts'
import type { JsonValue, KeyResource } from '../contract/types.ts'
import type { Vault } from '../secrets/types.ts'
import type { IssuedKey } from './scenario.ts'

/** Characters at either end of a secret, its public beginning aside, by which a shortened form names one key. */
const telling = 4

/** The items of a list that stand for the key: by id, else by the shortened secret they show, else by name. */
export function itemsOfKey(items: readonly JsonValue[], key: IssuedKey, resource: KeyResource, vault: Pick<Vault, 'overlap' | 'traits'>): readonly JsonValue[] {
  const { list } = resource
  if (list === null) return []
  if (resource.idIsSecret) return items.filter((item) => stringsIn(item).some((text) => text.includes(key.secret) || shortens(text, key, vault)))
  const { id, name } = list
  if (id !== null && key.id !== null) return items.filter((item) => text(valueAt(item, id)) === key.id)
  return name === null || key.name === null ? [] : items.filter((item) => valueAt(item, name) === key.name)
}

/** Whether the items of a list can be told apart by key at all. */
export function tellsKeysApart(resource: KeyResource): boolean {
  const { list } = resource
  return list !== null && (resource.idIsSecret || list.id !== null || list.name !== null)
}

function shortens(shown: string, { secret }: IssuedKey, vault: Pick<Vault, 'overlap' | 'traits'>): boolean {
  const { leading, trailing } = vault.overlap(secret, shown)
  return trailing >= telling || leading >= vault.traits(secret, []).prefixLength + telling
}

function stringsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((member) => (typeof member === 'string' ? [member] : [])) : []
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}
