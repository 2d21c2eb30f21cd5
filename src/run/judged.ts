import type { Contract } from '../contract/types.ts'
import { ruleById } from '../rules/catalogue.ts'
import type { RunEvent, Verdict } from './events.ts'

/** What a run says of the places where something was known to be broken. */
export interface Judged {
  /** Whether it would have seen it again: a rule left out or left open says nothing, an operation that is gone does. */
  again(document: string, rule: string, operation: string | null): boolean
  /** Verdicts of the documents that were judged to their end. */
  readonly verdicts: readonly Verdict[]
}

/** Reads from the events of a run what it has judged. */
export function judgedBy(events: readonly RunEvent[], contracts: readonly Contract[]): Judged {
  const finished = new Set(
    events.flatMap((event) => (event.type === 'document-finished' ? [event.document] : [])),
  )
  const verdicts = events.flatMap((event) =>
    event.type === 'verdict' && finished.has(event.verdict.document) ? [event.verdict] : [],
  )
  const kinds = new Map(
    verdicts.map((verdict) => [placeOf(verdict.document, verdict.rule, verdict.operation), verdict.verdict]),
  )
  const decided = verdicts.filter(({ verdict }) => verdict === 'held' || verdict === 'broken')
  const decidedRules = new Set(decided.map(({ document, rule }) => placeOf(document, rule, null)))
  const playedOperations = new Set(decided.map(({ document, operation }) => placeOf(document, '', operation)))
  return {
    verdicts,
    again(document, rule, operation) {
      const contract = contracts.find(({ name }) => name === document)
      if (contract === undefined || !finished.has(document)) return false
      if (ruleById(rule) === undefined) return true
      if (operation !== null && !contract.operations.some(({ key }) => key === operation)) return true
      const kind = kinds.get(placeOf(document, rule, operation))
      if (kind !== undefined) return kind === 'held' || kind === 'broken'
      // Some rules speak of an operation only when it breaks them.
      return (
        decidedRules.has(placeOf(document, rule, null)) &&
        (operation === null || playedOperations.has(placeOf(document, '', operation)))
      )
    },
  }
}

function placeOf(document: string, rule: string, operation: string | null): string {
  return JSON.stringify([document, rule, operation])
}
