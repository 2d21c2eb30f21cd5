import type { DefectName } from './defects.ts'
import type { Store } from './store.ts'

/** Whose API a server imitates. */
export type Vendor = 'videodb' | 'autocalls' | 'lumino' | 'vued' | 'avido'

/** Whether the server has the named defect. */
export type Has = (defect: DefectName) => boolean

/** A security scheme of the vendor: where a credential travels, and whether it is the key or names the tenant. */
export interface Scheme {
  readonly name: string
  readonly header: string
  readonly kind: 'apiKey' | 'bearer'
  readonly holds: 'key' | 'tenant'
}

/** An account of the server, with the credential it starts with. */
export interface Tenant {
  readonly id: string
  readonly root: KeyRecord
}

/** A key as the server knows it; times in milliseconds since 1970. */
export interface KeyRecord {
  readonly id: string
  readonly secret: string
  readonly digest: Buffer
  readonly root: boolean
  readonly createdAt: number
  readonly scopes: readonly string[]
  readonly tenant: string
  name: string
  expiresAt: number | null
  /** The expiry as it was sent. */
  expiresText: string | null
  revokedAt: number | null
  lastUsedAt: number | null
  /** Until when the planted credential cache takes the key for live. */
  cachedUntil: number
}

/** One thing that is wrong with a request body. */
export interface Issue {
  readonly code: string
  readonly message: string
  readonly path: readonly string[]
}

/** A member of a request body. */
export interface Field {
  readonly required: boolean
  /** What is wrong with the value; null when nothing is. */
  check(value: unknown, has: Has): string | null
}

/** What a handler answers. */
export interface Answer {
  readonly status: number
  readonly body?: Body
  readonly headers?: Readonly<Record<string, string>>
}

/** A JSON object on its way out. */
export interface Body {
  [member: string]: unknown
}

/** What a route is for: decides which defects touch its answer. */
export type Role = 'create' | 'list' | 'get' | 'update' | 'revoke' | 'canary'

/** An authenticated, routed and valid request. */
export interface Call {
  readonly caller: KeyRecord
  readonly tenant: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Body
  readonly store: Store
  readonly has: Has
  /** The metadata of a key as the vendor shows it. */
  readonly show: (record: KeyRecord) => Body
  /** The key that the last path parameter names, of the caller's tenant. */
  readonly find: () => KeyRecord | undefined
}

/** One operation. */
export interface Route {
  readonly method: string
  /** `/a/{b}`, without the base path. */
  readonly path: string
  readonly role: Role
  /** Members of the request body; none when the operation takes no body. */
  readonly fields?: Readonly<Record<string, Field>>
  readonly closed?: boolean
  handle(call: Call): Answer
}

/** All that makes one vendor's server differ from another's. */
export interface Shape {
  readonly base: string
  readonly schemes: readonly Scheme[]
  /** Revoked keys stay listed. */
  readonly soft: boolean
  readonly prefix: string
  /** Statuses for a body that is no JSON, and for JSON that the schema refuses. */
  readonly invalid: { readonly syntax: number; readonly schema: number }
  /** Where the create response holds the secret, and a member that must not be null or of another type. */
  readonly secretAt: readonly string[]
  readonly typedAt: readonly string[]
  /** The member a leaking list would show the secret in, and the one that shows its beginning or end. */
  readonly secretMember: string
  readonly maskMember?: string
  readonly routes: readonly Route[]
  readonly newId: () => string
  secretFor(id: string, random: string): string
  item(record: KeyRecord): Body
  /** Whether a path parameter names the key. */
  names(record: KeyRecord, parameter: string): boolean
  error(status: number, message: unknown, issues: readonly Issue[]): Body
  /** Refuses what the caller may not do, or says in whose tenant the call acts. */
  guard?(call: Call, route: Route): Answer | { readonly tenant: string }
}
