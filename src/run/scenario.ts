import type { LooselySaid } from './loosely-said.ts'
import type fc from 'fast-check'
import type { Breach } from '../checks/outcome.ts'
import type { Contract, JsonValue, KeyResource, Operation, Role, SecurityScheme } from '../contract/types.ts'
import type { Presented, WayIn } from '../generate/credentials.ts'
import type { Defect, InvalidInput, OperationInput } from '../generate/types.ts'
import type { Exchange, HeaderLine } from '../http/exchange.ts'
import type { Leniency } from './options.ts'
import type { OtherPrincipal } from './principal.ts'
import type { WithoutTls } from './without-tls.ts'
import type { SecretComparison, SecretOverlap, SecretSample, SecretTraits } from '../secrets/types.ts'

/** What a scenario is run on, and what is known of the ground it stands on. */
export interface Subject {
  readonly contract: Contract
  readonly operation: Operation
  /** The key resource the operation belongs to; null for an operation beside it. */
  readonly resource: KeyResource | null
  /** The operation's part in the key resource. */
  readonly role: Role | 'canary' | null
  /** The target remembers what it was told. */
  readonly stateful: boolean
  /** Security schemes for which a credential is at hand. */
  readonly schemes: readonly string[]
  /** The cheapest protected operation to try credentials on, the same for the whole document. */
  readonly probe: boolean
  /** A second account is at hand. */
  readonly other?: boolean
}

/**
 * True; or the reason why the promise cannot be judged here, as a sentence for the report; or false where it
 * is judged on another subject, so that nothing is said of this one.
 */
export type Applicability = boolean | string

/** A key the run created: its secret as a token, and the name by which its operations address it. */
export interface IssuedKey {
  /** Token of the secret, to be put wherever the secret should stand. */
  readonly secret: string
  /** Value for the id parameter of get, update, revoke and rotate; null when the API tells none. */
  readonly id: string | null
  /** The caller's name for it, where there is one. */
  readonly name: string | null
  readonly exchange: Exchange
}

/** How a call differs from the ordinary, valid one. */
export interface CallOptions {
  readonly input?: Omit<OperationInput, 'body'> & { readonly body?: OperationInput['body'] | undefined }
  /** Tokens by scheme in place of the run's own; null leaves a scheme out. `none` sends no credential at all. */
  readonly credentials?: 'none' | Readonly<Record<string, string | null>>
  /** Names of the schemes of the security alternative to use, in place of the first one that can be satisfied. */
  readonly alternative?: readonly string[]
  /** Further credentials, in carriers of the caller's choice. */
  readonly also?: Partial<Presented>
  readonly headers?: readonly HeaderLine[]
  /** Sends header names, order and bytes exactly as given. */
  readonly raw?: boolean
  /** That the connection is ended without an answer is for the scenario to judge, and no trouble of the target's. */
  readonly mayBeCutOff?: boolean
  /** Body text in place of the serialised input. */
  readonly body?: string
  /** Content-Type in place of the body's own. */
  readonly contentType?: string
  readonly accept?: string
  /** Says that the request breaks the document or the protocol on purpose, where the options do not show it. */
  readonly probe?: boolean
  /**
   * Keeps the checks from judging the answer, or answers of which it says so, since the scenario does that itself and
   * under a rule of its own. Secrets that show in them are judged all the same.
   */
  readonly unjudged?: boolean | ((exchange: Exchange) => boolean)
  /** The scenario looks for secrets in an unjudged answer by itself. */
  readonly unsearched?: true
  /** Calls as the second account: with its credentials alone and, where no input is given, its values of parameters. */
  readonly as?: 'other'
  readonly method?: string
  readonly path?: string
}

/** One attempt that must be refused or accepted, named for the report. */
export interface Probe {
  /** Stable name, such as `empty header`. */
  readonly name: string
  /** What several probes with one cause have in common, so that they make one finding; the name where left out. */
  readonly place?: string
  readonly call: CallOptions
  /** Extra words for the finding. */
  readonly severity?: Breach['severity']
  /** What few servers take although the standard has them: a refusal is only noted. */
  readonly advisory?: true
}

