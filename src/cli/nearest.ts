import { closest, distance } from 'fastest-levenshtein'

/** The nearest of several names, as a hint; a plain list where none is near. */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'There are none.'
  return isNear(name, known) ? `Did you mean ${closest(name, [...known])}?` : `Known: ${known.join(', ')}.`
}

/** Whether a name may be a slip of the pen for one that is known. */
export function isNear(name: string, known: readonly string[]): boolean {
  return known.some(
    (candidate) =>
      distance(name.toLowerCase(), candidate.toLowerCase()) <= Math.max(2, Math.floor(candidate.length / 3)),
  )
}
