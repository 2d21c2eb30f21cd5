import { createHash } from 'node:crypto'
import type { Check } from '../checks/types.ts'
import type { Outcome } from '../checks/outcome.ts'
import { mediaFor, operationByKey, responseFor, roleOf } from '../contract/lookup.ts'
import { parseJson } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource, Operation, Role } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import type { Client } from '../http/client.ts'
import { headerValues, type Exchange, type RequestTemplate, type Violation } from '../http/exchange.ts'
import type { Limiter } from '../http/limiter.ts'
import { TargetTrouble } from '../http/trouble.ts'
import type { RawResponse, SealPlan, Vault } from '../secrets/types.ts'
import { Interrupted } from './signals.ts'

/** What the sender of a request says of it. */
export interface SendMeta {
  /** Name for a secret the response may issue. */
  readonly secretName: string
  /** The request breaks the document or the protocol on purpose. */
  readonly probe: boolean
}

/** An exchange and what the checks say of it. */
export interface Recorded {
  readonly exchange: Exchange
  readonly outcomes: readonly Outcome[]
}

/** Sends, seals and checks: the one place where a raw response exists. */
export interface Recorder {
  send(request: RequestTemplate, meta: SendMeta): Promise<Recorded>
  /** Requests sent so far. */
  readonly requests: () => number
  /** After trouble with the latest requests: asks once more whether anybody is there, and gives the target up if not. */
  settle(): Promise<void>
  /** Statuses of documented operations, called as the document says. */
  readonly statuses: () => ReadonlySet<number>
  /** Why the target is given up, or null while it answers. */
  readonly lost: () => string | null
}

export interface RecorderOptions {
  readonly contract: Contract
  readonly client: Client
  readonly vault: Vault
  readonly limiter: Limiter
  readonly checks: readonly Check[]
  readonly signal: AbortSignal
  /** Told of every secret-issuing response. */
  readonly onCreate: (operation: Operation, exchange: Exchange) => void
}

/** Requests in a row that may fail on the network before the target counts as lost. */
const patience = 4

/** A recorder for one document on one target. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { contract, client, vault, limiter, signal } = options
  let requests = 0
  let failures = 0
  let lost: string | null = null
  const statuses = new Set<number>()

  const transmit = async (request: RequestTemplate): Promise<RawResponse> => {
    if (signal.aborted) throw new Interrupted()
    if (lost !== null) throw new KeyproofError('target-lost', lost, 'Look at the target’s own log, and run again.')
    requests += 1
    try {
      const raw = await client.send(request)
      failures = 0
      return raw
    } catch (error) {
      if (signal.aborted) throw new Interrupted()
      if (error instanceof TargetTrouble && error.kind !== 'malformed' && error.kind !== 'too-large') {
        failures += 1
        if (failures >= patience || error.kind === 'refused')
          lost = `The target stopped answering: ${error.message}`
      }
      throw error
    }
  }

  return {
    requests: () => requests,
    statuses: () => statuses,
    lost: () => lost,
    async settle() {
      if (failures === 0 || lost !== null || signal.aborted) return
      try {
        await client.send({ operation: null, method: 'GET', path: '/', headers: [] })
        failures = 0
      } catch (error) {
        if (!(error instanceof TargetTrouble)) throw error
        if (error.kind !== 'malformed' && error.kind !== 'too-large') lost = `The target stopped answering: ${error.message}`
      }
    },
    async send(request, meta) {
      const raw = await limiter.run(() => transmit(request))
      const operation = request.operation === null ? null : (operationByKey(contract, request.operation) ?? null)
      if (operation !== null && !meta.probe) statuses.add(raw.status)
      // A request with another method or path may still reach the handler, and what that hands out must be known.
      const meant = operation ?? (request.madeFrom === undefined ? null : (operationByKey(contract, request.madeFrom) ?? null))
      const part = meant === null ? undefined : roleOf(contract, meant)
      foreignSecrets(vault, part, raw)
      const issues = part === undefined ? [] : issuingPointers(part.resource, part.role, raw.status)
      const plan: SealPlan = {
        issues,
        issuedName: meta.secretName,
        masked: part === undefined ? [] : maskedPointers(part.resource, part.role),
        ...validation(contract, operation, raw),
      }
      const exchange = vault.seal(request, raw, plan)
      if (meant !== null && part?.role === 'create' && raw.status < 300 && (operation !== null || exchange.facts.issued !== null)) options.onCreate(meant, exchange)
      const context = { contract, operation, resource: operation === null ? null : (part?.resource ?? null), issues: operation === null ? [] : issues, probe: meta.probe }
      return { exchange, outcomes: options.checks.flatMap((check) => check.judge(exchange, context)) }
    },
  }
}

function issuingPointers(resource: KeyResource, role: Role | 'canary', status: number): readonly string[] {
  if ((role !== 'create' && role !== 'rotate') || status < 200 || status >= 300) return []
  return [resource.secret.pointer, ...resource.secret.alsoAt]
}

/** Shortest text under a secret's name that is taken for a whole secret rather than a masked or shortened form. */
const leastSecret = 16
const masking = /[*•…]|x{4,}|\.\.\./i

/**
 * Learns the secrets of keys that were there before the run: where a list or a look-up shows whole keys that
 * this run did not create, they must no more reach a report than its own.
 */
function foreignSecrets(vault: Vault, part: ReturnType<typeof roleOf>, raw: RawResponse): void {
  if (part === undefined || part.role === 'create' || part.role === 'rotate' || raw.status >= 300) return
  const own = part.resource.secret.pointer.split('/').at(-1)!
  const visit = (value: JsonValue | undefined, member: string): void => {
    if (typeof value === 'string') {
      if ((member === own || /^(api_?)?(key|token|secret)$/i.test(member)) && value.length >= leastSecret && !masking.test(value) && !vault.holds(value))
        vault.add(value, `other.${createHash('sha256').update(value).digest('hex').slice(0, 8)}`, 'identifier')
    } else if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) visit(item, member)
    else if (typeof value === 'object' && value !== null) for (const [name, inner] of Object.entries(value)) visit(inner, name)
  }
  visit(parseJson(raw.body), '')
}

function maskedPointers(resource: KeyResource, role: Role | 'canary'): readonly string[] {
  if (role !== 'list') return resource.masked
  const { list } = resource
  return list === null ? [] : list.masked.map((pointer) => `${list.items}/*${pointer}`)
}

/** The validator of the documented schema for this response, if it has one that can be compiled. */
function validation(
  contract: Contract,
  operation: Operation | null,
  raw: RawResponse,
): { readonly validate?: (body: unknown) => readonly Violation[] } {
  if (operation === null || operation.method === 'HEAD') return {}
  const spec = responseFor(operation, raw.status)
  const media = spec === undefined ? undefined : mediaFor(spec.content, headerValues(raw.headers, 'content-type')[0])
  if (media?.schema === undefined) return {}
  try {
    return { validate: contract.validator(media.schema, 'response') }
  } catch (error) {
    // The contract has put the schema among its problems; there is no verdict without a validator.
    if (error instanceof KeyproofError) return {}
    throw error
  }
}
