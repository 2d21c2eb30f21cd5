import { isObject } from '../contract/json.ts'
import { pointerTokens } from '../contract/pointer.ts'
import type { JsonObject, JsonValue, KeyResource } from '../contract/types.ts'
import type { Standing, Writer } from './facts.ts'
import {
  echoWriters,
  iso,
  maskWriters,
  standingOf,
  standingWriters,
  timeFormats,
  timeWriters,
} from './facts.ts'
import type { Member } from './members.ts'
import type { TurningOff } from './switched-off.ts'

/** The response a key is shown in: at its birth, in a read of its own, or as an item of a list. */
export type Scene = 'issue' | 'read' | 'item'

/** What is known of a resource that bears on how its keys are shown. */
export interface Knowledge {
  readonly resource: KeyResource
  /** Members of the create and update requests, which responses echo. */
  readonly requestMembers: ReadonlySet<string>
  /** Names under which a response may tell the tenant. */
  readonly tenantNames: ReadonlySet<string>
  /** Words for the standing of a key that the document states. */
  readonly words: Partial<Readonly<Record<Standing, string>>>
  /** How its keys are turned off, where they can be. */
  readonly turned: TurningOff | undefined
}

/** JSON Pointers of the members that a scene's body shows a key by, as far as they are known beforehand. */
export interface Places {
  readonly secret: readonly string[]
  readonly masked: readonly string[]
  readonly id: string | null
  readonly name: string | null
  readonly expiry: string | null
}

const secretive =
  /^(?:(?:api|access|secret|private|auth)?[_-]?(?:key|token|secret)|client[_-]?secret|plain[_-]?text(?:[_-]?key)?|bearer|credential|password|(?:key|token)[_-]?value)$/i
const shortened =
  /^(?:(?:key|token|secret)[_-]?)?(?:prefix|hint|preview|suffix|last[_-]?(?:four|4)|masked(?:[_-]?(?:key|token|secret|value))?|redacted(?:[_-]?(?:key|token|secret|value))?)$/i
const times: readonly (readonly [
  RegExp,
  'createdAt' | 'updatedAt' | 'lastUsedAt' | 'revokedAt' | 'expiresAt',
])[] = [
  [/^(?:created|issued|creation|added)(?:[_-]?(?:at|on|date|time|timestamp))?$/i, 'createdAt'],
  [/^(?:updated|modified|changed)(?:[_-]?(?:at|on|date|time|timestamp))?$/i, 'updatedAt'],
  [
    /^last[_-]?(?:used|seen|access|accessed|activity|active|use|usage)(?:[_-]?(?:at|on|date|time|timestamp))?$/i,
    'lastUsedAt',
  ],
  [/^(?:revoked|revocation|deleted|disabled|deactivated)[_-]?(?:at|on|date|time|timestamp)$/i, 'revokedAt'],
  [
    /^(?:expires?|expiry|expiration|expired|valid[_-]?until)(?:[_-]?(?:at|on|date|time|timestamp))?$/i,
    'expiresAt',
  ],
]

/** Ways to write a member, best first; undefined for one that has nothing to do with the key. */
export function writersFor(
  member: Member,
  scene: Scene,
  places: Places,
  knowledge: Knowledge,
): readonly Writer[] | undefined {
  const { name, pointer, value } = member
  const { resource } = knowledge
  if (scene === 'issue' && places.secret.includes(pointer)) return [({ secret }) => secret ?? undefined]
  if (places.masked.includes(pointer)) return maskWriters(name, value)
  if (pointer === places.id)
    return [({ record }) => record.id, ({ record }) => String(record.id), () => value]
  if (pointer === places.name)
    return [null, undefined, value].map(
      (none): Writer =>
        ({ record }) =>
          record.name ?? none,
    )
  if (knowledge.tenantNames.has(plainName(name)) && typeof value === 'string')
    return [({ record }) => record.tenant, () => value]
  if (typeof value === 'string' && (secretive.test(name) || shortened.test(name)))
    return maskWriters(name, value)
  const time = isScalar(value) ? times.find(([pattern]) => pattern.test(name))?.[1] : undefined
  if (pointer === places.expiry || (time === 'expiresAt' && typeof value !== 'boolean'))
    return expiryWriters(value, resource)
  if (time !== undefined && typeof value !== 'boolean') {
    return timeWriters(
      ({ record }) => record[time],
      timeFormats(
        value,
        resource.expiry?.unit === 'iso8601' ? 'unknown' : (resource.expiry?.unit ?? 'unknown'),
      ),
      value,
      // That a key was not used since it was made is what can be said where something must be.
      time === 'lastUsedAt' ? ({ record }) => record.createdAt : undefined,
    )
  }
  const standing = withSwitch(member, knowledge, standingWritersFor(member, knowledge))
  if (standing !== undefined) return standing
  const echoed =
    [...knowledge.requestMembers].find((candidate) => candidate === name) ??
    [...knowledge.requestMembers].find((candidate) => plainName(candidate) === plainName(name))
  if (echoed !== undefined && isObject(value) && holdsPlaces(pointer, places))
    return [({ record }) => envelope(value, record.members[echoed]), () => value]
  if (echoed !== undefined) return echoWriters(echoed, value)
  if (/^(?:success|ok)$/i.test(name) && value === false) return [() => true]
  return undefined
}

