import type { JsonObject } from '../contract/types.ts'

/** What the mock remembers of a key it issued: never the secret, only its digest and the shown fragments. */
export interface KeyRecord {
  /** Rises with every key, so that pages stay in order while keys come and go. */
  readonly serial: number
  /** Key of the create operation, which stands for the key resource. */
  readonly resource: string
  /** Account whose credential made the key. */
  readonly account: string
  /** Value of the tenant parameter, or the account where the document selects no tenant. */
  readonly tenant: string
  /** Security scheme the secret authenticates with. */
  readonly scheme: string
  readonly id: string | number
  /** Keyed SHA-256 of the secret, base64url. */
  readonly digest: string
  readonly name: string | null
  /** Documented prefix and up to four characters more. */
  readonly head: string
  /** Last four characters. */
  readonly tail: string
  /** Members of the request that responses echo. */
  readonly members: JsonObject
  /** All times in milliseconds since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly expiresAt: number | null
  /** The expiry as it was sent, where it was a string. */
  readonly expiryText: string | null
  readonly revokedAt: number | null
  /** Written in place: it changes with every use and may be lost in a crash. */
  lastUsedAt: number | null
}

/** The keys the mock has issued. Every change is kept before the method returns. */
export interface Ledger {
  /** Random text mixed into every digest, so that digests say nothing without the ledger. */
  readonly pepper: string
  readonly size: number
  readonly nextSerial: () => number
  readonly add: (record: KeyRecord) => void
  readonly replace: (old: KeyRecord, record: KeyRecord) => void
  readonly remove: (record: KeyRecord) => void
  /** Notes a use; kept at leisure. */
  readonly used: (record: KeyRecord, at: number) => void
  readonly byDigest: (digest: string) => KeyRecord | undefined
  readonly byId: (resource: string, id: string) => KeyRecord | undefined
  /** The key of that name made last. */
  readonly byName: (resource: string, tenant: string, name: string) => KeyRecord | undefined
  /** In order of creation. */
  readonly inTenant: (resource: string, tenant: string) => Iterable<KeyRecord>
  readonly all: () => Iterable<KeyRecord>
  /** The account whose credential made the first key of a tenant. */
  readonly ownerOf: (tenant: string) => string | undefined
  readonly clear: () => void
  readonly close: () => void
}
