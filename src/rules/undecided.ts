import { ruleById } from './catalogue.ts'

/**
 * Whether all that was asked of the API stayed open: a run that can show nothing is not one that shows that all is well.
 * What keyproof says of its own doings shows nothing.
 */
export function isUndecided(
  verdicts: readonly { readonly rule: string; readonly verdict: string }[],
): boolean {
  const kinds = new Set(
    verdicts.filter(({ rule }) => ruleById(rule)?.basis !== 'harness').map(({ verdict }) => verdict),
  )
  return kinds.has('inconclusive') && !kinds.has('held') && !kinds.has('broken')
}
