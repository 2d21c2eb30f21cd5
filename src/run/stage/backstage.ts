import type { Exchange, RequestTemplate } from '../../http/exchange.ts'
import type { JsonValue, Operation } from '../../contract/types.ts'
import type { OperationInput } from '../../generate/types.ts'
import type { Memory } from '../memory.ts'
import type { Common } from '../reuse.ts'
import type { CallOptions, Stage, Subject } from '../scenario.ts'
import type { Session } from '../session.ts'
import type { Ground } from './ground.ts'
import type { Notes } from './notes.ts'
import type { OpenStage } from './open-stage.ts'

/** What the parts of one stage share. */
export interface Backstage {
  readonly session: Session
  readonly subject: Subject
  readonly ground: Ground
  /** What the cases of a unit share. */
  readonly memory: Memory
  /** Whether it may have requests in common with other stages. */
  readonly first: boolean
  /** Where its bystanders are kept. */
  readonly common: Common
  /** Keys this stage may create. */
  readonly keys: number
  /** The stage itself, put together when it is first asked for. */
  readonly stage: () => Stage
  /** A stage of this name for what all units share. */
  readonly open: (name: string, first?: boolean) => OpenStage
  /** The session as the account that calls has it. */
  readonly sessionOf: (as: CallOptions['as']) => Session
  readonly send: Send
  readonly notes: Notes
  readonly inputs: Inputs
}

/** Sends a request of the stage and takes down what is said of the answer. */
export type Send = (request: RequestTemplate, probe: boolean, call?: CallOptions) => Promise<Exchange>

/** How a stage makes the inputs of its calls. */
export interface Inputs {
  /** An ordinary input that names the key of this id; `within` are parameters that it has other values for than the session. */
  readonly forId: (
    target: Operation,
    id?: string,
    as?: 'other',
    within?: Readonly<Record<string, JsonValue>>,
  ) => OperationInput
  /** An ordinary input, with a new key to act on where the operation needs one. */
  readonly ordinary: (target: Operation) => Promise<OperationInput>
  /** The input with an idempotency key of its own. A key that a scenario chose bears the mark, and is sent as it is. */
  readonly freshened: <I extends Pick<OperationInput, 'header'>>(target: Operation, input: I) => I
  /** A text that nothing else in the run has. */
  readonly unique: () => string
}
