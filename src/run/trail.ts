/** What is taken down of the keys a run may have created: neither secrets nor ids that are secrets. */
export type TrailLine =
  /** Prints of the ids that were listed before the run. */
  | { readonly type: 'before'; readonly operation: string; readonly ids: readonly string[] }
  | { readonly type: 'clock'; readonly aheadMs: number }
  /** A request that may create a key is about to be sent; `like` are texts in it that may become its name. */
  | {
      readonly type: 'intent'
      /** Who asks, where that is not the run's own account. */
      readonly as?: 'other'
      readonly key: number
      readonly operation: string
      readonly name: string | null
      readonly like?: readonly string[]
      readonly at: number
    }
  /** `called` is the name the API gave to a key that came without one; `print` is that of a secret that is its own id. */
  | {
      readonly type: 'created'
      readonly key: number
      readonly id: string | null
      readonly at: number
      readonly called?: string
      readonly print?: string
    }
  /** `at` where it was refused for what it asks, not for who asks or how often. */
  | { readonly type: 'refused'; readonly key: number; readonly at?: number }
  | { readonly type: 'identified'; readonly key: number; readonly id: string }
  /** A key that is addressed by its name is about to get another. */
  | { readonly type: 'renaming'; readonly to: string; readonly at: number }
  /** It has got it, or, without a key, the request was refused. */
  | { readonly type: 'renamed'; readonly key: number | null; readonly to: string }
  /** A request to revoke it is about to be sent; `refused` once that was answered otherwise than with a success. */
  | { readonly type: 'revoking'; readonly key: number; readonly refused?: true }
  | { readonly type: 'revoked'; readonly key: number }
  /** Its revocation was accepted, and has done nothing. */
  | { readonly type: 'stands'; readonly key: number }

/** A key that a run created, or may have created. */
export interface TrailKey {
  readonly key: number
  /** Key of the create operation. */
  readonly operation: string
  /** Who asked for it, where that was not the run's own account. */
  readonly as?: 'other'
  /** The name it was asked for, or has been given since; null where it got none. */
  readonly name: string | null
  /** What it may be called where it was asked for without a proper name. */
  readonly like?: readonly string[]
  readonly id: string | null
  /** Print of its id, where that is its secret. */
  readonly print?: string
  /** intended: no answer is known, or one that leaves it open. */
  readonly state: 'intended' | 'created' | 'refused' | 'revoked'
  /** When its request was sent, and answered: milliseconds since 1970 by our clock. */
  readonly sentAt: number
  readonly answeredAt: number | null
  /** A request to revoke it was sent, of which no answer is known. */
  readonly revoking?: boolean
}

/** The keys of a run on one target as far as its lines tell of them. */
export interface Trail {
  /** Every name of the run begins with it. */
  readonly mark: string
  readonly salt: string
  readonly add: (line: TrailLine) => void
  readonly key: (number: number) => TrailKey | undefined
  /** Those that were or may have been created, revoked ones included, newest first. */
  readonly all: () => readonly TrailKey[]
  /** Those whose request was refused for what it asks, so that there should be none. */
  readonly refused: () => readonly TrailKey[]
  /** Those that were or may have been created and are not known to be revoked. */
  readonly standing: () => readonly TrailKey[]
  /** Whether anything was listed before the run. */
  readonly hadBefore: (operation: string) => boolean
  /** Whether the id with this print was listed before the run; null where that was not looked at. */
  readonly wasBefore: (operation: string, print: string) => boolean | null
  /** Names a key may bear after a request whose answer is not known, with when that was sent. */
  readonly renames: () => readonly { readonly to: string; readonly at: number }[]
  /** How far the server's clock is ahead of ours, in milliseconds. */
  readonly aheadMs: () => number
  /** Names the API gave to keys that came without one. */
  readonly unnamed: () => readonly string[]
}

/** A trail of nothing yet; ids listed before the run are kept as prints with this salt. */
export function createTrail(mark: string, salt: string): Trail {
  const keys = new Map<number, TrailKey>()
  const before = new Map<string, ReadonlySet<string>>()
  const renames = new Map<string, number>()
  const unnamed = new Set<string>()
  let ahead = 0
  const change = (number: number, to: Partial<TrailKey>): void => {
    const known = keys.get(number)
    if (known !== undefined) keys.set(number, { ...known, ...to })
  }
  return {
    mark,
    salt,
    key: (number) => keys.get(number),
    all: () => [...keys.values()].filter(({ state }) => state !== 'refused').toReversed(),
    refused: () =>
      [...keys.values()].filter(({ state, answeredAt }) => state === 'refused' && answeredAt !== null),
    standing: () =>
      [...keys.values()].filter(({ state }) => state === 'intended' || state === 'created').toReversed(),
    hadBefore: (operation) => (before.get(operation)?.size ?? 0) > 0,
    wasBefore: (operation, print) => before.get(operation)?.has(print) ?? null,
    renames: () => [...renames].map(([to, at]) => ({ to, at })),
    aheadMs: () => ahead,
    unnamed: () => [...unnamed],
    add(line) {
      switch (line.type) {
        case 'before':
          before.set(line.operation, new Set(line.ids))
          return
        case 'clock':
          ahead = line.aheadMs
          return
        case 'intent':
          keys.set(line.key, {
            key: line.key,
            operation: line.operation,
            name: line.name,
            id: null,
            state: 'intended',
            sentAt: line.at,
            answeredAt: null,
            ...(line.as === undefined ? {} : { as: line.as }),
            ...(line.like === undefined ? {} : { like: line.like }),
          })
          return
        case 'created':
          if (line.called !== undefined) unnamed.add(line.called)
          return change(line.key, {
            state: 'created',
            id: line.id,
            answeredAt: line.at,
            ...(line.print === undefined ? {} : { print: line.print }),
          })
        case 'refused':
          return change(line.key, { state: 'refused', answeredAt: line.at ?? null })
        case 'identified':
          return change(line.key, { id: line.id })
        case 'renaming':
          renames.set(line.to, line.at)
          return
        case 'renamed':
          renames.delete(line.to)
          return line.key === null ? undefined : change(line.key, { id: line.to, name: line.to })
        case 'revoking':
          return change(line.key, { revoking: line.refused !== true })
        case 'revoked':
          return change(line.key, { state: 'revoked' })
        case 'stands':
          return change(line.key, { state: 'created', revoking: false })
      }
    },
  }
}
