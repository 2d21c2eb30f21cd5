import { isObject, localPointer } from '../json.ts'
import { pointerTo, valueAt } from '../pointer.ts'
import type { JsonObject, JsonValue, SchemaNode } from '../types.ts'
import { fromExamples } from './example-reader.ts'
import { type Description, emptyField, type MutableField, type SchemaReader, typeName } from './fields.ts'

interface Visit {
  readonly schema: unknown
  readonly pointer: string
  readonly at: string
  readonly name: string | null
  readonly parent: string
  readonly required: boolean
  readonly depth: number
  readonly trail: readonly string[]
}

/** Deep enough for an envelope around a key with its owner; generated documents nest without end. */
const MAX_DEPTH = 5

const MAX_FIELDS = 400

const MAX_VISITS = 3000

/** Reads schemas where they stand in the document, references followed; results are kept by pointer. */
export function schemaReader(document: JsonObject): SchemaReader {
  const seen = new Map<string, Description>()
  return (node, examples = []) => {
    if (node === undefined) return fromExamples(examples, '')
    const known = seen.get(node.pointer)
    if (known !== undefined && examples.length === 0) return known
    const read = describe(document, node, examples)
    if (examples.length === 0) seen.set(node.pointer, read)
    return read
  }
}

function describe(document: JsonObject, node: SchemaNode, examples: readonly JsonValue[]): Description {
  const fields = new Map<string, MutableField>()
  const arrays = new Set<string>()
  const texts: { at: string; text: string; pointer: string }[] = []
  const given: { at: string; value: JsonValue }[] = examples.map((value) => ({ at: '', value }))
  const start: Visit = {
    schema: node.schema,
    pointer: node.pointer,
    at: '',
    name: null,
    parent: '',
    required: true,
    depth: 0,
    trail: [],
  }
  const queue: Visit[] = [start]
  for (let i = 0; i < queue.length && i < MAX_VISITS && fields.size < MAX_FIELDS; i++) {
    const visit = queue[i]
    if (visit === undefined || !isObject(visit.schema)) continue
    const schema = visit.schema
    note(fields, visit, schema)
    const text = textOf(schema)
    if (text !== '' && (visit.name === null || schema['properties'] !== undefined)) {
      texts.push({ at: visit.at, text, pointer: visit.pointer })
    }
    for (const value of examplesOf(schema)) given.push({ at: visit.at, value })
    queue.push(...children(document, visit, schema, arrays))
  }
  if (fields.size === 0 && given.length > 0)
    return fromExamples(
      given.map((g) => g.value),
      node.pointer,
    )
  const givenAt = Map.groupBy(given, ({ at }) => at)
  for (const field of given.length === 0 ? [] : fields.values()) {
    for (const at of holdersOf(field.pointer)) {
      for (const { value } of givenAt.get(at) ?? []) {
        const found = valueAt(value, field.pointer.slice(at.length))
        if (found !== undefined && !field.examples.includes(found)) field.examples.push(found)
      }
    }
  }
  return { fields: [...fields.values()], byPointer: fields, arrays: [...arrays], texts }
}

/** The pointers that lead to what holds a place, the whole first, and the place itself. */
function holdersOf(pointer: string): readonly string[] {
  const holders = ['']
  for (let end = pointer.indexOf('/', 1); end !== -1; end = pointer.indexOf('/', end + 1))
    holders.push(pointer.slice(0, end))
  if (pointer !== '') holders.push(pointer)
  return holders
}

function note(fields: Map<string, MutableField>, visit: Visit, schema: JsonObject): void {
  if (visit.name === null) return
  const field = fields.get(visit.at) ?? emptyField(visit)
  fields.set(visit.at, field)
  for (const type of typesOf(schema)) field.types.add(type)
  if (typeof schema['format'] === 'string') field.format ??= schema['format']
  if (typeof schema['pattern'] === 'string') field.pattern ??= schema['pattern']
  if (Array.isArray(schema['enum'])) field.enum = [...field.enum, ...schema['enum']]
  const text = textOf(schema)
  if (text !== '' && !field.text.includes(text))
    field.text = field.text === '' ? text : `${field.text}\n${text}`
  if (text !== '' && field.text === text) field.schemaPointer = visit.pointer
  if (schema['readOnly'] === true) field.readOnly = true
  if (schema['writeOnly'] === true) field.writeOnly = true
  if (schema['deprecated'] === true) field.deprecated = true
  if (visit.required) field.required = true
  const extensions = Object.entries(schema).filter(([key]) => key.startsWith('x-'))
  if (extensions.length > 0) {
    if ('x-secret' in schema) field.schemaPointer = visit.pointer
    field.extensions = { ...field.extensions, ...Object.fromEntries(extensions) }
  }
}

function children(
  document: JsonObject,
  visit: Visit,
  schema: JsonObject,
  arrays: Set<string>,
): readonly Visit[] {
  const next: Visit[] = []
  const reference = schema['$ref']
  const pointer = typeof reference === 'string' ? localPointer(reference) : undefined
  if (pointer !== undefined && !visit.trail.includes(pointer)) {
    const target = valueAt(document, pointer)
    if (target !== undefined)
      next.push({ ...visit, schema: target, pointer, trail: [...visit.trail, pointer] })
  }
  for (const keyword of ['allOf', 'oneOf', 'anyOf'] as const) {
    const branches = schema[keyword]
    if (!Array.isArray(branches)) continue
    branches.forEach((branch, i) => {
      const required = visit.required && keyword === 'allOf'
      next.push({ ...visit, schema: branch, pointer: `${visit.pointer}/${keyword}/${i}`, required })
    })
  }
  if (visit.depth >= MAX_DEPTH) return next
  const properties = schema['properties']
  if (isObject(properties)) {
    const required = Array.isArray(schema['required']) ? schema['required'] : []
    for (const [name, child] of Object.entries(properties)) {
      next.push({
        schema: child,
        pointer: pointerTo(`${visit.pointer}/properties`, name),
        at: pointerTo(visit.at, name),
        name,
        parent: visit.at,
        required: required.includes(name),
        depth: visit.depth + 1,
        trail: visit.trail,
      })
    }
  }
  if (schema['items'] !== undefined) {
    arrays.add(visit.at)
    const item = {
      schema: schema['items'],
      pointer: `${visit.pointer}/items`,
      at: `${visit.at}/0`,
      name: null,
    }
    next.push({ ...visit, ...item, parent: `${visit.at}/0`, required: false })
  }
  return next
}

function typesOf(schema: JsonObject): readonly string[] {
  const type = schema['type']
  const nullable = schema['nullable'] === true ? ['null'] : []
  if (typeof type === 'string') return [type, ...nullable]
  if (Array.isArray(type)) return type.filter((t) => typeof t === 'string')
  if (isObject(schema['properties'])) return ['object', ...nullable]
  if (schema['items'] !== undefined) return ['array', ...nullable]
  if ('const' in schema && schema['const'] !== undefined) return [typeName(schema['const'])]
  return nullable
}

function examplesOf(schema: JsonObject): readonly JsonValue[] {
  const own = schema['example'] === undefined ? [] : [schema['example']]
  const more = schema['examples']
  return Array.isArray(more) ? [...own, ...more] : own
}

function textOf(schema: JsonObject): string {
  const { title, description } = schema
  const texts = [title, description].filter((t): t is string => typeof t === 'string' && t !== '')
  return texts.join('\n')
}
