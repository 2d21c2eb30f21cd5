import type { Problem } from './types.ts'

/** Collects what is wrong with a document, each problem once. */
export interface Problems {
  readonly list: readonly Problem[]
  /** Whether something is known to be wrong at a place. */
  has(pointer: string): boolean
  add(severity: Problem['severity'], message: string, pointer?: string): void
}

/** An empty collection of problems; the same message at the same place counts once. */
export function collectProblems(): Problems {
  const found = new Map<string, Problem>()
  const places = new Set<string>()
  return {
    get list(): readonly Problem[] {
      return [...found.values()]
    },
    has: (pointer) => places.has(pointer),
    add(severity, message, pointer): void {
      const key = `${pointer ?? ''}\n${message}`
      if (pointer !== undefined) places.add(pointer)
      if (!found.has(key)) found.set(key, { message, ...(pointer !== undefined && { pointer }), severity })
    },
  }
}

/** The same collection for a part that stands at a place: pointers are taken as relative to it. */
export function problemsUnder(problems: Problems, place: string): Problems {
  return {
    get list(): readonly Problem[] {
      return problems.list
    },
    has: (pointer) => problems.has(place + pointer),
    add: (severity, message, pointer) => problems.add(severity, message, place + (pointer ?? '')),
  }
}

/** The problems, those that say the same folded into one that tells in how many places. */
export function onceEach(problems: readonly Problem[]): readonly Problem[] {
  const same = Map.groupBy(problems, ({ severity, message }) => `${severity} ${message}`)
  return [...same.values()].map(([first, ...others]) =>
    others.length === 0
      ? first!
      : {
          ...first!,
          message: `${first!.message} (Here and in ${others.length} other place${others.length === 1 ? '' : 's'}.)`,
        },
  )
}
