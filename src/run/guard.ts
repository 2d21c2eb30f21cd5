import type { Contract } from '../contract/types.ts'
import { ruleById } from '../rules/catalogue.ts'
import type { Vault } from '../secrets/types.ts'
import type { RunEvent } from './events.ts'

const rule = 'harness-artifacts-redacted'

/** Looks at every event before anybody else does. */
export interface Guard {
  readonly emit: (event: RunEvent) => void
  /** Says of a document whether its events were free of secrets. */
  readonly judge: (contract: Contract) => void
  readonly leaks: () => number
}

/**
 * Keeps secrets out of the log: an event that holds one, in any encoding the oracle knows, is put aside and
 * counted, and the run is no longer to be trusted.
 */
export function createGuard(vault: Vault, emit: (event: RunEvent) => void): Guard {
  let leaks = 0
  /** Of the document under way. */
  let own = { events: 0, leaks: 0 }
  return {
    leaks: () => leaks,
    emit(event) {
      own.events += 1
      if (!vault.holds(JSON.stringify(event))) {
        emit(event)
        return
      }
      leaks += 1
      own.leaks += 1
      emit({
        type: 'notice',
        document: null,
        severity: 'error',
        message: `An event of the kind ${event.type} would have held a secret and was left out.`,
        hint: 'This is a fault of keyproof: please report it, with the version and the document, without the secret.',
      })
    },
    judge(contract) {
      emit({
        type: 'verdict',
        verdict: {
          document: contract.name,
          rule,
          group: ruleById(rule)?.group ?? 'hygiene',
          operation: null,
          verdict: own.leaks === 0 ? 'held' : 'broken',
          cases: own.events,
        },
      })
      own = { events: 0, leaks: 0 }
    },
  }
}
