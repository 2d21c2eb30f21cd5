import type { Exchange } from '../http/exchange.ts'
import { saidIn } from './said.ts'

/** What became of the keys that a run wanted to take back while it goes on. */
export interface Revocations {
  /** A key was taken back by this operation. */
  worked(operation: string): void
  /** This operation was asked as the document says to take back a key that stood, and did not do it. */
  refused(operation: string, id: string, exchange: Exchange): void
  /** What there is to find out about revocations has been tried. */
  tried(): void
  /** Whether it has refused, and never worked. */
  isInDoubt(operation: string): boolean
  /** Why no more keys are to be made that only this operation could take back; null while it may yet do so. */
  stuck(operation: string): string | null
}

/** Keys that may be refused to go before it is taken for certain that none will: while that is looked into, and after. */
const patience = { trying: 16, tried: 4 }

/** Statuses that refuse what was asked, or break on it; others tell of the caller, of the moment, or that nothing is there. */
const refusing: ReadonlySet<number> = new Set([400, 403, 409, 412, 422, 428, 500])

/** Revocations of a run that has not tried any yet. */
export function createRevocations(): Revocations {
  const working = new Set<string>()
  let most = patience.trying
  const refusals = new Map<string, { readonly ids: Set<string>; readonly first: Exchange }>()
  return {
    worked: (operation) => void working.add(operation),
    refused(operation, id, exchange) {
      if (!refusing.has(exchange.response.status)) return
      const known = refusals.get(operation) ?? { ids: new Set(), first: exchange }
      known.ids.add(id)
      refusals.set(operation, known)
    },
    tried: () => void (most = patience.tried),
    isInDoubt: (operation) => refusals.has(operation) && !working.has(operation),
    stuck(operation) {
      const known = refusals.get(operation)
      if (known === undefined || known.ids.size < most || working.has(operation)) return null
      const said = saidIn(known.first)
      return `Keys cannot be taken back, so no more are made: ${operation} answered ${known.first.response.status}${said === null ? '' : ` (${said.replace(/\.$/, '')})`}.`
    },
  }
}
