import { checks } from '../checks/index.ts'
import type { Contract, JsonValue } from '../contract/types.ts'
import { bareCredential, type Tokens } from '../generate/credentials.ts'
import { bareCredentials } from '../generate/leads.ts'
import { createClient } from '../http/client.ts'
import type { HeaderLine } from '../http/exchange.ts'
import type { Limiter } from '../http/limiter.ts'
import type { Transport } from '../http/transport.ts'
import { tokenName } from '../secrets/token.ts'
import type { Vault } from '../secrets/types.ts'
import type { Target } from '../target/types.ts'
import type { Allowance } from './allowance.ts'
import { givenFor } from './given.ts'
import type { Keeper } from './keeper.ts'
import { hideHeaders, hideParameters } from './header-secrets.ts'
import { createKeyRegister } from './keys.ts'
import { createMemory } from './memory.ts'
import { usualLeniency, type Leniency } from './options.ts'
import { secondPrincipal, type OtherPrincipal, type Principal } from './principal.ts'
import { createRecorder } from './recorder.ts'
import { createRevocations } from './revocations.ts'
import { createSender } from './sender.ts'
import type { Session } from './session.ts'
import { createThrottle, type Throttle } from './throttle.ts'
import { createTracker, type Tracker } from './tracker.ts'
import type { Trail, TrailLine } from './trail.ts'
import { createTransmitter, type Transmitter } from './transmitter.ts'

const maxBodyBytes = 4 * 1024 * 1024

/** The budgets of a run, which hold over all its scenarios together. */
export interface Budgets {
  /** The document's share of the keys; what else there is, all documents have in common. */
  readonly allowance: Allowance
  readonly limiter: Limiter
  readonly throttle: Throttle
}

/** What a session is opened with. */
export interface SessionOptions {
  readonly credentials: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, JsonValue>>
  readonly principals?: readonly Principal[]
  readonly headers: readonly HeaderLine[]
  readonly concurrency: number
  readonly timeoutMs: number
  readonly leniency?: Leniency
  /** The keys are to stay, so that it does not matter whether they can be taken back. */
  readonly keepKeys?: boolean
  readonly transport?: Transport
  readonly vault: Vault
  /** Has the credentials that are not given as they are. */
  readonly keeper: Keeper
  readonly signal: AbortSignal
  readonly budgets: Budgets
  readonly trail: Trail
  /** Names keys by the mark of the trail. */
  readonly nameOf: Session['nameOf']
  /** Where lines of the trail are written to. */
  readonly journal: (line: TrailLine, vital: boolean) => void
  readonly now: () => number
}

/** A session with what stands behind it. */
export interface OpenSession extends AsyncDisposable {
  readonly session: Session
  readonly tracker: Tracker
  readonly transmitter: Transmitter
  readonly budgets: Budgets
  /** The same session for clean-up, which goes on after an interrupt and has a patience of its own. */
  readonly afterwards: { readonly session: Session; readonly transmitter: Transmitter }
}

