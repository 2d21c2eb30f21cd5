import type { JsonObject, JsonSchema, JsonValue, KeyResource } from '../contract/types.ts'
import { isObject } from '../contract/json.ts'
import { pointerTokens } from '../contract/pointer.ts'
import { defaultOf, keywordOf, membersOf, schemaAt } from '../contract/schema-parts.ts'
import { spanMs } from '../contract/spans.ts'

/** When a key is to end, in milliseconds since 1970, or after so many from now; never where neither is given. */
export interface ExpiryWish {
  readonly time: number | null
  readonly after?: number
  readonly text: string | null
}

/** What a create or update request asks for; undefined where it is silent. */
export interface Wishes {
  readonly name: string | undefined
  readonly expiry: ExpiryWish | undefined
  /** Declared members to be echoed. */
  readonly members: JsonObject
}

/** Prepares the reading of a request body; `defaults` fills in documented defaults for what was left out. */
export function wishReader(
  resource: KeyResource,
  schema: JsonSchema,
  defaults: boolean,
): (body: JsonValue) => Wishes {
  const barred = new Set(
    [resource.nameInRequest, resource.expiry?.inRequest].map((pointer) => pointer?.slice(1)),
  )
  const declared = new Map([...membersOf(schema)].filter(([member]) => !barred.has(member)))
  const fallback = Object.fromEntries(
    [...declared].flatMap(([member, part]) => {
      const value = defaultOf(part) as JsonValue | undefined
      return defaults && value !== undefined ? [[member, value]] : []
    }),
  )
  const defaultName =
    defaults && resource.nameInRequest !== null
      ? defaultOf(schemaAt(schema, resource.nameInRequest))
      : undefined
  const nameTokens = resource.nameInRequest === null ? null : pointerTokens(resource.nameInRequest)
  const expiryTokens = resource.expiry === null ? null : pointerTokens(resource.expiry.inRequest)
  return (body) => {
    const name = nameTokens === null ? undefined : (follow(body, nameTokens) ?? defaultName)
    const expiry = expiryTokens === null ? undefined : follow(body, expiryTokens)
    return {
      name: typeof name === 'string' ? name : undefined,
      expiry: expiry === undefined ? undefined : readExpiry(expiry, resource.expiry!),
      members: declared.size === 0 || !isObject(body) ? fallback : chosen(body),
    }
  }
  function chosen(body: JsonObject): JsonObject {
    const sent = [...declared.keys()].flatMap((member) =>
      Object.hasOwn(body, member)
        ? [[member, declaredOf(body[member]!, declared.get(member) ?? true)] as const]
        : [],
    )
    return { ...fallback, ...Object.fromEntries(sent) }
  }
}

/** The value with what its schema names, where it names members at all: nobody else's are kept. */
function declaredOf(value: JsonValue, schema: JsonSchema): JsonValue {
  const members = membersOf(schema)
  if (!isObject(value) || members.size === 0 || keywordOf(schema, 'additionalProperties') !== undefined)
    return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const member = members.get(name)
      return member === undefined ? [] : [[name, declaredOf(inner, member)]]
    }),
  )
}

function follow(body: JsonValue, tokens: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = body
  for (const token of tokens) {
    if (!isObject(value) || !Object.hasOwn(value, token)) return undefined
    value = value[token]
  }
  return value
}

/** An expiry as sent, in milliseconds; null for never, which is also what a text that names no instant comes to. */
function readExpiry(value: JsonValue, { unit, relative }: NonNullable<KeyResource['expiry']>): ExpiryWish {
  if (typeof value === 'number') {
    // A span in a unit the document does not tell is as good as none.
    if (relative === true)
      return unit === 's' || unit === 'ms'
        ? { time: null, after: unit === 's' ? value * 1000 : value, text: null }
        : { time: null, text: null }
    const seconds = unit === 's' || (unit !== 'ms' && Math.abs(value) < 1e11)
    return { time: seconds ? value * 1000 : value, text: null }
  }
  if (typeof value !== 'string') return { time: null, text: null }
  if (relative === true) {
    const after = spanMs(value)
    return { time: null, ...(after === null ? {} : { after }), text: null }
  }
  // A leap second is valid in RFC 3339, but not to Date.
  const time = Date.parse(value.toUpperCase().replace(/^(.*T\d\d:\d\d):60/, '$1:59'))
  return Number.isNaN(time) ? { time: null, text: null } : { time, text: value }
}
