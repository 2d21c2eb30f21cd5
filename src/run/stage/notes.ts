import type { Breach, Outcome } from '../../checks/outcome.ts'
import type { Operation } from '../../contract/types.ts'
import type { Broken, Stage } from '../scenario.ts'

/** What is said of rules on one stage, and the story it is part of. */
export interface Notes {
  /** Takes down what an exchange shows; the step that it belongs to is told when it is over. */
  readonly ofStep: (outcome: Outcome) => void
  /** Takes down what belongs to no step of the story. */
  readonly apart: (outcomes: readonly Outcome[]) => void
  /** Everything taken down so far, what is broken with the steps that led to it. */
  readonly all: () => readonly Outcome[]
  readonly words: Pick<Stage, 'tell' | 'held' | 'broken' | 'inconclusive' | 'notApplicable'>
}

/** Where a stage takes down its outcomes; they are said of the operation where no other is named. */
export function createNotes(operation: Operation): Notes {
  const outcomes: Outcome[] = []
  const steps: string[] = []
  /** How many steps of the story what is broken needs. */
  const stepsOf = new Map<Outcome, number>()
  const take = (outcome: Outcome, upTo: number): void => {
    outcomes.push(outcome)
    if (outcome.kind === 'broken') stepsOf.set(outcome, upTo)
  }
  const note = (outcome: Outcome): void => take(outcome, steps.length)
  const withStory = (outcome: Outcome): Outcome =>
    outcome.kind !== 'broken' || steps.length === 0 || outcome.breach.story !== undefined
      ? outcome
      : { ...outcome, breach: { ...outcome.breach, story: steps.slice(0, stepsOf.get(outcome)) } }
  return {
    ofStep: (outcome) => take(outcome, steps.length + 1),
    apart: (more) => outcomes.push(...more),
    all: () => outcomes.map(withStory),
    words: {
      tell: (step) => {
        steps.push(step)
      },
      held: (rule, on = operation.key) => note({ kind: 'held', rule, operation: on }),
      broken: (rule, breach: Broken, on = operation.key) =>
        note({ kind: 'broken', rule, operation: on, breach: { exchanges: [], ...breach } satisfies Breach }),
      inconclusive: (rule, reason, on = operation.key) =>
        note({ kind: 'inconclusive', rule, operation: on, reason }),
      notApplicable: (rule, reason, on = operation.key) =>
        note({ kind: 'not-applicable', rule, operation: on, reason }),
    },
  }
}