/** Opens a session of a document with a target. */
export function openSession(contract: Contract, target: Target, options: SessionOptions): OpenSession {
  const { vault, keeper, budgets, trail } = options
  const timeoutMs = Math.min(options.timeoutMs, target.timeoutMs ?? options.timeoutMs)
  const client = createClient({
    baseUrl: target.url,
    timeoutMs,
    maxBodyBytes,
    fill: (text, place) => vault.fill(text, place),
    connections: options.concurrency,
    extraHeaders: options.headers,
    ...(options.transport === undefined || target.ephemeral ? {} : { transport: options.transport }),
  })
  const revocations = createRevocations()
  const isTidied = !target.ephemeral && options.keepKeys !== true
  const tracker = createTracker({
    trail,
    allowance: budgets.allowance,
    journal: options.journal,
    vault,
    lasting: !target.ephemeral,
    stuck: (revoke) => (isTidied ? revocations.stuck(revoke) : null),
    now: options.now,
  })
  const keys = tracker.watch(createKeyRegister())
  hideHeaders(vault, options.headers)
  for (const { parameters: own } of [options, ...(options.principals ?? [])]) hideParameters(vault, own)
  const tokens = tokensOf(
    contract,
    vault,
    { ...target.credentials, ...options.credentials, ...keeper.values(null) },
    contract.name,
  )
  const bind = (principal: string | null, all: Tokens): void => {
    for (const [scheme, token] of Object.entries(all))
      keeper.bind(principal, scheme, token, (value) =>
        bareCredential(contract.securitySchemes[scheme]!, value),
      )
  }
  bind(null, tokens)
  const part = (
    signal: AbortSignal,
    throttle: Throttle,
  ): Pick<OpenSession['afterwards'], 'transmitter'> & Pick<Session, 'recorder' | 'signal'> => {
    const transmitter = createTransmitter({
      client,
      limiter: budgets.limiter,
      throttle,
      signal,
      outageMs: timeoutMs,
    })
    const recorder = createRecorder({
      contract,
      sender: createSender(transmitter, keeper, signal),
      tracker: target.stateful ? tracker : null,
      vault,
      checks,
      onCreate: (operation, exchange, as) => {
        if (target.stateful)
          keys.created({
            operation: operation.key,
            secret: exchange.facts.issued,
            exchange,
            ...(as === undefined ? {} : { as }),
          })
      },
    })
    return { transmitter, recorder, signal }
  }
  const during = part(options.signal, budgets.throttle)
  const after = part(new AbortController().signal, createThrottle())
  const told = { ...target.parameters, ...options.parameters }
  const given = givenFor(contract, { parameters: told, headers: options.headers })
  const { parameters } = given
  const second = secondPrincipal(contract, target, options.principals)
  const other: OtherPrincipal | null =
    second === null
      ? null
      : {
          name: second.name,
          tokens: tokensOf(
            contract,
            vault,
            { ...second.credentials, ...keeper.values(second.name) },
            `${contract.name}.${second.name}`,
          ),
          parameters: { ...parameters, ...second.parameters },
          own: second.parameters,
        }
  if (second !== null && other !== null) bind(second.name, other.tokens)
  const session: Session = {
    contract,
    target,
    vault,
    recorder: during.recorder,
    keys,
    revocations,
    memory: createMemory(),
    keyRead: new Map(),
    rights: new Map(),
    tokens,
    parameters,
    told,
    other,
    given,
    mark: trail.mark,
    nameOf: options.nameOf,
    leniency: options.leniency ?? usualLeniency,
    signal: options.signal,
  }
  return {
    session,
    tracker,
    transmitter: during.transmitter,
    budgets,
    afterwards: {
      session: { ...session, recorder: after.recorder, signal: after.signal },
      transmitter: after.transmitter,
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

/** Tokens by scheme name for credentials, those of schemes the document does not have left out. */
function tokensOf(
  contract: Contract,
  vault: Vault,
  credentials: Readonly<Record<string, string>>,
  owner: string,
): Tokens {
  return Object.fromEntries(
    Object.entries(bareCredentials(contract, credentials))
      .filter(([scheme]) => contract.securitySchemes[scheme] !== undefined)
      .map(([scheme, value], index) => {
        const name = tokenName(`${owner}.${scheme}`)
        // Two schemes may differ in nothing but what a name cannot hold.
        const own = name === `${owner}.${scheme}` ? name : `${name}.${index}`
        const half = secretHalf(contract, scheme, value)
        const kind = credentialKind(contract, scheme)
        if (half === null) return [scheme, vault.add(value, own, kind)]
        // Known under one name, whichever of the two shows.
        const token = vault.add(half, own, kind)
        vault.renew(token, value)
        return [scheme, token]
      }),
  )
}

/** The half of a Basic credential that gives it away by itself: the password, or the user name where there is none. */
function secretHalf(contract: Contract, name: string, value: string): string | null {
  const scheme = contract.securitySchemes[name]
  const colon = value.indexOf(':')
  if (scheme?.kind !== 'http' || scheme.scheme.toLowerCase() !== 'basic' || colon < 0) return null
  const half = value.slice(colon + 1) || value.slice(0, colon)
  return half === '' ? null : half
}

/** Names of the schemes a session has a credential for. */
export function schemesGiven(
  contract: Contract,
  target: Target,
  credentials: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.keys({ ...target.credentials, ...credentials }).filter(
    (scheme) => contract.securitySchemes[scheme] !== undefined,
  )
}

/** An id that travels beside a key, as an account or application id does, is no secret of its own. */
function credentialKind(contract: Contract, name: string): 'credential' | 'identifier' {
  const scheme = contract.securitySchemes[name]
  const words = `${name} ${scheme?.kind === 'apiKey' ? scheme.parameter : ''}`
  return scheme?.kind === 'apiKey' &&
    /id$|tenant|account|organi[sz]ation|project|workspace/i.test(name.replace(/key/i, '')) &&
    !/key|secret|token/i.test(words)
    ? 'identifier'
    : 'credential'
}
