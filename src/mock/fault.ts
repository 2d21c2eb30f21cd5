import type { Contract, JsonObject, JsonValue } from '../contract/types.ts'
import type { Answer, Call, Decision, Defective, Principal } from './call.ts'
import type { Judgement } from './judge.ts'
import type { KeyRecord } from './ledger.ts'

/** What a fault can get hold of. */
export interface FaultBed {
  readonly contract: Contract
  /** Credentials of the first tenant, in clear, by scheme. */
  readonly credentials: Readonly<Record<string, string>>
  /** Keys issued while a fault was planted, with their secrets, the latest last. */
  readonly issued: () => readonly { readonly record: KeyRecord; readonly secret: string }[]
  /** Secret of one of them. */
  readonly secretOf: (record: KeyRecord) => string | undefined
  /** Whose credential a bare value is under a scheme. */
  readonly check: (scheme: string, value: string) => Principal | undefined
  /** Every key in the ledger. */
  readonly records: () => Iterable<KeyRecord>
  /** Milliseconds since the epoch by the mock's clock. */
  readonly now: () => number
}

/** Steps that a fault may take before their time. */
export interface EarlySteps {
  readonly judge: () => Judgement
  readonly refuse: (judgement: Judgement) => Answer | undefined
  readonly find: () => KeyRecord | undefined
  readonly unknown: () => Answer
}

/** Where a fault can take part in answering a request; what is left out stays as it is. */
export interface FaultHooks {
  /** Answers before the credentials are looked at. */
  beforeAuth?(call: Call, steps: EarlySteps): Answer | undefined
  /** Changes what was decided of the credentials. */
  admit?(decision: Decision, call: Call): Decision
  /** Changes whether the scopes of an issued key let it call the operation. */
  mayCall?(allowed: boolean, call: Call): boolean
  /** Changes the members of a key that another key makes; undefined refuses it. */
  inherit?(members: JsonObject | undefined, asked: JsonObject, call: Call): JsonObject | undefined
  /** Changes whether an issued key works. */
  alive?(alive: boolean, record: KeyRecord): boolean
  /** Changes what was found wrong with the request. */
  judge?(judgement: Judgement, call: Call): Judgement
  /** Answers in place of the operation. */
  handle?(call: Call): Answer | undefined
  /** Changes whether a name counts as taken. */
  taken?(taken: boolean, call: Call): boolean
  /** Changes a secret about to be issued. */
  secret?(secret: string, call: Call): string
  /** Changes the id of a key about to be issued. */
  id?(id: string | number, call: Call): string | number
  /** Changes what the ledger keeps of a new key. */
  keep?(record: KeyRecord, call: Call): KeyRecord
  /** Changes what the ledger keeps of a key that gets another secret. */
  rotated?(record: KeyRecord, call: Call): KeyRecord
  /** Changes what the ledger keeps of a key after an update. */
  updated?(record: KeyRecord, before: KeyRecord, call: Call): KeyRecord
  /** Changes which key a request is taken to mean. */
  find?(record: KeyRecord | undefined, wanted: string, call: Call): KeyRecord | undefined
  /** Changes which keys a list shows. */
  listed?(records: readonly KeyRecord[], call: Call): readonly KeyRecord[]
  /** Changes an item of a list. */
  item?(item: JsonValue, record: KeyRecord, call: Call): JsonValue
  /** True leaves the ledger as it is when a key is revoked. */
  spare?(spared: boolean, record: KeyRecord, call: Call): boolean
  /** Changes the answer last of all. */
  respond?(answer: Answer, call: Call): Answer
  /** Changes the answers that no operation gives: unknown path or method, OPTIONS. */
  respondOutside?(answer: Answer, method: string): Answer
  /** Changes whether an idempotency key counts as used for a key that is still there. */
  spent?(spent: boolean, call: Call): boolean
  /** Holds the answer back until the promise is kept, while the mock goes on with other requests. */
  hold?(call: Call): Promise<void> | undefined
  /** Gives the path that a request is taken to be for. */
  path?(path: string): string
  /** Gives the method that a request is treated as. */
  method?(method: string, allowed: readonly string[]): string
}

/** A defect the mock can be told to have. */
export interface Fault {
  /** Equal to the file name. */
  readonly name: string
  /** Id of the rule that must find it. */
  readonly rule: string
  /** The defect in one sentence. */
  readonly describe: string
  /** Further rules that it may turn red. */
  readonly touches?: readonly string[]
  /** True, or the reason why it cannot show on this contract. */
  appliesTo(contract: Contract): true | string
  /** Its hooks for one mock; whatever it remembers lives in their closure. */
  plant(bed: FaultBed): FaultHooks
}

/** One set of hooks that runs several in order; undefined when there are none. */
export function combineHooks(all: readonly FaultHooks[]): FaultHooks | undefined {
  if (all.length === 0) return undefined
  const one = all[0]!
  if (all.length === 1) return one
  return all.slice(1).reduce<FaultHooks>(both, one)
}

function both(one: FaultHooks, other: FaultHooks): FaultHooks {
  const merged: Record<string, unknown> = { ...one }
  for (const [name, second] of Object.entries(other) as [
    keyof FaultHooks,
    (...args: unknown[]) => unknown,
  ][]) {
    const first = one[name] as ((...args: unknown[]) => unknown) | undefined
    if (first === undefined) merged[name] = second
    else if (name === 'beforeAuth' || name === 'handle')
      merged[name] = (...args: unknown[]) => first(...args) ?? second(...args)
    else if (name === 'hold')
      merged[name] = async (...args: unknown[]) => void (await Promise.all([first(...args), second(...args)]))
    else merged[name] = (value: unknown, ...rest: unknown[]) => second(first(value, ...rest), ...rest)
  }
  return merged
}

export type { Defective }
