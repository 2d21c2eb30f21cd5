import { distance } from 'fastest-levenshtein'
import { entries, isObject, member, text } from './json.ts'
import { keywordFault } from './keywords.ts'
import type { Dialect } from './keywords.ts'
import { pointerTo } from './pointer.ts'
import type { Problems } from './problems.ts'
import type { References } from './references.ts'
import type { JsonObject } from './types.ts'
import { walk } from './walk.ts'
import type { Kind, Visitor } from './walk.ts'

/** What each part must have, without which something is lost to a reader or a client. */
const needed: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  info: ['title', 'version'],
  operation: ['responses'],
  parameter: ['name', 'in'],
  requestBody: ['content'],
  response: ['description'],
  securityScheme: ['type'],
}

/** Notes what is wrong with the structure, the references and the schema keywords of a document, each with its place. */
export function checkDocument(
  document: JsonObject,
  dialect: Dialect,
  references: References,
  problems: Problems,
): void {
  for (const name of ['info', ...(dialect === '3.0' ? ['paths'] : [])]) {
    if (document[name] === undefined) problems.add('warning', `The document has no \`${name}\`.`, '')
  }
  const outside: { kind: Kind; pointer: string }[] = []
  const seen = new Set<string>()
  const follow = (reference: string, kind: Kind, pointer: string): void => {
    const target = references.locate(reference)
    if (target === undefined) {
      reportDangling(reference, pointer, problems)
    } else if (target.startsWith('/x-') && !seen.has(target)) {
      // Folded-in files stand outside the grammar: what they hold shows in who refers to it.
      seen.add(target)
      outside.push({ kind, pointer: target })
    }
  }
  // What a response is for may be said in its `summary` since 3.2, or not at all.
  const lacking = text(document, 'openapi')?.startsWith('3.2') === true ? { ...needed, response: [] } : needed
  const visit: Visitor = (value, kind, pointer) => {
    checkPart(value, kind, pointer, dialect, follow, problems)
    if (!isObject(value) || (value['$ref'] !== undefined && kind !== 'document')) return
    for (const name of lacking[kind] ?? []) {
      if (value[name] === undefined)
        problems.add('warning', `A ${words(kind)} must have \`${name}\`.`, pointer)
    }
  }
  const shape = (expected: string, pointer: string): void =>
    problems.add('error', `This must be an ${expected}; it is ignored.`, pointer)
  walk(document, 'document', '', visit, shape)
  for (const { kind, pointer } of outside) {
    const found = references.follow({ $ref: `#${pointer}` }, pointer)
    if (found) walk(found.value, kind, found.pointer, visit, shape)
  }
}

/** Notes a reference that leads to nothing, unless reading the document already told why. */
export function reportDangling(reference: string, pointer: string, problems: Problems): void {
  const place = pointerTo(pointer, '$ref')
  if (!problems.has(place)) problems.add('error', `\`$ref\` leads to nothing: ${reference}`, place)
}

function checkPart(
  value: unknown,
  kind: Kind,
  pointer: string,
  dialect: Dialect,
  follow: (reference: string, kind: Kind, pointer: string) => void,
  problems: Problems,
): void {
  if (!isObject(value)) {
    const usable = kind === 'example' || (kind === 'schema' && typeof value === 'boolean')
    if (!usable)
      problems.add('error', `This must be an object that describes a ${words(kind)}; it is ignored.`, pointer)
    return
  }
  const reference = member(value, '$ref')
  if (reference !== undefined && kind !== 'document') {
    if (typeof reference === 'string') follow(reference, kind, pointer)
    else problems.add('error', '`$ref` must be a text; it is ignored.', pointerTo(pointer, '$ref'))
    if (kind !== 'schema' || dialect === '3.0') return
  }
  if (kind === 'schema') checkSchema(value, pointer, dialect, problems)
  if (kind === 'operation' && entries(value['responses']).length === 0 && value['responses'] !== undefined) {
    problems.add('warning', 'An operation must have at least one response.', pointerTo(pointer, 'responses'))
  }
}

function checkSchema(schema: JsonObject, pointer: string, dialect: Dialect, problems: Problems): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const fault = keywordFault(keyword, value, dialect)
    if (fault !== undefined) problems.add('error', fault, pointerTo(pointer, keyword))
  }
  if (schema['nullable'] === true && dialect !== '3.0') {
    const message = "`nullable` has no effect since OpenAPI 3.1; write `type: [..., 'null']`."
    problems.add('warning', message, pointerTo(pointer, 'nullable'))
  } else if (schema['nullable'] === true && schema['type'] === undefined) {
    problems.add(
      'warning',
      '`nullable` has no effect without `type` beside it.',
      pointerTo(pointer, 'nullable'),
    )
  }
  const format = text(schema, 'format')
  const meant = format === undefined ? undefined : misspelt(format)
  if (meant !== undefined)
    problems.add(
      'warning',
      `The format \`${format}\` is not a known one, so it asks for nothing; perhaps \`${meant}\` is meant.`,
      pointerTo(pointer, 'format'),
    )
  if (text(schema, 'type') === 'array' && schema['items'] === undefined && dialect === '3.0') {
    problems.add('warning', 'An array needs `items`; any items are accepted.', pointer)
  }
}

/** Formats of JSON Schema and OpenAPI that a slip of the pen may be meant for. */
const formats = [
  'date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri',
  'uri-template uuid json-pointer relative-json-pointer regex int32 int64 float double byte binary password',
]
  .join(' ')
  .split(' ')

/** The known format that differs from this one in case, in the strokes between its words, or in one letter of many. */
function misspelt(format: string): string | undefined {
  if (formats.includes(format)) return undefined
  const bare = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, '')
  return formats.find(
    (known) =>
      bare(known) === bare(format) || (known.length > 6 && distance(bare(known), bare(format)) === 1),
  )
}

function words(kind: Kind): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
