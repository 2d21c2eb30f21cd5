import { isObject } from '../contract/json.ts'
import type { JsonObject, JsonSchema, JsonValue, MediaType, Parameter } from '../contract/types.ts'
import { itemSchema, keywordOf, membersOf, typesOf } from '../contract/schema-parts.ts'

/** Where a parameter's texts come from. */
export interface WireValues {
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly cookies: Readonly<Record<string, string>>
  readonly path: Readonly<Record<string, string>>
}

/** Reads a parameter off the wire as the JSON value its style and schema make of it; undefined when it was not sent. */
export type ParameterReader = (wire: WireValues) => JsonValue | undefined

/** Prepares the reader of a parameter. Text that its type cannot hold stays text, for the validator to refuse. */
export function parameterReader(parameter: Parameter, schema: JsonSchema): ParameterReader {
  const { name, style, explode } = parameter
  const types = typesOf(schema)
  const isList = types.has('array') && !types.has('string')
  const isRecord = types.has('object') && !types.has('string')
  const one = (text: string): JsonValue => {
    if (parameter.contentType !== undefined) return parsed(text)
    if (isList)
      return splitItems(unstyled(text, parameter), parameter).map((item) => scalar(item, itemSchema(schema)))
    if (isRecord) return record(unstyled(text, parameter), parameter, schema)
    return scalar(unstyled(text, parameter), schema)
  }
  if (parameter.in === 'path') return (wire) => mapped(wire.path[name], one)
  if (parameter.in === 'header') return (wire) => mapped(single(wire.headers[name.toLowerCase()]), one)
  if (parameter.in === 'cookie') return (wire) => mapped(wire.cookies[name], one)
  if (parameter.contentType !== undefined) return (wire) => mapped(wire.query.get(name) ?? undefined, one)
  if (style === 'deepObject') {
    const plain = parameterReader({ ...parameter, style: 'form' }, schema)
    return (wire) => deep(wire.query, name, schema) ?? (isRecord ? undefined : plain(wire))
  }
  if (isRecord && explode) return (wire) => spread(wire.query, schema)
  const items = (query: URLSearchParams): JsonValue =>
    query.getAll(name).map((item) => scalar(item, itemSchema(schema)))
  if (isList && explode) return ({ query }) => (query.has(name) ? items(query) : undefined)
  return ({ query }) => {
    const [first, ...others] = query.getAll(name)
    // A scalar sent twice is no scalar: the list of both is for the validator to refuse.
    if (others.length > 0 && !isList && !isRecord) return [first!, ...others]
    return mapped(first, one)
  }
}

/** The value a text stands for under a schema: a number, boolean or null where its types ask for one. */
export function scalar(text: string, schema: JsonSchema): JsonValue {
  const types = typesOf(schema)
  if (types.size === 0 || types.has('string')) return text
  if (
    (types.has('integer') || types.has('number')) &&
    /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)
  )
    return Number(text)
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  if (types.has('null') && text === '') return null
  return text
}

/** The members of a form-urlencoded body, coerced by the schema, each in the style that the document names for it. */
export function formValue(
  text: string,
  schema: JsonSchema,
  encoding: NonNullable<MediaType['encoding']> = {},
): JsonValue {
  const query = new URLSearchParams(text)
  const members = membersOf(schema)
  const taken = new Set<string>()
  const styled = Object.entries(encoding).flatMap(
    ([name, { style = 'form', explode = style === 'form' }]) => {
      const member = members.get(name) ?? true
      const parameter: Parameter = {
        name,
        in: 'query',
        required: false,
        style,
        explode,
        examples: [],
        pointer: '',
      }
      const value = parameterReader(parameter, member)({ query, headers: {}, cookies: {}, path: {} })
      const spreads = style === 'form' && explode && typesOf(member).has('object')
      const own = new Set([name, ...(spreads ? membersOf(member).keys() : [])])
      for (const key of query.keys())
        if (own.has(key) || (style === 'deepObject' && isWithin(name, key))) taken.add(key)
      return value === undefined ? [] : [[name, value] as const]
    },
  )
  const rest = new URLSearchParams([...query].filter(([key]) => !taken.has(key)))
  return { ...(spread(rest, schema, true) as JsonObject | undefined), ...Object.fromEntries(styled) }
}