/** A valid request for a new key of which only the answer is looked at, so that scenarios may have it in common. */
export interface Creation {
  /** null for the ordinary one. */
  readonly input: OperationInput | null
  /** A made-up name may grow by the run's mark; one at the edge of what is allowed may not. */
  readonly lengthen: boolean
}

/** What came of a creation. */
export interface Created {
  /** As it was sent, with a name of its own. */
  readonly input: OperationInput
  readonly exchange: Exchange
}

/** What probes are sent to, and what the valid call beside them presents. */
export interface ProbeGround {
  readonly operation: Operation
  /** The schemes of the security alternative that the probes and the valid call use. */
  readonly alternative?: readonly string[]
}

/** What the breach of a rule may leave to the stage. */
export type Broken = Omit<Breach, 'exchanges'> & { readonly exchanges?: readonly Exchange[] }

/** The ground a scenario plays on: sends requests, keeps the keys it creates, takes down what was found. */
export interface Stage {
  readonly subject: Subject
  readonly contract: Contract
  readonly operation: Operation
  readonly resource: KeyResource | null
  readonly schemes: Readonly<Record<string, SecurityScheme>>
  /** Calls an operation, by default the subject's own, with a valid input and the run's credentials. */
  call(options?: CallOptions, operation?: Operation): Promise<Exchange>
  /** A valid input for the operation: given parameters, a key's id where one is needed, an example body. */
  input(operation?: Operation): Promise<OperationInput>
  /**
   * Path parameters of the operation whose values nobody gave: what they name may well not be there. The id of a key
   * of the run is none of them, nor is what has to be one of a few values.
   */
  madeUp(operation?: Operation): readonly string[]
  /**
   * Members of the input's body that by their names (`project_id`) name something of the account, with values that
   * nobody gave.
   */
  madeUpIn(input: OperationInput): readonly string[]
  /**
   * The input without what of that kind may be left out of body and query, and with the document's own example for the
   * rest; the same one where there is nothing of it.
   */
  withoutMadeUp(input: OperationInput): OperationInput
  /** The optional parts of a valid input of which the document says hardly more than their type, each with the input without it. */
  looselySaid(input: OperationInput): readonly LooselySaid[]
  /** A valid input for the subject's operation that names a key of which nothing is asked but what must be refused. */
  bystander(): Promise<OperationInput>
  /** A living key of which nothing is asked but what must be refused, so that scenarios have it in common. */
  bystanderKey(): Promise<IssuedKey>
  /** A key that was used and then revoked, made once in the run; null where there is none. */
  deadKey(): Promise<IssuedKey | null>
  /** A valid input for the operation that acts on this key. */
  inputFor(key: IssuedKey, operation?: Operation): Promise<OperationInput>
  /** Creates a key of the resource; ends the case as inconclusive when none can be had. */
  createKey(input?: OperationInput): Promise<IssuedKey>
  /**
   * Asks for a new key of which only the answer is looked at: sent once for all scenarios that ask for the same, and anew
   * where a case is played again.
   */
  created(creation: Creation): Promise<Created>
  /** The key a create exchange issued; null when it issued none. */
  issuedBy(exchange: Exchange, as?: 'other'): Promise<IssuedKey | null>
  /**
   * Keys made one after another before anything else, the same for the whole run, for scenarios that only look
   * at keys or use them; as many as any scenario asks for, fewer where the run may not create them.
   */
  sharedKeys(): Promise<readonly IssuedKey[]>
  /** Calls the canary, or another operation, with the key as its credential; null when that cannot be done. */
  use(key: Pick<IssuedKey, 'secret'>, operation?: Operation, options?: CallOptions): Promise<Exchange | null>
  /** What becomes of a request for the subject's operation that goes out without TLS, with a made-up credential. */
  withoutTls(): Promise<WithoutTls>
  /** Waits; ends the case when the run is interrupted. Milliseconds. */
  pause(ms: number): Promise<void>
  /** Milliseconds for which a key should live that expires in the course of the run; short where that must be waited for. */
  readonly shortLife: number
  /** Lets time pass for the target: by its own clock where that can be put forward, else by waiting. Milliseconds. */
  letPass(ms: number): Promise<void>
  /**
   * Asks until it is so, for as long as the document lets such a change take, and two seconds more; gives whether it
   * became so. Where that was in vain once, the other cases of the unit wait hardly longer than the document says.
   */
  until(change: 'create' | 'revoke' | 'expire', isSo: () => Promise<boolean>): Promise<boolean>
  /** Adds a step to the story of the case, told by every finding that a request of this step or a later one makes. */
  tell(step: string): void
  /** How long a change to a key may take to be seen everywhere, as the document declares it, in milliseconds. */
  propagation(change: 'create' | 'revoke' | 'expire'): number
  /** How much longer it may take, and how far clocks may differ, before that counts against the API. */
  readonly leniency: Leniency
  /** Calls the operation of a role for a key; null when the resource has no such operation. */
  onKey(
    role: 'get' | 'update' | 'revoke' | 'rotate',
    key: IssuedKey,
    options?: CallOptions,
  ): Promise<Exchange | null>
  /** Lists the keys, following pages, newest options first; null when there is no list. */
  list(options?: CallOptions): Promise<readonly Exchange[] | null>
  /** Ids or names of this run's keys are unique; this gives the items of list exchanges. */
  items(exchanges: readonly Exchange[]): readonly JsonValue[]
  /** Whether list exchanges reach to the end of the list; false where it is cut off and nothing tells how to go on. */
  isWhole(exchanges: readonly Exchange[]): boolean
  /** Those items of list exchanges that stand for the key; null where the list does not tell keys apart. */
  itemsOf(key: IssuedKey, exchanges: readonly Exchange[]): readonly JsonValue[] | null
  /** Each probe must be refused while the valid call is accepted; else the rule is broken or inconclusive. */
  mustRefuse(rule: string, probes: readonly Probe[], options?: Partial<ProbeGround>): Promise<void>
  /**
   * The probes of every credential in every way to authenticate must be refused; where no way has all of its credentials,
   * the rule does not apply.
   */
  mustRefuseEachWay(rule: string, probesOf: (scheme: SecurityScheme) => readonly Probe[]): Promise<void>
  /** Each probe must be accepted as the valid call is. */
  mustAccept(rule: string, probes: readonly Probe[], options?: Partial<ProbeGround>): Promise<void>
  /** The operation that gives the cheapest proof that a key works. */
  readonly canary: Operation | null
  /** What the second account acts with (`as: 'other'`); null where there is none. */
  readonly other: OtherPrincipal | null
  /** Names of the schemes the operation's valid call satisfies together, those with a credential. */
  readonly required: readonly string[]
  /** Every way to authenticate for which all credentials are at hand; each wants a control of its own. */
  readonly ways: readonly WayIn[]
  /** Token of the run's own credential for a scheme; ends the case where there is none. */
  credential(scheme: string): string
  /** null when the subject's valid call is accepted, else its status; asked once for all cases of a unit. */
  control(): Promise<string | null>
  /** A valid input that names a living key, made once for all cases of a unit; null where none is needed. */
  keyed(): Promise<OperationInput | null>
  /** Why the target must not be sent a defect of this kind, or null. */
  avoids(kind: string): string | null
  /** A value that nothing else in this run has, marked as the run's own. */
  unique(): string
  /** Puts the run's mark at the beginning of the name in an input for a new key; lengthens it only if told to. */
  marked(input: OperationInput, options: { readonly lengthen: boolean }): OperationInput
  /** What may be known of a secret without knowing it. */
  traits(token: string): SecretTraits
  compare(token: string, other: string): SecretComparison
  /** What several secrets of one kind have in common. */
  sample(tokens: readonly string[]): SecretSample
  /** How much of the secret a text shows in clear. */
  overlap(token: string, text: string): SecretOverlap
  /** Name of what a text holds that is computed from the secret alone, or with one of the names as key: `sha256`, `hmac-sha256`, `crc32`; null for none. */
  digestIn(token: string, text: string, names?: readonly string[]): string | null
  /** True when the secret matches the regular expression. */
  matches(token: string, pattern: string): boolean
  /** The token edited, as in `drop-last`; null when the edit leaves the value as it is. */
  edited(token: string, edit: string): string | null
  held(rule: string, operation?: string | null): void
  broken(rule: string, breach: Broken, operation?: string | null): void
  inconclusive(rule: string, reason: string, operation?: string | null): void
  notApplicable(rule: string, reason: string, operation?: string | null): void
}

