import { pointerTo, pointerTokens, valueAt } from '../contract/pointer.ts'
import { keywordOf, membersOf, schemaAt } from '../contract/schema-parts.ts'
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
  if (Array.isArray(sent)) return isWords(sent) && sent.length > 0 ? comparedSets(sent, got) : undefined
  if (typeof sent === 'boolean')
    return typeof got === 'boolean' ? (got === sent ? null : 'changed') : undefined
  if (typeof sent !== 'string' || sent.trim() === '') return undefined
  const isChosen = keywordOf(schema, 'enum') !== undefined || keywordOf(schema, 'format') === 'uuid'
  if (!isChosen && !FREE_TEXT.test(name)) return undefined
  if (got === null || got === '') return 'lost'
  if (typeof got !== 'string') return undefined
  const same = isChosen
    ? got.toLowerCase() === sent.toLowerCase()
    : got.normalize('NFC').trim() === sent.normalize('NFC').trim()
  return same ? null : 'changed'
}

/** Words are compared without regard to their order and case. */
function comparedSets(sent: readonly string[], got: JsonValue): Echo['failure'] | undefined {
  if (got === null) return 'lost'
  if (!isWords(got)) return undefined
  const [asked, given] = [sent, got].map((words) => new Set(words.map((word) => word.trim().toLowerCase())))
  if ([...asked!].some((word) => !given!.has(word))) return given!.isSubsetOf(asked!) ? 'lost' : 'changed'
  return given!.size > asked!.size ? 'widened' : null
}

function isWords(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
