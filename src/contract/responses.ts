import { entries, isObject, text } from './json.ts'
import { contentOf, firstContent, schemaNode } from './media.ts'
import { pointerTo } from './pointer.ts'
import type { Problems } from './problems.ts'
import type { References } from './references.ts'
import type { JsonObject, RequestBody, ResponseSpec, SchemaNode } from './types.ts'

/** The request body of an operation; undefined where it takes none. */
export function requestBodyOf(
  declared: unknown,
  pointer: string,
  references: References,
): RequestBody | undefined {
  if (declared === undefined) return undefined
  const target = references.follow(declared, pointer)
  if (!target || !isObject(target.value)) return undefined
  const content = contentOf(target.value['content'], pointerTo(target.pointer, 'content'), references)
  return { required: target.value['required'] === true, content, pointer: target.pointer }
}

/** The responses of an operation by status: `201`, `4XX` or `default`. */
export function responsesOf(
  declared: unknown,
  pointer: string,
  references: References,
  problems: Problems,
): Readonly<Record<string, ResponseSpec>> {
  const found: [string, ResponseSpec][] = []
  for (const [code, value] of entries(declared)) {
    if (code.startsWith('x-')) continue
    const place = pointerTo(pointer, code)
    const status = code === 'default' ? code : code.toUpperCase()
    if (code !== 'default' && !/^[1-5](?:\d\d|XX)$/.test(status)) {
      problems.add('error', `${code} is no status; the response is left out.`, place)
      continue
    }
    const target = references.follow(value, place)
    if (target && isObject(target.value))
      found.push([status, responseOf(status, target.value, target.pointer, references)])
    else if (!target) found.push([status, { ...responseOf(status, {}, place, references), unresolved: true }])
  }
  return Object.fromEntries(found)
}

function responseOf(
  status: string,
  value: JsonObject,
  pointer: string,
  references: References,
): ResponseSpec {
  return {
    status,
    description: text(value, 'description') ?? '',
    headers: headersOf(value['headers'], pointerTo(pointer, 'headers'), references),
    content: contentOf(value['content'], pointerTo(pointer, 'content'), references),
    links: linksOf(value['links'], pointerTo(pointer, 'links'), references),
    pointer,
  }
}

function headersOf(declared: unknown, pointer: string, references: References): ResponseSpec['headers'] {
  const found: [string, { required: boolean; schema?: SchemaNode }][] = []
  for (const [name, value] of entries(declared)) {
    const target = references.follow(value, pointerTo(pointer, name))
    // OpenAPI: a response header named Content-Type shall be ignored.
    if (!target || !isObject(target.value) || name.toLowerCase() === 'content-type') continue
    const content = firstContent(target.value['content'], pointerTo(target.pointer, 'content'), references)
    const schema = content?.media.schema ?? schemaNode(target.value, target.pointer)
    found.push([name, { required: target.value['required'] === true, ...(schema && { schema }) }])
  }
  return Object.fromEntries(found)
}

function linksOf(
  declared: unknown,
  pointer: string,
  references: References,
): Readonly<Record<string, JsonObject>> {
  const found = entries(declared).flatMap(([name, value]): [string, JsonObject][] => {
    const target = references.follow(value, pointerTo(pointer, name))
    return target && isObject(target.value) ? [[name, target.value]] : []
  })
  return Object.fromEntries(found)
}
