import { isObject } from '../contract/json.ts'
import { pointerTo, pointerTokens } from '../contract/pointer.ts'
import type { JsonValue } from '../contract/types.ts'

/** A member of what is shown of a key, no object itself, by its JSON Pointer. */
export type Leaves = ReadonlyMap<string, JsonValue>

/** A member that is another than it was. */
export interface Lost {
  readonly pointer: string
  readonly before: JsonValue
  readonly after: JsonValue
  /** Gone or empty now. */
  readonly isEmpty: boolean
  /** It was the end of the key. */
  readonly isEnd: boolean
}

const deepest = 4
/** What changes by itself, or whenever anything does. */
const RESTLESS =
  /(?:^|_)(?:updated|modified|changed|edited|seen|used|accessed|activity|version|revision|rev|etag|generation|sequence|seq|counts?|counter|usage|uses|age|remaining|left|in|ttl|seconds|checksum|digest|hash|signature|stamp|fingerprint|mtime|ts|epoch|update|change|modification|editor|updater|history|audit|events?|logs?|status|state|phase|links?|url|uri|href|cursor|now|at|on|time|date|by)(?:_|$)/
/** When a key ends; that it is moved on may be the custom of an API, that it is gone is none. */
const END = /^(?:expir(?:e|es|y|ation)(?:_?(?:at|on|date|time))?|(?:valid|active)_until|not_after|ends_at)$/
/** What is made of a name. */
const FOLLOWING = /(?:^|_)(?:slug|handle|alias|display|full|path|fqn|label|title)(?:_|$)/
const INSTANT = /^\d{4}-\d\d-\d\d(?:[T ]|$)/

/** The members of what is shown of a key that stay as they are until somebody changes them; lists count as one value. */
export function leavesOf(item: JsonValue | undefined): Leaves {
  const leaves = new Map<string, JsonValue>()
  const visit = (value: JsonValue, pointer: string, left: number): void => {
    const name = snakeOf(pointer)
    if (END.test(name)) {
      if (typeof value === 'string' || typeof value === 'number') leaves.set(pointer, value)
      return
    }
    if (RESTLESS.test(name)) return
    if (isObject(value)) {
      if (left > 0)
        for (const [member, inner] of Object.entries(value))
          visit(inner, pointerTo(pointer, member), left - 1)
    } else if (isSteady(value)) leaves.set(pointer, inOrder(value))
  }
  if (item !== undefined) visit(item, '', deepest)
  return leaves
}

function snakeOf(pointer: string): string {
  return (pointerTokens(pointer).at(-1) ?? '').replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase()
}

/** A list with its objects without what changes by itself, their members in the order of the alphabet. */
function inOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(inOrder)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !RESTLESS.test(snakeOf(pointerTo('', name))))
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, inOrder(inner)]),
  )
}

/** A secret may be written anew each time, and a time is told in many forms. */
function isSteady(value: JsonValue): boolean {
  const text = JSON.stringify(value)
  return !text.includes('<secret:') && !(typeof value === 'string' && INSTANT.test(value))
}

/** Those members that were the same twice and are not any more, but for some; what follows from the old name, as a slug does, may change with it. */
export function lostOf({
  before,
  again,
  after,
  asked,
  askedBefore,
  name,
}: {
  readonly before: Leaves
  readonly again: Leaves
  readonly after: Leaves
  /** Names of the members that were asked for. */
  readonly asked: readonly string[]
  /** Names of those that were asked for in an earlier update, whose effect may yet be to come. */
  readonly askedBefore: ReadonlySet<string>
  /** The name that the key had before it was asked to have another, in this update or an earlier one; null where it was not. */
  readonly name: string | null
}): readonly Lost[] {
  return [...before].flatMap(([pointer, value]): Lost[] => {
    const tokens = pointerTokens(pointer)
    if (tokens.some((token) => asked.includes(token)) || isEmpty(value)) return []
    const text = ordered(value)
    const now = after.get(pointer)
    if (ordered(again.get(pointer)) !== text || ordered(now) === text) return []
    // Some answers show no more than what was changed.
    if (now === undefined && !isShownBeside(after, pointer)) return []
    const isLost = now === undefined || isEmpty(now)
    const isNamed = bare(text).includes(bare(name ?? '')) || FOLLOWING.test(snakeOf(pointer))
    if (!isLost && name !== null && isNamed) return []
    const isEnd = END.test(snakeOf(pointer))
    if (!isLost && (isEnd || tokens.some((token) => askedBefore.has(token)))) return []
    return [{ pointer, before: value, after: now ?? null, isEmpty: isLost, isEnd }]
  })
}

/** Without what a slug leaves out of a name. */
function bare(value: string): string {
  return value.toLowerCase().replaceAll(/[^a-z\d]+/g, '')
}

function isShownBeside(leaves: Leaves, pointer: string): boolean {
  const parent = pointer.slice(0, pointer.lastIndexOf('/'))
  return [...leaves.keys()].some((other) => other.slice(0, other.lastIndexOf('/')) === parent)
}

function isEmpty(value: JsonValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Lists of words are sets to most. */
function ordered(value: JsonValue | undefined): string {
  return Array.isArray(value)
    ? JSON.stringify(value.map((one) => JSON.stringify(one)).toSorted())
    : (JSON.stringify(value) ?? '')
}
