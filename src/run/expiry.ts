import { isJson, mediaFor } from '../contract/lookup.ts'
import { pointerTokens, withValueAt } from '../contract/pointer.ts'
import type { Contract, JsonSchema, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import { headerValues } from '../http/exchange.ts'
import { writtenSpans } from '../contract/spans.ts'
import type { Stage } from './scenario.ts'
import { declaresMember } from './sent-members.ts'
import { createOf } from './create-of.ts'

type Expiry = NonNullable<KeyResource['expiry']>

const dayMs = 86_400_000

/** Milliseconds of the units in which documents count the life of a key. */
const units: readonly (readonly [pattern: RegExp, ms: number])[] = [
  [/\b(?:ms|millis|milliseconds?)\b/, 1],
  [/\b(?:s|secs?|seconds?)\b/, 1_000],
  [/\b(?:mins?|minutes?)\b/, 60_000],
  [/\b(?:hrs?|hours?)\b/, 3_600_000],
  [/\bdays?\b/, dayMs],
  [/\bweeks?\b/, 7 * dayMs],
  [/\bmonths?\b/, 30 * dayMs],
]

/** Words that ask how long rather than until when: `expires_in`, `ttl`, `lifetimeSeconds`. */
const lasting =
  /\b(?:in|after|for|ttl|live|lifetime|duration|validity|age|period|ms|millis|milliseconds|secs|seconds|mins|minutes|hours|days|weeks|months)\b/
/** What a description says of a length of time: "in days", "number of hours", "seconds until". */
const counted =
  /\b(?:in|number of|how many|counted in) ((?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?)\b|\b((?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?) (?:until|from now|after|before)\b/

/**
 * Milliseconds of the unit in which the expiry counts the life of a key, seconds where nothing is said; null
 * where it names the instant at which that life ends.
 */
export function lifeUnitMs(contract: Contract, operation: Operation, expiry: Expiry): number | null {
  const unit = countedIn(contract, operation, expiry)
  return unit === 'unsaid' ? 1_000 : unit
}

/** As `lifeUnitMs`, but `unsaid` where the document does not say in which unit it counts the life of a key. */
function countedIn(contract: Contract, operation: Operation, expiry: Expiry): number | 'unsaid' | null {
  if (expiry.span !== undefined) return 1_000
  const words = (pointerTokens(expiry.inRequest).at(-1) ?? '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z]+/g, ' ')
    .trim()
    .toLowerCase()
  if (expiry.relative !== true && !lasting.test(words)) return null
  const named = units.find(([pattern]) => pattern.test(words))
  if (named !== undefined) return named[1]
  if (expiry.unit === 'ms') return 1
  const [, one, other] = counted.exec(descriptionOf(contract, operation, expiry.inRequest)) ?? []
  const said = one ?? other
  const told = units.find(([pattern]) => said !== undefined && pattern.test(said))?.[1]
  return told ?? (expiry.unit === 's' ? 1_000 : 'unsaid')
}

/**
 * Why the document lets nobody make a key that ends at a moment of their choice; null where it does. A count of seconds
 * for one server is one of days, or of nanoseconds, for another: that the key still works then accuses neither.
 */
export function whyNoMoment({ contract, operation, resource }: Stage): string | null {
  const unit = countedIn(contract, operation, resource!.expiry!)
  if (unit === 'unsaid') return 'The document does not say in which unit it counts the life of a key.'
  return unit !== null && unit > 1_000 ? 'The document counts the life of a key in more than seconds.' : null
}

/**
 * Values for an expiry one to two days ahead, in the unit stated, else in the form of the sample: the likeliest
 * first. A midnight, so that a seed gives the same requests all day.
 */
export function futureExpiries(
  contract: Contract,
  operation: Operation,
  expiry: Expiry,
  sample: JsonValue | undefined,
): readonly JsonValue[] {
  const time = (Math.ceil(Date.now() / dayMs) + 1) * dayMs
  if (expiry.unit === 'iso8601' || (expiry.unit === 'unknown' && typeof sample === 'string')) {
    const written = new Date(time).toISOString()
    return [written, written.slice(0, 10)]
  }
  if (expiry.span !== undefined)
    return [...writtenSpans(expiry.span, dayMs), ...writtenSpans(expiry.span, 3_600_000)]
  const unit = lifeUnitMs(contract, operation, expiry)
  if (unit === null) return expiry.unit === 's' ? [Math.floor(time / 1000)] : [time, Math.floor(time / 1000)]
  // A day; or what a tighter bound leaves of it, in whatever unit the bound is meant.
  const day = Math.max(1, Math.round(dayMs / unit))
  return [day, ...[3_600, 365, 90, 60, 30, 7, 1].filter((count) => count < day)]
}

/** What the schema of the request says of a member, in small letters; empty for nothing. */
function descriptionOf(contract: Contract, operation: Operation, pointer: string): string {
  const media = Object.entries(operation.requestBody?.content ?? {}).find(([type]) => isJson(type))?.[1]
  if (media?.schema === undefined) return ''
  const root = contract.resolve(media.schema, 'request')
  const found = pointerTokens(pointer).reduce<JsonSchema | undefined>(
    (schema, name) => memberOf(root, schema, name, 0),
    root,
  )
  const description = typeof found === 'object' ? found['description'] : undefined
  return typeof description === 'string' ? description.toLowerCase() : ''
}

function memberOf(
  root: JsonSchema,
  schema: JsonSchema | undefined,
  name: string,
  depth: number,
): JsonSchema | undefined {
  if (typeof schema !== 'object' || depth > 8) return undefined
  const own = (schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined)?.[name]
  if (own !== undefined) return own
  const { $ref } = schema
  const parts: readonly JsonSchema[] = [
    ...(typeof $ref === 'string' ? [targetOf(root, $ref)] : []),
    ...((schema['allOf'] as readonly JsonSchema[] | undefined) ?? []),
  ]
  for (const part of parts) {
    const found = memberOf(root, part, name, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function targetOf(root: JsonSchema, reference: string): JsonSchema {
  return pointerTokens(reference.slice(1)).reduce<unknown>(
    (node, token) => (node as Readonly<Record<string, unknown>> | undefined)?.[token],
    root,
  ) as JsonSchema
}

/** The time of a server, in milliseconds since 1970. */
export interface ServerClock {
  readonly now: () => number
  /** By how much the server may be behind it. */
  readonly errorMs: number
}

/** The server's time as its Date field tells it; our own where that is as good. */
export async function serverClock(stage: Stage): Promise<ServerClock> {
  const exchange = stage.canary === null ? null : await stage.call({}, stage.canary)
  const date = Date.parse(headerValues(exchange?.response.headers ?? [], 'date')[0] ?? '')
  const ahead = date - Date.now()
  // The field counts whole seconds and is as old as the answer.
  return Number.isNaN(ahead) || Math.abs(ahead + 500) < 2_000
    ? { now: Date.now, errorMs: 0 }
    : { now: () => Date.now() + ahead + 500, errorMs: 500 }
}

/** A request for a key that expires at this time, written so; null where it cannot be written or the schema has no room for it. */
export async function expiringAt(stage: Stage, value: JsonValue | null): Promise<OperationInput | null> {
  if (value === null) return null
  const create = createOf(stage)
  const input = await stage.input(create)
  const { body } = input
  if (body === undefined || !('value' in body)) return null
  const changed = withValueAt(body.value, stage.resource!.expiry!.inRequest, value)
  const media = Object.entries(create.requestBody?.content ?? {}).find(([type]) => isJson(type))?.[1]
  if (media?.schema !== undefined && stage.contract.validator(media.schema, 'request')(changed).length > 0)
    return null
  return { ...input, body: { ...body, value: changed } }
}

/**
 * A time in milliseconds since 1970 as the document lets a caller write it, by the server's clock; null where it lets
 * nobody, or where a life is counted and the time is over, since less than none means no end in some APIs.
 */
export function writtenTime(stage: Stage, time: number, clock: ServerClock): JsonValue | null {
  const expiry = stage.resource!.expiry!
  if (whyNoMoment(stage) !== null) return null
  const counted = lifeUnitMs(stage.contract, createOf(stage), expiry)
  const ahead = time - clock.now()
  if (counted !== null && ahead < 0) return null
  if (expiry.span !== undefined) return writtenSpans(expiry.span, ahead)[0]!
  if (counted !== null) return Math.ceil(ahead / counted)
  if (expiry.unit === 's') return Math.ceil(time / 1000)
  return expiry.unit === 'ms' ? Math.ceil(time) : new Date(Math.ceil(time)).toISOString()
}

/**
 * An input of an operation on a key with an expiry so many milliseconds ahead, or at the midnight after; null where the document
 * lets nobody set it there. Some servers keep days alone, and a seed gives the same requests all day.
 */
export function prolonged(
  { contract, resource }: Stage,
  operation: Operation,
  input: OperationInput,
  ms: number,
): OperationInput | null {
  const { expiry } = resource!
  const { body } = input
  if (expiry === null || body === undefined || !('value' in body)) return null
  const media = mediaFor(operation.requestBody?.content ?? {}, body.mediaType)
  const name = pointerTokens(expiry.inRequest).at(-1) ?? ''
  if (media?.schema === undefined || !declaresMember(contract, operation, name)) return null
  const time = expiry.relative === true ? ms : Math.ceil((Date.now() + ms) / dayMs) * dayMs
  const accepts = contract.validator(media.schema, 'request')
  const spans = expiry.span === undefined ? [] : writtenSpans(expiry.span, ms)
  const value = [...spans, new Date(time).toISOString(), expiry.unit === 's' ? Math.floor(time / 1000) : time]
    .map((candidate) => withValueAt(body.value, expiry.inRequest, candidate))
    .find((candidate) => accepts(candidate).length === 0)
  return value === undefined ? null : { ...input, body: { ...body, value } }
}
