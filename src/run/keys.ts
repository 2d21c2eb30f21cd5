import type { Exchange } from '../http/exchange.ts'

/** A key this run created, by the exchange that created it. Holds tokens, never secrets. */
export interface CreatedKey {
  /** Key of the create operation. */
  readonly operation: string
  /** Token of the secret; null when the response showed none. */
  readonly secret: string | null
  readonly exchange: Exchange
  /** Who made it, where that was not the run's own account. */
  readonly as?: 'other'
}

/** The keys of a run on one target, and which of them still stand. */
export interface KeyRegister {
  created(key: CreatedKey): void
  /** Notes the id by which the key with this secret is addressed. */
  identified(secret: string, id: string): void
  /** Notes that a key addressed by its name has another name now. */
  renamed(from: string, to: string): void
  /** Notes that the key with this id was turned off: that it is refused from then on shows nothing of its end. */
  turnedOff(id: string): void
  isOff(id: string): boolean
  /** The id last noted for the key with this secret. */
  idOf(secret: string | null): string | null
  /** The secret of the key last known by this id. */
  secretOf(id: string): string | null
  /** The secrets of all keys, revoked ones included. */
  secrets(): readonly string[]
  /** Those of the keys that an operation made. */
  secretsBy(operation: string): readonly string[]
  /** Takes off the key with this secret. */
  revoked(key: Pick<CreatedKey, 'secret'>): void
  /** Takes off the key with this id. */
  revokedId(id: string): void
  /** Those not yet revoked, newest first. */
  standing(): readonly CreatedKey[]
  counts(): { readonly created: number; readonly revoked: number }
}

/** An empty register. */
export function createKeyRegister(): KeyRegister {
  const standing: CreatedKey[] = []
  const all: { readonly operation: string; readonly secret: string }[] = []
  const secrets = new Map<string, string>()
  const ids = new Map<string, string>()
  const off = new Set<string>()
  let created = 0
  let revoked = 0
  const takeOff = (secret: string | null): void => {
    const index = standing.findIndex((candidate) => candidate.secret === secret)
    if (index < 0) return
    standing.splice(index, 1)
    revoked += 1
  }
  return {
    identified(secret, id) {
      secrets.set(id, secret)
      ids.set(secret, id)
    },
    renamed(from, to) {
      const secret = secrets.get(from)
      if (secret === undefined) return
      secrets.set(to, secret)
      ids.set(secret, to)
    },
    turnedOff: (id) => void off.add(id),
    isOff: (id) => off.has(id),
    idOf: (secret) => (secret === null ? null : (ids.get(secret) ?? null)),
    secrets: () => all.map(({ secret }) => secret),
    secretsBy: (operation) => all.flatMap((one) => (one.operation === operation ? [one.secret] : [])),
    secretOf: (id) => secrets.get(id) ?? null,
    revokedId(id) {
      const secret = secrets.get(id)
      if (secret !== undefined) takeOff(secret)
    },
    created(key) {
      created += 1
      if (key.secret !== null) all.push({ operation: key.operation, secret: key.secret })
      standing.push(key)
    },
    revoked: ({ secret }) => takeOff(secret),
    standing: () => standing.toReversed(),
    counts: () => ({ created, revoked }),
  }
}
