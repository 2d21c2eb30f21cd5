import type { JsonObject, JsonValue } from '../contract/types.ts'
import type { KeyRecord } from './ledger.ts'

/** What a response may say of a key. */
export interface Facts {
  readonly record: KeyRecord
  /** Only in the response that issues it. */
  readonly secret: string | null
  /** Milliseconds since the epoch, as the mock's clock has it. */
  readonly now: number
}

/** A key's standing at an instant. */
export type Standing = 'active' | 'expired' | 'revoked'

/** Whether a key works at an instant, and if not, why. */
export function standingOf(record: KeyRecord, now: number): Standing {
  if (record.revokedAt !== null) return 'revoked'
  return record.expiresAt !== null && record.expiresAt <= now ? 'expired' : 'active'
}

/** Writes one member of a response; undefined leaves it out. */
export type Writer = (facts: Facts) => JsonValue | undefined

/** Ways to write an instant, by what the document seems to use. */
export function timeFormats(
  sample: JsonValue,
  unit: 's' | 'ms' | 'iso8601' | 'unknown',
): ((time: number) => JsonValue)[] {
  const ms = (time: number): number => time
  const seconds = (time: number): number => time / 1000
  const numbers = [ms, Math.round, seconds, (time: number) => Math.floor(time / 1000)]
  const looksLikeSeconds = typeof sample === 'number' && sample > 1e8 && sample < 1e11
  if (unit === 's' || (unit !== 'ms' && looksLikeSeconds)) numbers.push(...numbers.splice(0, 2))
  const texts = [
    iso,
    (time: number) => iso(time).slice(0, 10),
    (time: number) => iso(time).replace(/\.\d+Z$/, 'Z'),
  ]
  return typeof sample === 'number' || unit === 's' || unit === 'ms'
    ? [...numbers, ...texts]
    : [...texts, ...numbers]
}

/** An instant in ISO 8601, kept within what a date can hold. */
export function iso(time: number): string {
  return new Date(Math.min(Math.max(time, -62_135_596_800_000), 253_402_300_799_999)).toISOString()
}

/**
 * Writers of an instant that may not have come: null where that is allowed, else nothing, else another instant that
 * tells no untruth, else the sample.
 */
export function timeWriters(
  get: (facts: Facts) => number | null,
  formats: readonly ((time: number) => JsonValue)[],
  sample: JsonValue,
  other?: (facts: Facts) => number,
): Writer[] {
  return formats.flatMap((format) => {
    const last: Writer = (facts) => (other === undefined ? sample : format(other(facts)))
    return [() => null, () => undefined, last].map((none: Writer): Writer => {
      return (facts) => {
        const time = get(facts)
        return time === null ? none(facts) : format(time)
      }
    })
  })
}

/** Writers of a shortened form of the secret, the kind taken from the member's name. */
export function maskWriters(name: string, sample: JsonValue): Writer[] {
  const masked: Writer = ({ record }) => `${record.head}****${record.tail}`
  const heads: Writer[] = [
    ({ record }) => record.head,
    ({ record }) => record.head.slice(0, 8),
    ({ record }) => record.head.slice(0, 4),
  ]
  const tails: Writer[] = [({ record }) => record.tail]
  const blank: Writer[] = [() => '********', () => '****', () => null, () => undefined, () => sample]
  if (/prefix|start|first|head|hint/i.test(name)) return [...heads, masked, ...blank]
  if (/last(?!_?used)|suffix|end|tail|four/i.test(name)) return [...tails, masked, ...blank]
  return [masked, ...blank, ...heads]
}

/** Writers of a text that says whether a key is active, expired or revoked, in the document's own words. */
export function standingWriters(words: Readonly<Record<Standing, readonly string[]>>): Writer[] {
  return words.active.flatMap((active) =>
    words.revoked.flatMap((revoked) =>
      words.expired.map((expired): Writer => {
        const word = { active, revoked, expired }
        return ({ record, now }) => word[standingOf(record, now)]
      }),
    ),
  )
}

/** Request members echoed: the value sent, else null, nothing, or the sample, whichever is allowed. */
export function echoWriters(member: string, sample: JsonValue): Writer[] {
  return [null, undefined, sample].map((none): Writer => {
    return ({ record }) => {
      const members: JsonObject = record.members
      return Object.hasOwn(members, member) ? members[member] : none
    }
  })
}