function mapped(text: string | undefined, read: (text: string) => JsonValue): JsonValue | undefined {
  return text === undefined ? undefined : read(text)
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

function unstyled(text: string, { style, name }: Parameter): string {
  if (style === 'label' && text.startsWith('.')) return text.slice(1)
  if (style === 'matrix' && text.startsWith(`;${name}`)) return text.slice(name.length + 1).replace(/^=/, '')
  return text
}

function splitItems(text: string, { style, explode, in: place, name }: Parameter): string[] {
  if (text === '') return []
  if (style === 'label' && explode) return text.split('.')
  if (style === 'matrix' && explode) return text.split(`;${name}=`)
  if (style === 'spaceDelimited') return text.split(' ')
  if (style === 'pipeDelimited') return text.split('|')
  return text.split(place === 'header' ? /\s*,\s*/ : ',')
}

function record(text: string, parameter: Parameter, schema: JsonSchema): JsonValue {
  const parts = splitItems(text, {
    ...parameter,
    style: parameter.style === 'matrix' ? 'simple' : parameter.style,
  })
  const pairs = parameter.explode
    ? parts.map((part) => [part.split('=', 1)[0]!, part.slice(part.indexOf('=') + 1)])
    : parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : []))
  return Object.fromEntries(
    pairs.map(([name, value]) => [name!, scalar(value!, membersOf(schema).get(name!) ?? true)]),
  )
}

/** Whether a name in a query is that of a part: `metadata[order]`. */
function isWithin(name: string, key: string): boolean {
  return key.startsWith(`${name}[`) && key.endsWith(']')
}

function deep(query: URLSearchParams, name: string, schema: JsonSchema): JsonValue | undefined {
  const pairs = [...query].flatMap(([key, value]) =>
    isWithin(name, key) ? [[key.slice(name.length), value] as const] : [],
  )
  return pairs.length === 0 ? undefined : nested(pairs, schema)
}

/** What brackets behind a name spell: members by their names, items by their places or by nothing. */
function nested(pairs: readonly (readonly [path: string, text: string])[], schema: JsonSchema): JsonValue {
  const isList = typesOf(schema).has('array')
  if (pairs.every(([path]) => path === ''))
    return isList || pairs.length > 1
      ? pairs.map(([, text]) => scalar(text, itemSchema(schema)))
      : scalar(pairs[0]![1], schema)
  const groups = new Map<string, (readonly [string, string])[]>()
  for (const [path, text] of pairs) {
    // What is no bracket is a name as it stands.
    const [step = path, key = path] = /^\[([^\]]*)\]/.exec(path) ?? []
    // What has no place of its own is an item of its own.
    const group = key === '' && isList ? `${groups.size}` : key
    groups.set(group, [...(groups.get(group) ?? []), [path.slice(step.length), text]])
  }
  if (isList) return [...groups.values()].map((own) => nested(own, itemSchema(schema)))
  const members = membersOf(schema)
  const others = keywordOf(schema, 'additionalProperties')
  return Object.fromEntries(
    [...groups].map(([key, own]) => [
      key,
      nested(own, members.get(key) ?? (isObject(others) ? (others as JsonSchema) : true)),
    ]),
  )
}

function spread(query: URLSearchParams, schema: JsonSchema, all = false): JsonValue | undefined {
  const members = membersOf(schema)
  const names = [...new Set(query.keys())].filter((name) => all || members.has(name))
  if (names.length === 0) return undefined
  return Object.fromEntries(
    names.map((name) => {
      const member = members.get(name) ?? true
      const values = query.getAll(name)
      const read = all ? formScalar : scalar
      if (typesOf(member).has('array') || values.length > 1)
        return [name, values.map((value) => read(value, itemSchema(member)))]
      return [name, read(values[0]!, member)]
    }),
  )
}

/** An object in a form is JSON (OpenAPI 3.0.4 and 3.1, Encoding Object); other members are texts. */
function formScalar(text: string, schema: JsonSchema): JsonValue {
  const types = typesOf(schema)
  return types.has('object') && !types.has('string') ? parsed(text) : scalar(text, schema)
}