/** Material for generated cases of a subject. */
export interface Inputs {
  /** Number of generated cases a property may have. */
  readonly runs: number
  valid(): fc.Arbitrary<OperationInput>
  boundaries(): readonly { readonly name: string; readonly input: OperationInput }[]
  examples(): readonly { readonly name: string; readonly input: OperationInput }[]
  invalid(): fc.Arbitrary<InvalidInput> | null
  /** The first values an arbitrary gives for this unit's seed. */
  first<T>(arbitrary: fc.Arbitrary<T>, count: number): readonly T[]
  /** One request for each way in which a request can be wrong. */
  eachDefect(): readonly { readonly defect: Defect; readonly input: fc.Arbitrary<InvalidInput> }[]
}

/** A set of cases: some always tried, and a source of generated ones. */
export interface Cases<Case> {
  readonly always: readonly Case[]
  /** What one of those may be shrunk to when it breaks a promise, the smallest first; each of them in turn. */
  smaller?(input: Case): readonly Case[]
  readonly generated: fc.Arbitrary<Case> | null
  /** Number of generated cases, where fewer than the run's own will do. */
  readonly runs?: number
}

/**
 * Drives exchanges to find out whether a promise holds. With `cases` it is a property over generated
 * inputs, shrunk when broken; without, it is played once on each subject.
 */
