import { randomBytes } from 'node:crypto'
import type { KeyRecord, Ledger } from './ledger.ts'

/** The keys of one tenant in one resource. */
interface Space {
  /** By serial; a record that replaces another keeps its place in the order. */
  readonly keys: Map<number, KeyRecord>
  readonly names: Map<string, KeyRecord>
}

interface Shelf {
  readonly ids: Map<string, KeyRecord>
  readonly tenants: Map<string, Space>
}

/** A ledger that ends with the process. */
export function memoryLedger(pepper: string = randomBytes(32).toString('hex')): Ledger {
  const digests = new Map<string, KeyRecord>()
  const shelves = new Map<string, Shelf>()
  const owners = new Map<string, string>()
  let serial = 0

  const shelfOf = (resource: string): Shelf => {
    const known = shelves.get(resource)
    if (known !== undefined) return known
    const shelf: Shelf = { ids: new Map(), tenants: new Map() }
    shelves.set(resource, shelf)
    return shelf
  }
  const insert = (record: KeyRecord): void => {
    digests.set(record.digest, record)
    const { ids, tenants } = shelfOf(record.resource)
    ids.set(String(record.id), record)
    const space = tenants.get(record.tenant) ?? {
      keys: new Map<number, KeyRecord>(),
      names: new Map<string, KeyRecord>(),
    }
    space.keys.set(record.serial, record)
    if (record.name !== null) space.names.set(record.name, record)
    tenants.set(record.tenant, space)
    if (!owners.has(record.tenant)) owners.set(record.tenant, record.account)
  }
  const dropIndexes = (record: KeyRecord): void => {
    if (digests.get(record.digest) === record) digests.delete(record.digest)
    const { ids, tenants } = shelfOf(record.resource)
    const id = String(record.id)
    if (ids.get(id) === record) ids.delete(id)
    const names = tenants.get(record.tenant)?.names
    if (record.name !== null && names?.get(record.name) === record) names.delete(record.name)
  }

  return {
    pepper,
    get size() {
      return digests.size
    },
    nextSerial: () => serial + 1,
    add(record) {
      serial = Math.max(serial, record.serial)
      insert(record)
    },
    replace(old, record) {
      dropIndexes(old)
      insert(record)
    },
    remove(record) {
      dropIndexes(record)
      shelfOf(record.resource).tenants.get(record.tenant)?.keys.delete(record.serial)
    },
    used(record, at) {
      record.lastUsedAt = at
    },
    byDigest: (digest) => digests.get(digest),
    byId: (resource, id) => shelfOf(resource).ids.get(id),
    byName: (resource, tenant, name) => shelfOf(resource).tenants.get(tenant)?.names.get(name),
    inTenant: (resource, tenant) => shelfOf(resource).tenants.get(tenant)?.keys.values() ?? [],
    all: () => digests.values(),
    ownerOf: (tenant) => owners.get(tenant),
    clear() {
      for (const index of [digests, shelves, owners]) index.clear()
      serial = 0
    },
    close() {},
  }
}
