/** One reason for or against a reading, worth so many points. */
export interface Signal<Case> {
  readonly points: number
  /** The reason, as it reads in evidence: one line. */
  readonly says: string
  readonly when: (subject: Case) => boolean
}

/** The sum of the signals that hold. */
export interface Score {
  readonly points: number
  readonly says: readonly string[]
}

/** Adds up the signals that hold for a case, in the order of the table. */
export function weigh<Case>(table: readonly Signal<Case>[], subject: Case): Score {
  const held = table.filter((signal) => signal.when(subject))
  return { points: held.reduce((sum, s) => sum + s.points, 0), says: held.map((s) => s.says) }
}
