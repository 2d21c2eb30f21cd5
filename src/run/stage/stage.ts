import { createMemory, type Memory } from '../memory.ts'
import type { Common } from '../reuse.ts'
import type { CallOptions, Stage, Subject } from '../scenario.ts'
import type { Session } from '../session.ts'
import { Unjudgeable } from '../signals.ts'
import { onceFor } from '../../contract/memo.ts'
import type { Backstage } from './backstage.ts'
import { callsOf } from './calls.ts'
import { creationsOf } from './creations.ts'
import { groundsOf } from './ground.ts'
import { createInputs, createMarks } from './inputs.ts'
import { keysOf } from './keys.ts'
import { listsOf } from './lists.ts'
import { createNotes } from './notes.ts'
import type { OpenStage } from './open-stage.ts'
import { proofsOf } from './proofs.ts'
import { secretsOf } from './secrets.ts'
import { createSending } from './send.ts'
import { waitingOf } from './waiting.ts'

/** What sets one stage apart from others of its subject. */
export interface StageOptions {
  /** Keys it may create. */
  readonly keys: number
  /** What the cases of its unit share. */
  readonly memory: Memory
  /** Whether it may have requests and bystanders in common with other stages; what is played again has its own. */
  readonly first?: boolean
}

/** A stage for one case: `label` sets its names apart from those of every other case. */
export function createStage(
  session: Session,
  subject: Subject,
  label: string,
  { keys, memory, first = false }: StageOptions,
): OpenStage {
  const ground = groundsOf(session)(subject)
  const notes = createNotes(subject.operation)
  const sending = createSending(session, ground, label, notes)

  const sessionOf = (as: CallOptions['as']): Session => {
    if (as === undefined) return session
    const others = othersSession(session)
    if (others === null) throw new Unjudgeable('No second account was given (--principal other:SCHEME=...).')
    return others
  }
  let whole: Stage | undefined
  const stage = (): Stage => (whole ??= stageOf(backstage, marked))
  const open: Backstage['open'] = (name, also) =>
    createStage(session, subject, name, { keys: 1, memory: createMemory(), first: also ?? false })
  // What names a bystander may take it away, unnoticed: what is played again has one of its own, under names of its own.
  const common: Common = {
    memory: first ? session.memory : createMemory(),
    fresh: (name) => open(first ? name : `${label}.${name}`, true).stage(),
  }
  const backstage: Backstage = {
    session,
    subject,
    ground,
    memory,
    keys,
    stage,
    first,
    common,
    open,
    sessionOf,
    send: sending.send,
    notes,
    inputs: createInputs({ session, subject, sessionOf, stage, open }, label),
  }
  const marked = createMarks(backstage, label)
  return {
    stage,
    calls: () => ({ ...callsOf(backstage), marked }),
    log: () => ({ outcomes: notes.all(), requests: sending.requests() }),
    isDoubtful: sending.isDoubtful,
  }
}

/** All the parts of a stage, put together. */
function stageOf(backstage: Backstage, marked: Stage['marked']): Stage {
  const { session, subject, ground, notes } = backstage
  const { contract, operation, resource } = subject
  return {
    subject,
    contract,
    operation,
    resource,
    schemes: contract.securitySchemes,
    canary: ground.canary,
    other: session.other,
    required: ground.required,
    ways: ground.ways,
    marked,
    ...callsOf(backstage),
    ...keysOf(backstage),
    ...creationsOf(backstage),
    ...listsOf(backstage),
    ...proofsOf(backstage),
    ...waitingOf(backstage),
    ...secretsOf(backstage),
    ...notes.words,
  }
}

/** The session as the second account has it. */
const othersSession = onceFor((session: Session): Session | null =>
  session.other === null ? null : { ...session, ...session.other },
)
