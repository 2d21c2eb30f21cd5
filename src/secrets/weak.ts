/** Redacts values too short or too common to be searched for. */
export interface WeakValues {
  learn(value: string, token: string): void
  redact(text: string): string
  /** Whether there is any. */
  any(): boolean
}

const carrier =
  '(?<![a-z0-9])(?:bearer|basic|token|api[-_]?key|secret|password|authorization)["\']?[ \\t]*[=: ][ \\t]*["\']?'

/**
 * A value such as `x` or `test` is replaced only where it stands alone: as the whole text, or behind a word
 * that announces a credential. Anywhere else it is ordinary text, and no sighting.
 */
export function createWeakValues(): WeakValues {
  const tokens = new Map<string, string>()
  let pattern: RegExp | undefined
  return {
    any: () => tokens.size > 0,
    learn(value, token) {
      if (tokens.has(value)) return
      tokens.set(value, token)
      pattern = undefined
    },
    redact(text) {
      if (tokens.size === 0) return text
      const whole = tokens.get(text)
      if (whole !== undefined) return whole
      pattern ??= patternOf([...tokens.keys()])
      return text.replace(pattern, (value: string) => tokens.get(value) ?? value)
    },
  }
}

function patternOf(values: readonly string[]): RegExp {
  const longestFirst = values
    .toSorted((a, b) => b.length - a.length)
    .map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  return new RegExp(`(?<=${carrier})(?:${longestFirst.join('|')})(?=["'&\\s,;\\\\]|$)`, 'gi')
}
