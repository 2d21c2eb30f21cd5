import { parse } from 'content-type'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { itemSchema, membersOf, typesOf } from '../contract/schema-parts.ts'
import { scalar } from './wire.ts'

interface Part {
  readonly name: string
  readonly type: string | undefined
  readonly text: string
}

/** The members of a multipart/form-data body (RFC 7578), coerced by the schema; undefined when it is malformed. */
export function multipartValue(
  bytes: Buffer,
  contentType: string,
  schema: JsonSchema,
): JsonValue | undefined {
  const parts = partsOf(bytes.toString('utf8'), boundaryOf(contentType))
  if (parts === undefined) return undefined
  const members = membersOf(schema)
  return Object.fromEntries(
    [...Map.groupBy(parts, ({ name }) => name)].map(([name, same]) => {
      const member = members.get(name) ?? true
      const list = typesOf(member).has('array') && !typesOf(member).has('string')
      if (!list && same.length === 1) return [name, valueOf(same[0]!, member)]
      return [name, same.map((part) => valueOf(part, itemSchema(member)))]
    }),
  )
}

function boundaryOf(contentType: string): string | undefined {
  try {
    return parse(contentType).parameters['boundary']
  } catch {
    return undefined
  }
}

function partsOf(text: string, boundary: string | undefined): readonly Part[] | undefined {
  if (boundary === undefined) return undefined
  const [, ...sections] = `\r\n${text}`.split(`\r\n--${boundary}`)
  if (!sections.at(-1)?.startsWith('--')) return undefined
  const parts = sections.slice(0, -1).map(partOf)
  return parts.some((part) => part === undefined) ? undefined : parts.map((part) => part!)
}

function partOf(section: string): Part | undefined {
  const head = section.indexOf('\r\n\r\n')
  if (head === -1) return undefined
  const lines = section.slice(0, head)
  const name = /^content-disposition:[^\r\n]*;[ \t]*name="?([^"\r\n;]*)"?/im.exec(lines)?.[1]
  if (name === undefined) return undefined
  const type = /^content-type:[ \t]*([^\s;]+)/im.exec(lines)?.[1]?.toLowerCase()
  return { name: decoded(name), type, text: section.slice(head + 4) }
}

/** Browsers write these three as percent triplets, and nothing else (WHATWG HTML, multipart form data). */
function decoded(name: string): string {
  return name.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
}

function valueOf({ type, text }: Part, schema: JsonSchema): JsonValue {
  const types = typesOf(schema)
  if (type === 'application/json' || (!types.has('string') && (types.has('object') || types.has('array')))) {
    try {
      return JSON.parse(text) as JsonValue
    } catch {
      return text
    }
  }
  return scalar(text, schema)
}
