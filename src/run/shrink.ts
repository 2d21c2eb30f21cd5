import fc from 'fast-check'
import { fingerprintOf, type Breach, type Outcome } from '../checks/outcome.ts'
import { playCase, type CasePath, type CaseResult, type Unit } from './case.ts'
import { createMemory, type Memory } from './memory.ts'
import { patienceOf } from './propagation.ts'
import type { Session } from './session.ts'
import type { Material } from './material.ts'

/** Executions a single shrink may take: a live target pays for every one. */
const maxShrinkSteps = 60
/** Times a case is played that tells nothing of what was found, since it does not come to its end, say. */
const tries = 3

/** A breach played again and made as small as it goes. */
export interface Shrunk {
  readonly breach: Breach
  readonly path: CasePath
  /** False where it was played again to its end and did not show. */
  readonly stands: boolean
  readonly requests: number
}

/** Where a breach was found. */
export interface Found {
  readonly rule: { readonly id: string }
  readonly operation: string | null
  readonly path: CasePath
  readonly fingerprint: string
  readonly breach: Breach
}

/**
 * Plays the case of a breach again and shrinks it, pinned to its own fingerprint: a smaller input that
 * breaks something else does not count.
 */
export async function shrinkCase(
  session: Session,
  played: Unit,
  found: Found,
  material: Material,
  label: string,
): Promise<Shrunk> {
  const { path, fingerprint } = found
  let steps = 0
  let requests = 0
  let wasPlayed = false
  const breachIn = async (input: unknown, memory: Memory): Promise<Breach | null> => {
    steps += 1
    const result = await playCase(session, { ...played, memory }, path, input, `${label}.${steps}`)
    requests += result.requests
    const breach = breachOf(result.outcomes, fingerprint)
    wasPlayed ||= breach !== null || tellsOf(found, result)
    return wasPlayed || steps === tries ? breach : breachIn(input, memory)
  }
  const memory = createMemory()
  const known = new Map<string, Breach | null>()
  const broken: { readonly breach: Breach; readonly input: unknown }[] = []
  const stillBroken = async (input: unknown): Promise<boolean> => {
    // Different ways of making a value smaller come to the same value, which need not be tried again.
    const text = fc.stringify(input)
    if (!known.has(text)) known.set(text, steps >= maxShrinkSteps ? null : await breachIn(input, memory))
    const breach = known.get(text) ?? null
    if (breach !== null) broken.push({ breach, input })
    return breach !== null
  }
  const end = await smallest(path, played.seed, material, stillBroken)
  const [first, last] = [broken[0], broken.at(-1)]
  if (first === undefined || last === undefined)
    return { breach: found.breach, path, stands: !wasPlayed, requests }
  const { spent } = await patienceOf(memory)
  // What was hurried must hold without the hurry too, or else the case stays as it was found.
  const surely = spent && last !== first ? await breachIn(last.input, createMemory()) : last.breach
  return surely === null
    ? { breach: first.breach, path, stands: true, requests }
    : { breach: surely, path: end, stands: true, requests }
}

type IsBroken = (input: unknown) => Promise<boolean>

/** Where the smallest case is that is still broken, of those that a case shrinks to. */
async function smallest(
  path: CasePath,
  seed: number,
  { always, generated, smaller }: Material,
  stillBroken: IsBroken,
): Promise<CasePath> {
  if (path.kind === 'generated' && generated !== null) {
    const property = fc.asyncProperty(generated, async (input) => !(await stillBroken(input)))
    const { counterexamplePath } = await fc.check(property, { seed, path: path.path, numRuns: 1 })
    return { kind: 'generated', path: counterexamplePath ?? path.path }
  }
  if (path.kind !== 'always') {
    await stillBroken(undefined)
    return path
  }
  let input = always[path.index]
  const taken: number[] = []
  if (!(await stillBroken(input)) || smaller === undefined) return path
  for (;;) {
    const next = await firstBroken(smaller(input), stillBroken)
    if (next === null) return taken.length === 0 ? path : { ...path, smaller: taken }
    taken.push(next.index)
    input = next.input
  }
}

async function firstBroken(
  inputs: readonly unknown[],
  stillBroken: IsBroken,
): Promise<{ readonly index: number; readonly input: unknown } | null> {
  for (const [index, input] of inputs.entries()) if (await stillBroken(input)) return { index, input }
  return null
}

/** Whether a case in which a breach did not show again says that it does not come again. */
function tellsOf({ rule, operation }: Found, { stopped, outcomes }: CaseResult): boolean {
  if (stopped === true) return false
  const kinds = new Set(
    outcomes
      .filter((outcome) => outcome.rule === rule.id && outcome.operation === operation)
      .map(({ kind }) => kind),
  )
  return kinds.has('held') || !kinds.has('inconclusive')
}

function breachOf(outcomes: readonly Outcome[], fingerprint: string): Breach | null {
  for (const outcome of outcomes)
    if (
      outcome.kind === 'broken' &&
      fingerprintOf(outcome.rule, outcome.operation, outcome.breach) === fingerprint
    )
      return outcome.breach
  return null
}