export interface Scenario<Case = unknown> {
  /** Equal to the file name. */
  readonly name: string
  /** The promise, in the words of the API's user. */
  readonly promise: string
  /** Ids of the rules it decides, the one it is about first. */
  readonly rules: readonly string[]
  /** operation: on every operation; resource: on the create operation of every key resource. */
  readonly on: 'operation' | 'resource'
  applies(subject: Subject): Applicability
  /** Why it does not decide some of its rules on a subject, though it applies there. */
  lacking?(subject: Subject): Readonly<Record<string, string>>
  /** Keys one playing may create, or one case where there are cases; only what touches keys is charged. */
  readonly keys: number
  /** How many of them a case creates, where that can be told beforehand. */
  keysOf?(input: Case): number
  /** What a case asks for by `created`, in place of keys of its own; null where it does not. */
  creations?(input: Case, subject: Subject): readonly Creation[] | null
  /** Where one key does for all of its cases. */
  oneKey?(subject: Subject): boolean
  /** It sends only what must be refused, so that its requests may name a key which others use too. */
  readonly refused?: boolean
  /** How many parts it takes of the keys that are left over for generated cases; one unless it says more. */
  readonly parts?: number
  /** Keys its cases make between them, beside those of each: for a control, or to act upon. */
  readonly beside?: number
  /** Plays every way to authenticate by itself, so it may need its keys for each of them. */
  readonly eachWay?: boolean
  /** Keys it looks at or uses without changing them, shared with every other scenario. */
  readonly shared?: number
  /** Where it is played on a key resource, it is played once more on every further operation that updates its keys. */
  readonly eachUpdate?: true
  /** Played while nothing else is, one case after another, since its verdict depends on which keys come and go. */
  readonly alone?: boolean | ((subject: Subject) => boolean)
  /** Played before all others where keys outlive the run, since it shows whether they can be taken back. */
  readonly showsRevocation?: true
  /** Why there may be no cases at all. */
  readonly nothing?: string
  cases?(subject: Subject, inputs: Inputs): Cases<Case>
  verify(stage: Stage, input: Case): Promise<void>
}
