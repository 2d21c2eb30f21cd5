import { words } from '../contract/keys/words.ts'
import { bodyMedia, mediaFor, operationByKey } from '../contract/lookup.ts'
import { onceFor } from '../contract/memo.ts'
import { pointerTo, valueAt, withValueAt } from '../contract/pointer.ts'
import { defaultOf, keywordOf, membersOf, typesOf } from '../contract/schema-parts.ts'
import { durationMs } from '../contract/spans.ts'
import type { Contract, JsonSchema, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import { propagationMs } from './propagation.ts'

/** Longer than this a run does not wait for the end of an old secret. */
const longestMs = 10_000
/** How far ahead a caller sets the end of the old secret, who has to name an instant. */
const shortMs = 2_000

/**
 * How long the secret that a rotation replaces may work on, in milliseconds; null where that is longer than a run can wait,
 * or where the document says that it does without saying for how long.
 */
export function rotateOverlapMs(contract: Contract, { roles }: KeyResource): number | null {
  const operation = operationByKey(contract, roles.rotate?.operation ?? '')
  const declared = valueAt(operation?.extensions, '/x-key-operation/rotateOverlap')
  if (typeof declared !== 'string')
    return operation !== undefined && overlapsOf(contract).get(operation.key) === true
      ? null
      : propagationMs(contract, 'revoke')
  const ms = durationMs(declared)
  return ms === null || ms > longestMs ? null : ms
}

const ofOld = /\b(?:old|existing|previous|current|former|prior|original|replaced|outgoing)\b/i
const ofBoth = /\bboth (?:\w+ )?(?:keys|secrets|tokens|values|credentials)\b/i
const grace = /\b(?:grace|overlap|overlapping|rollover)\b/i
const noGrace = /\b(?:no|without|not|zero)\b(?: \w+){0,2} (?:grace|overlap)/i
const span =
  /\b(?:for|after|within)\b.{0,30}\b(?:\d+|an?|one|two|three|seven|ten|thirty|some|few)\b[ -](?:\w+ )?(?:seconds?|minutes?|hours?|days?|weeks?|months?)\b/i
const lasts =
  /\b(?:remains?|stays?|continues?|keeps?|still)\b.{0,40}\b(?:valid|working|works?|active|usable|accepted|honou?red|functional)\b/i
const ends = /\b(?:no longer|not|never|cannot|can['’]?t|stops?|ceases?|invalid\w*|revoked?)\b/i
const atOnce = /\b(?:immediately|instantly|at once|right away)\b/i
const end = /\b(?:expir\w*|valid|until|ends?)\b/i
const ofKey = /\b(?:key|token|secret|value|credential)\b/i

/** Whether each operation that rotates keys says that an old secret works on for a while, in words or by a member for it. */
const overlapsOf = onceFor(
  (contract: Contract): ReadonlyMap<string, boolean> =>
    new Map(
      contract.keyResources.flatMap(({ roles }) => {
        const operation = operationByKey(contract, roles.rotate?.operation ?? '')
        return operation === undefined
          ? []
          : [[operation.key, saysSo(operation) || hasMember(contract, operation)] as const]
      }),
    ),
)

function saysSo({ description, summary }: Operation): boolean {
  return `${summary}. ${description}`.split(/(?<=[.!?;])\s+|\n/).some(saysItLasts)
}

function saysItLasts(sentence: string): boolean {
  if (noGrace.test(sentence) || atOnce.test(sentence)) return false
  if (grace.test(sentence)) return true
  const isOfOld = ofOld.test(sentence) || ofBoth.test(sentence)
  return isOfOld && (span.test(sentence) || (lasts.test(sentence) && !ends.test(sentence)))
}

/** Whether the answer tells when the old secret ends, or the request asks for an end that is not the rotation itself. */
function hasMember(contract: Contract, operation: Operation): boolean {
  const answered = Object.entries(operation.responses).flatMap(([status, { content }]) => {
    const schema = status.startsWith('2') ? mediaFor(content, 'application/json')?.schema : undefined
    return schema === undefined ? [] : [...membersOf(contract.resolve(schema, 'response'))]
  })
  return (
    answered.some(([name]) => isEndOfOld(name)) ||
    requested(contract, operation).some(([name, schema]) => isEndOfOld(name) && defaultOf(schema) !== 0)
  )
}

function requested(contract: Contract, operation: Operation): readonly (readonly [string, JsonSchema])[] {
  const schema = bodyMedia(operation)?.schema
  return schema === undefined ? [] : [...membersOf(contract.resolve(schema, 'request'))]
}

/** Whether a member is called like the end of an old secret: `existingTokenExpiresAt`, `grace_period`. */
function isEndOfOld(name: string): boolean {
  const said = spaced(name)
  if (grace.test(said)) return true
  // Much else is current, or had an original.
  const isOld = /\b(?:old|previous)\b/i.test(said) || (ofOld.test(said) && ofKey.test(said))
  return isOld && end.test(said)
}

/** Whether it counts how long, and does not say when. */
function isSpan(name: string): boolean {
  return /\b(?:grace|overlap|period|duration|seconds?|minutes?|hours?|days?)\b/i.test(spaced(name))
}

function spaced(name: string): string {
  return words(name).join(' ')
}

/** A rotation after which the old secret ends as soon as its caller may choose. */
export interface ShortOverlap {
  readonly input: OperationInput
  /** Name of the member that asks for it. */
  readonly member: string
  readonly value: string | number
  /** How soon that is. */
  readonly ms: number
}

/** The input of a rotation with the shortest life for the old secret, by the server's clock; null where the caller has no say in it. */
export function withShortOverlap(
  contract: Contract,
  operation: Operation,
  input: OperationInput,
  now: number,
): ShortOverlap | null {
  const { body } = input
  if (body === undefined || !('value' in body)) return null
  const found = requested(contract, operation).find(([name]) => isEndOfOld(name))
  if (found === undefined) return null
  const [member, schema] = found
  const isNumber = ['integer', 'number'].some((type) => typesOf(schema).has(type))
  const least = keywordOf(schema, 'minimum') ?? 0
  const isInstant = keywordOf(schema, 'format') === 'date-time'
  // No time at all is no end at all to some, where it is an instant that is counted.
  if (!isInstant && !(isNumber && least === 0 && isSpan(member))) return null
  const value = isInstant ? new Date(now + shortMs).toISOString() : 0
  return {
    input: { ...input, body: { ...body, value: withValueAt(body.value, pointerTo('', member), value) } },
    member,
    value,
    ms: isInstant ? shortMs : 0,
  }
}

/** Whether an answer gives the old secret a longer life than was asked for, as a server with a least of its own does. */
export function isProlonged({ member, value }: ShortOverlap, answer: JsonValue | undefined): boolean {
  const got = valueAt(answer, pointerTo('', member))
  if (typeof got === 'number' && typeof value === 'number') return got > value
  return typeof got === 'string' && typeof value === 'string' && Date.parse(got) > Date.parse(value) + 1_000
}
