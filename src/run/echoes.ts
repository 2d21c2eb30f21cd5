import { isObject } from '../contract/json.ts'
import { pointerTo, pointerTokens, valueAt } from '../contract/pointer.ts'
import { itemSchema, keywordOf, membersOf, schemaAt } from '../contract/schema-parts.ts'
import type { JsonObject, JsonSchema, JsonValue, KeyResource } from '../contract/types.ts'

/** What became of a member of a request in the answer, where it has one of that name beside the key. */
export interface Echo {
  /** JSON Pointer into the answer. */
  readonly place: string
  readonly sent: JsonValue
  readonly got: JsonValue
  /** Null where it came back as it was sent. */
  readonly failure: 'lost' | 'widened' | 'changed' | null
}

/** What is said of a key in words of its maker. */
const FREE_TEXT = /^(?:description|desc|notes?|comments?|title|label)$/i
/** Whether a member of this name says something of a key in words of its maker. */
export function isFreeText(member: string): boolean {
  return FREE_TEXT.test(member)
}

/** Sets of words. */
const SETS = /^(?:scopes?|permissions?|roles?|tags?|labels?)$/i
/** Bounds on what a key may spend. */
const LIMITS = /limit|max|quota|budget|credits?$|uses$/i
/** What is not given back as it came: secrets, and times, which have many forms. */
const APART = /secret|pass|token|(?:^|_)key$|[a-z]Key$|expir|ttl|valid|life|duration|until|seconds|days|_at$/i

/**
 * The members of a request on a key that the answer repeats beside its id or name, the name and the end aside. Only what has
 * one form is compared: sets of words, switches, what is chosen from a list, ids, and free text.
 */
export function echoesOf(
  resource: KeyResource,
  schema: JsonSchema,
  sent: JsonValue,
  answer: JsonValue,
): readonly Echo[] {
  const from = holderOf(resource.nameInRequest ?? resource.scopes, sent)
  const at = [
    resource.nameInResponse,
    resource.id !== null && 'pointer' in resource.id ? resource.id.pointer : null,
    resource.secret.pointer,
  ].flatMap((pointer) => (pointer === null ? [] : [pointer.slice(0, pointer.lastIndexOf('/'))]))
  const holders = [...new Set(at)].flatMap((pointer) => {
    const holder = valueAt(answer, pointer)
    return isObject(holder) ? [{ pointer, holder }] : []
  })
  if (from === null) return []
  const members = membersOf(schemaAt(schema, from.pointer))
  return Object.entries(from.holder).flatMap(([name, value]): Echo[] => {
    const own = pointerTo(from.pointer, name)
    if (own === resource.nameInRequest || own === resource.expiry?.inRequest || APART.test(name)) return []
    const held = holders.find(({ holder }) => Object.hasOwn(holder, name))
    if (held === undefined) return []
    const got = held.holder[name]!
    const failure = compared(name, members.get(name) ?? true, value, got)
    return failure === undefined ? [] : [{ place: pointerTo(held.pointer, name), sent: value, got, failure }]
  })
}

/** The object of a body in which a member stands; that of an envelope, or the body itself, where none is known. */
function holderOf(
  member: string | null,
  body: JsonValue,
): { readonly pointer: string; readonly holder: JsonObject } | null {
  if (!isObject(body)) return null
  const [only, ...more] = Object.keys(body)
  const envelope = only !== undefined && more.length === 0 && isObject(body[only]) ? pointerTo('', only) : ''
  const pointer =
    member === null
      ? envelope
      : pointerTokens(member).length > 1
        ? member.slice(0, member.lastIndexOf('/'))
        : ''
  const holder = valueAt(body, pointer)
  return isObject(holder) ? { pointer, holder } : null
}

/** Undefined where nothing can be said. */
function compared(
  name: string,
  schema: JsonSchema,
  sent: JsonValue,
  got: JsonValue,
): Echo['failure'] | undefined {
  if (Array.isArray(sent)) {
    // Addresses and the like have many forms.
    const isSet = keywordOf(itemSchema(schema), 'enum') !== undefined || SETS.test(name)
    return isSet && isWords(sent) && sent.some(isSaid) ? comparedSets(sent, got) : undefined
  }
  // A count that comes back as another may have been rounded; none at all is no limit.
  if (typeof sent === 'number') return LIMITS.test(name) && sent > 0 && got === null ? 'lost' : undefined
  if (typeof sent === 'boolean')
    return typeof got === 'boolean' ? (got === sent ? null : 'changed') : undefined
  if (typeof sent !== 'string' || sent.trim() === '') return undefined
  const few = keywordOf(schema, 'enum')
  const isChosen = few !== undefined || keywordOf(schema, 'format') === 'uuid'
  if (!isChosen && !isFreeText(name)) return undefined
  if (got === null || got === '') return 'lost'
  if (typeof got !== 'string') return undefined
  // Another member of the same name, such as the kind of object that is answered.
  if (Array.isArray(few) && !few.some((one) => String(one).toLowerCase() === got.toLowerCase()))
    return undefined
  const same = isChosen
    ? got.toLowerCase() === sent.toLowerCase()
    : got.normalize('NFC').trim() === sent.normalize('NFC').trim()
  return same ? null : 'changed'
}

/** Words are compared without regard to their order and case, and a right to read that goes with one to write is none more or less. */
function comparedSets(sent: readonly string[], got: JsonValue): Echo['failure'] | undefined {
  if (got === null) return 'lost'
  if (!isWords(got)) return undefined
  const [asked, given] = [sent, got].map(
    (words) => new Set(words.filter(isSaid).map((word) => word.normalize('NFC').trim().toLowerCase())),
  ) as [Set<string>, Set<string>]
  const lost = [...asked].some((word) => !given.has(word) && !isImplied(word, given))
  const more = [...given].some((word) => !asked.has(word) && !isImplied(word, asked))
  if (lost) return more ? 'changed' : 'lost'
  return more ? 'widened' : null
}

function isSaid(word: string): boolean {
  return word.trim() !== ''
}

const READING = /\b(?:read|view|get|list)\b/
const WRITING = /\b(?:write|edit|manage|admin)\b/

/** Whether `notes:read` goes with `notes:write`, or anything with everything. */
function isImplied(word: string, by: ReadonlySet<string>): boolean {
  if (by.has('*') || by.has('all')) return true
  const bare = word.replace(READING, '')
  return bare !== word && [...by].some((other) => WRITING.test(other) && other.replace(WRITING, '') === bare)
}

function isWords(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
