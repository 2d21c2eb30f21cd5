import type { LoadOptions } from '../contract/load.ts'
import type { Contract, JsonObject } from '../contract/types.ts'

/** How a mock is started; everything has a default that suits a test on loopback. */
export interface MockOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number
  /** Address to listen on; anything but loopback opens the mock to the network. Default `127.0.0.1`. */
  readonly host?: string
  /** First valid credentials by security scheme name, bare values; http basic as `user:password`. */
  readonly credentials?: Readonly<Record<string, string>>
  /** Names of the faults to plant from the start. */
  readonly faults?: readonly string[]
  /** SQLite file that keeps the ledger across restarts; in memory when left out. */
  readonly dataFile?: string
  /** Same seed, same answers; secrets excepted unless `deterministicSecrets`. */
  readonly seed?: number
  /** Milliseconds every answer is held back. */
  readonly latencyMs?: number
  /** Derives secrets from the seed: for goldens and examples only, as such secrets can be guessed. */
  readonly deterministicSecrets?: boolean
  /** Largest request body in bytes; more gets 413. Default 1 MiB. */
  readonly maxBodyBytes?: number
  /** Is given one line a request, free of secrets. */
  readonly log?: (line: string) => void
  /** How the document is loaded, where it is not given as a Contract. */
  readonly load?: LoadOptions
}

/** What a caller of the mock needs to act for one tenant. */
export interface MockTenant {
  readonly name: string
  /** Bare credentials by security scheme name. */
  readonly credentials: Readonly<Record<string, string>>
  /** Value of the parameter that selects this tenant, where the document has one: `{org_id: ...}`. */
  readonly parameters: Readonly<Record<string, string>>
}

/** A running mock of one document. */
export interface Mock extends AsyncDisposable {
  /** Base URL without a trailing slash. */
  readonly url: string
  readonly port: number
  readonly contract: Contract
  /** Bare credentials of the first tenant by security scheme name. */
  readonly credentials: Readonly<Record<string, string>>
  /** Value of the parameter that selects the first tenant, where the document has one. */
  readonly parameters: Readonly<Record<string, string>>
  /** What the reader should know of this mock, a sentence each. */
  readonly notices: readonly string[]
  /** Adds a tenant that shares nothing with the others, and gives its credentials. */
  createTenant(): MockTenant
  readonly faults: {
    /** Names of the faults that are planted now. */
    list(): readonly string[]
    /** Plants these faults and no others; throws KeyproofError for a name that is none or does not apply. */
    set(names: readonly string[]): void
  }
  readonly clock: {
    now(): Date
    /** Sets the mock's clock, which goes on from there. */
    set(instant: string): void
    /** Moves it by an ISO 8601 duration such as `PT1H` or `-P1D`. */
    advance(duration: string): void
  }
  /** Forgets every issued key and puts clock and faults back to where they were at the start. */
  reset(): void
  /** The ledger and the settings as data, free of secrets. */
  state(): JsonObject
  /** Is given one line a request, free of secrets; may be replaced at any time. */
  onRequest: ((line: string) => void) | undefined
}
