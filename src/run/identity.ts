import fc from 'fast-check'

/** Tells inputs of cases apart. */
export interface Acquaintance {
  /** Takes note of an input; false where one that is alike was met before. */
  readonly meet: (input: unknown) => boolean
}

/** An acquaintance with nothing yet. */
export function createAcquaintance(): Acquaintance {
  /** What was met first under a text; null once it stands among those told apart by more than JSON. */
  const byJson = new Map<string, { readonly input: unknown } | null>()
  const texts = new Set<string>()
  return {
    meet(input) {
      const json = jsonOf(input)
      if (json !== null) {
        const first = byJson.get(json)
        byJson.set(json, first === undefined ? { input } : null)
        if (first === undefined) return true
        // What is alike in JSON may differ even so: fast-check's own rendering knows every kind of value, and takes its time.
        if (first !== null) texts.add(fc.stringify(first.input))
      }
      const text = fc.stringify(input)
      if (texts.has(text)) return false
      texts.add(text)
      return true
    },
  }
}

/** The input as JSON; null for what has none. */
function jsonOf(input: unknown): string | null {
  try {
    return JSON.stringify(input) ?? null
  } catch {
    return null
  }
}
