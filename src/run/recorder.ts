import type { Check } from '../checks/types.ts'
import type { Outcome } from '../checks/outcome.ts'
import { issuedAt, mediaFor, responseFor, roleOf } from '../contract/lookup.ts'
import type { Contract, JsonValue, KeyResource, Operation, Role } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { isProtected } from '../generate/credentials.ts'
import { headerValues, type Exchange, type RequestTemplate, type Violation } from '../http/exchange.ts'
import { parseJson } from '../secrets/json-places.ts'
import type { RawResponse, SealPlan, Vault } from '../secrets/types.ts'
import { companionSecrets, foreignSecrets, secretsBeside } from './further-secrets.ts'
import { createImpression, type Impression } from './impression.ts'
import { createMakings } from './makings.ts'
import type { Sender, Watch } from './sender.ts'
import { Unjudgeable } from './signals.ts'
import type { Attempt, Tracker } from './tracker.ts'

/** What the sender of a request says of it. */
export interface SendMeta {
  /** Name for a secret the response may issue. */
  readonly secretName: string
  /** The request breaks the document or the protocol on purpose. */
  readonly probe: boolean
  /** Whose credentials it carries, where they are not the run's own. */
  readonly as?: 'other'
  /** Told what the checks say of an answer that only asks for patience, which nobody else gets to see. */
  readonly onTurnedAway?: (outcomes: readonly Outcome[]) => void
  /** It presents the credentials of its account as they are meant to be, whatever else is wrong with it. */
  readonly presented?: boolean
  /** Remembers what was refused. */
  readonly watch?: Watch
}

/** An exchange and what the checks say of it. */
export interface Recorded {
  readonly exchange: Exchange
  readonly outcomes: readonly Outcome[]
}

/** Sends, seals and checks: the one place where a raw response of an operation exists. */
export interface Recorder {
  send(request: RequestTemplate, meta: SendMeta): Promise<Recorded>
  /** Whether refusals that were watched may be owed to credentials that had expired. */
  isDoubtful(watch: Watch): Promise<boolean>
  /** What the answers to documented operations tell of the target as a whole. */
  readonly impression: Omit<Impression, 'note'>
}

export interface RecorderOptions {
  readonly contract: Contract
  readonly sender: Sender
  /** Keeps track of the keys; null on a target that keeps none. */
  readonly tracker: Tracker | null
  readonly vault: Vault
  readonly checks: readonly Check[]
  /** Told of every secret-issuing response. */
  readonly onCreate: (operation: Operation, exchange: Exchange, as?: 'other') => void
}

/** What a request is about. */
interface Purpose {
  /** The operation that is called as the document says. */
  readonly operation: Operation | null
  /** The operation that may carry it out. */
  readonly meant: Operation | null
  readonly part: ReturnType<typeof roleOf>
}