/** An object that both request and response wrap the key in, such as `data`, is more than what was sent. */
function holdsPlaces(pointer: string, { secret, masked, id, name }: Places): boolean {
  return [...secret, ...masked, id, name].some((place) => place?.startsWith(`${pointer}/`) === true)
}

function envelope(sample: JsonObject, sent: JsonValue | undefined): JsonObject {
  return isObject(sent) ? { ...sample, ...sent } : sample
}

/** A name with its case and separators left out, so that `org_id` and `orgId` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

function isScalar(value: JsonValue): boolean {
  return typeof value !== 'object' || value === null
}

function expiryWriters(sample: JsonValue, resource: KeyResource): Writer[] {
  const formats = timeFormats(sample, resource.expiry?.unit ?? 'unknown')
  const plain = timeWriters(({ record }) => record.expiresAt, formats, sample)
  if (typeof sample === 'number') return plain
  // The text as it was sent: the same instant, to the last digit.
  const verbatim = [null, undefined, sample].map((none): Writer => {
    return ({ record }) => record.expiryText ?? (record.expiresAt === null ? none : iso(record.expiresAt))
  })
  return [...verbatim, ...plain]
}

/** Of a member that says whether a key is turned off, what its owner said last, as long as the key lives. */
function withSwitch(
  { name, value }: Member,
  { turned }: Knowledge,
  writers: Writer[] | undefined,
): Writer[] | undefined {
  if (turned === undefined || turned.name !== name) return writers
  const { off, on, isOff } = turned
  const ended: readonly Writer[] = typeof value === 'boolean' ? [() => off] : (writers ?? [() => value])
  return ended.map((last): Writer => (facts) => {
    if (standingOf(facts.record, facts.now) !== 'active') return last(facts)
    return isOff(facts.record) ? off : on
  })
}

function standingWritersFor({ name, value }: Member, { resource, words }: Knowledge): Writer[] | undefined {
  const soft = resource.softDelete
  const known = soft !== null && pointerTokens(soft.pointer).at(-1) === name
  if (typeof value === 'boolean') {
    if (known && typeof soft.revoked === 'boolean') {
      const { revoked } = soft
      return [({ record }) => (record.revokedAt !== null) === revoked]
    }
    if (/^(?:is[_-]?)?(?:active|enabled|valid)$/i.test(name))
      return [({ record, now }) => standingOf(record, now) === 'active']
    if (/^(?:is[_-]?)?(?:revoked|disabled|deleted|deactivated|invalidated|archived)$/i.test(name))
      return [({ record }) => record.revokedAt !== null]
    if (/^(?:is[_-]?)?expired$/i.test(name))
      return [({ record, now }) => standingOf(record, now) === 'expired']
    return undefined
  }
  if (typeof value !== 'string' || !/^(?:key[_-]?)?(?:status|state)$/i.test(name)) return undefined
  if (!known && !/^(?:active|enabled|valid|live|revoked|expired|disabled|inactive|deleted)$/i.test(value))
    return undefined
  const revoked = known && typeof soft.revoked === 'string' ? [soft.revoked] : []
  const cased = (word: string): string[] => {
    const upper = /^[^a-z]+$/.test(revoked[0] ?? value)
    return upper
      ? [word.toUpperCase(), word, `${word.charAt(0).toUpperCase()}${word.slice(1)}`]
      : [word, word.toUpperCase(), `${word.charAt(0).toUpperCase()}${word.slice(1)}`]
  }
  const given = (standing: Standing): string[] => (words[standing] === undefined ? [] : [words[standing]])
  const dead = [
    ...given('revoked'),
    ...revoked,
    ...['revoked', 'inactive', 'disabled', 'deleted'].flatMap(cased),
  ]
  return standingWriters({
    active: [...given('active'), ...['active', 'enabled', 'valid', 'live'].flatMap(cased), value],
    revoked: [...dead, value],
    expired: [...given('expired'), ...cased('expired'), ...dead, value],
  })
}
