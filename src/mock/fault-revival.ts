import type { Call } from './call.ts'
import type { FaultBed, FaultHooks } from './fault.ts'
import { leniently } from './fault-decisions.ts'
import type { KeyRecord } from './ledger.ts'

/** Revoked keys that a fault may bring back. */
export interface Graveyard {
  /** Brings back the revoked keys that satisfy the condition. */
  readonly raise: (which: (record: KeyRecord) => boolean) => void
  readonly hooks: Required<Pick<FaultHooks, 'spare' | 'admit'>>
}

/** Keeps the keys that are revoked, and lets those in that were brought back. */
export function graveyard(bed: FaultBed): Graveyard {
  const dead = new Map<string, KeyRecord>()
  const raised = new Map<string, KeyRecord>()
  return {
    raise(which) {
      for (const [secret, record] of dead) if (which(record)) raised.set(secret, record)
    },
    hooks: {
      spare(spared, record) {
        const secret = bed.secretOf(record)
        if (secret !== undefined) dead.set(secret, record)
        return spared
      },
      admit: (decision, call: Call) =>
        leniently(bed, decision, call, (scheme, reading) => {
          const record = reading.state === 'value' ? raised.get(reading.value) : undefined
          return record === undefined || record.scheme !== scheme.name
            ? undefined
            : { account: record.account, record }
        }),
    },
  }
}
