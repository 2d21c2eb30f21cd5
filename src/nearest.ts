import { closest, distance } from 'fastest-levenshtein'

/** The nearest of several names, as a hint; a plain list where none is near. */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'There are none.'
  return suggestion(name, known) ?? `Known: ${known.join(', ')}.`
}

/** A question after the nearest of several names; null where none is near enough to be meant. */
export function suggestion(name: string, known: readonly string[]): string | null {
  if (isNear(name, known)) return `Did you mean ${quoted(closest(name, [...known]))}?`
  const begun = known.filter((candidate) => begins(candidate, name))
  return begun.length === 0 ? null : `Did you mean ${quoted(closest(name, begun))}?`
}

/** Whether a name may be the beginning of another, but for a slip: whoever stops early has still named it. */
function begins(candidate: string, name: string): boolean {
  const start = candidate.slice(0, name.length).toLowerCase()
  return name.length >= 6 && distance(name.toLowerCase(), start) <= Math.floor(name.length / 6)
}

/** Whether a name may be a slip of the pen for one that is known. */
export function isNear(name: string, known: readonly string[]): boolean {
  return known.some(
    (candidate) =>
      distance(name.toLowerCase(), candidate.toLowerCase()) <= Math.max(2, Math.floor(candidate.length / 3)),
  )
}

/** A name that could not be told from the sentence around it stands in quotation marks. */
function quoted(name: string): string {
  return name.includes(' ') ? `"${name}"` : name
}