/** A recorder for one document on one target. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { contract, sender, tracker, vault } = options
  const throttling = options.checks.filter(({ judgesThrottling }) => judgesThrottling === true)
  const makings = createMakings()
  const impression = createImpression()
  const operations = new Map(contract.operations.map((operation) => [operation.key, operation]))
  const parts = new Map(contract.operations.map((operation) => [operation, roleOf(contract, operation)]))

  const isOwnId = (value: string): boolean => tracker?.trail.all().some(({ id }) => id === value) ?? false

  /** Whether the answer shows keys that were there before beside those of the run, which are hidden from now on. */
  const isLearnedBeside = ({ facts: { sightings }, response }: Exchange, body: JsonValue): boolean => {
    if (sightings.length === 0) return false
    const sealed = parseJson(response.body)
    return (
      sealed !== null && secretsBeside(vault, sightings, { body, sealed: sealed.value as JsonValue }, isOwnId)
    )
  }

  const sendAs = async (
    request: RequestTemplate,
    meta: SendMeta,
    { operation, meant, part }: Purpose,
    attempt: Attempt | null,
  ): Promise<Recorded> => {
    const context = {
      contract,
      operation,
      resource: operation === null ? null : (part?.resource ?? null),
      issues: [],
      probe: meta.probe,
    }
    const { raw, doubt } = await sender.send(
      request,
      {
        ordinary: meta.presented ?? !meta.probe,
        harmless: request.method === 'GET' && operation !== null && isProtected(operation),
        ...(meta.watch === undefined ? {} : { watch: meta.watch }),
        turnedAway(answer) {
          const exchange = vault.seal(request, answer, {
            issues: [],
            issuedName: meta.secretName,
            masked: [],
          })
          meta.onTurnedAway?.(throttling.flatMap((check) => check.judge(exchange, context)))
        },
      },
      attempt ?? undefined,
    )
    attempt?.answered(raw.status)
    if (operation !== null) impression.note(operation, raw, meta.probe)
    const json = parseJson(raw.body)
    const issues = part === undefined ? [] : issuingPointers(part.resource, part.role, raw.status)
    if (json !== null) {
      foreignSecrets(vault, part, raw.status, json.value as JsonValue, isOwnId)
      if (part !== undefined && issues.length > 0)
        companionSecrets(vault, part.resource, json.value as JsonValue, issues)
    }
    const plan: SealPlan = {
      json,
      issues,
      ...(part?.resource.secret.user === undefined ? {} : { user: part.resource.secret.user }),
      ...(part?.resource.secret.userName === undefined ? {} : { userName: part.resource.secret.userName }),
      issuedName: meta.secretName,
      masked: part === undefined ? [] : maskedPointers(part.resource, part.role),
      ids: part === undefined ? [] : idPointers(part.resource, part.role),
      ...validation(contract, operation, raw),
    }
    const sealed = vault.seal(request, raw, plan)
    const isMore = json !== null && isLearnedBeside(sealed, json.value as JsonValue)
    const exchange = isMore ? vault.seal(request, raw, plan) : sealed
    if (
      meant !== null &&
      part?.role === 'create' &&
      raw.status < 300 &&
      (operation !== null || exchange.facts.issued !== null)
    ) {
      attempt?.created(exchange)
      options.onCreate(meant, exchange, meta.as)
    }
    if (doubt !== null) throw new Unjudgeable(doubt)
    const isTaken =
      operation !== null &&
      part?.role === 'create' &&
      issues.length > 0 &&
      makings.isTaken(exchange, part.resource, operation)
    const known = {
      ...context,
      issues: operation === null ? [] : issues,
      ...(isTaken ? { taken: true as const } : {}),
    }
    return { exchange, outcomes: options.checks.flatMap((check) => check.judge(exchange, known)) }
  }

  return {
    impression,
    isDoubtful: (watch) => sender.isDoubtful(watch),
    async send(request, meta) {
      const operation = request.operation === null ? null : (operations.get(request.operation) ?? null)
      // A request with another method or path may still reach the handler, and what that hands out must be known.
      const meant =
        operation ?? (request.madeFrom === undefined ? null : (operations.get(request.madeFrom) ?? null))
      const part = meant === null ? undefined : parts.get(meant)
      const attempt =
        tracker === null || meant === null || part === undefined
          ? null
          : await tracker.begin(meant, part, request, meta.as)
      try {
        return await sendAs(request, meta, { operation, meant, part }, attempt)
      } finally {
        attempt?.over()
      }
    },
  }
}

function issuingPointers(resource: KeyResource, role: Role | 'canary', status: number): readonly string[] {
  if ((role !== 'create' && role !== 'rotate') || status < 200 || status >= 300) return []
  return issuedAt(resource, role)
}

function maskedPointers(resource: KeyResource, role: Role | 'canary'): readonly string[] {
  if (role !== 'list') return resource.masked
  const { list } = resource
  return list === null ? [] : list.masked.map((pointer) => `${list.items}/*${pointer}`)
}

/** Where the document has ids; one that is the secret itself is none. */
function idPointers({ id, idIsSecret, list }: KeyResource, role: Role | 'canary'): readonly string[] {
  if (idIsSecret) return []
  if (role === 'list') return list === null || list.id === null ? [] : [`${list.items}/*${list.id}`]
  return id !== null && 'pointer' in id ? [id.pointer] : []
}

/** The validator of the documented schema for this response, if it has one that can be compiled. */
function validation(
  contract: Contract,
  operation: Operation | null,
  raw: RawResponse,
): { readonly validate?: (body: unknown) => readonly Violation[] } {
  if (operation === null || operation.method === 'HEAD') return {}
  const spec = responseFor(operation, raw.status)
  const media =
    spec === undefined ? undefined : mediaFor(spec.content, headerValues(raw.headers, 'content-type')[0])
  if (media?.schema === undefined) return {}
  try {
    return { validate: contract.validator(media.schema, 'response') }
  } catch (error) {
    // The contract has put the schema among its problems; there is no verdict without a validator.
    if (error instanceof KeyproofError) return {}
    throw error
  }
}
