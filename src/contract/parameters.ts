import { entries, isObject, member, text } from './json.ts'
import { examplesOf, firstContent, schemaNode } from './media.ts'
import { pointerTo } from './pointer.ts'
import type { Problems } from './problems.ts'
import type { References } from './references.ts'
import type { Parameter, ParameterPlace } from './types.ts'

const places = new Set(['path', 'query', 'header', 'cookie'])
/** Described elsewhere in a document: by media types and responses. */
const ignoredHeaders = new Set(['accept', 'content-type'])

/** The parameters of an operation: its own win over those of the path item by name and place. */
export function parametersOf(
  lists: readonly { readonly value: unknown; readonly pointer: string }[],
  template: string,
  place: string,
  references: References,
  problems: Problems,
): readonly Parameter[] {
  const merged = new Map<string, Parameter>()
  for (const { value, pointer } of lists) {
    for (const [index, declared] of Array.isArray(value) ? value.entries() : []) {
      const target = references.follow(declared, pointerTo(pointer, index))
      if (target === undefined) continue
      for (const parameter of parametersIn(target.value, target.pointer, references, problems))
        merged.set(`${parameter.in} ${parameter.name}`, parameter)
    }
  }
  const named = new Set([...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? ''))
  for (const parameter of merged.values()) {
    if (parameter.in !== 'path' || named.has(parameter.name)) continue
    problems.add(
      'error',
      `The path ${template} has no {${parameter.name}}; the parameter is left out.`,
      parameter.pointer,
    )
    merged.delete(`path ${parameter.name}`)
  }
  for (const name of named) {
    if (merged.has(`path ${name}`)) continue
    problems.add('error', `The path parameter {${name}} is not declared; it is taken for a string.`, place)
    merged.set(`path ${name}`, madeUp(name, place))
  }
  return [...merged.values()]
}

function madeUp(name: string, pointer: string): Parameter {
  const schema = { schema: { type: 'string', minLength: 1 }, pointer }
  return { name, in: 'path', required: true, schema, style: 'simple', explode: false, examples: [], pointer }
}

/** The parameter declared, or those that one for the whole query string (OpenAPI 3.2) comes to. */
function parametersIn(
  value: unknown,
  pointer: string,
  references: References,
  problems: Problems,
): readonly Parameter[] {
  if (text(value, 'in') !== 'querystring') {
    const parameter = parameterOf(value, pointer, references, problems)
    return parameter === undefined ? [] : [parameter]
  }
  const content = firstContent(member(value, 'content'), pointerTo(pointer, 'content'), references)
  const node = content?.media.schema
  const schema = node && references.follow(node.schema, node.pointer)
  const properties = member(schema?.value, 'properties')
  if (content?.type === 'application/x-www-form-urlencoded' && schema && isObject(properties))
    return entries(properties).map(([name, property]) =>
      formField(name, property, schema.value, schema.pointer),
    )
  problems.add(
    'warning',
    'keyproof writes a whole query string only as a form whose `properties` are listed; this parameter is left out.',
    pointer,
  )
  return []
}

/** A member of a form that makes up the query string. */
function formField(name: string, schema: unknown, form: unknown, pointer: string): Parameter {
  const required = member(form, 'required')
  return {
    name,
    in: 'query',
    required: Array.isArray(required) && required.includes(name),
    schema: { schema, pointer: pointerTo(pointerTo(pointer, 'properties'), name) },
    style: 'form',
    explode: true,
    examples: [],
    pointer,
  }
}

function parameterOf(
  value: unknown,
  pointer: string,
  references: References,
  problems: Problems,
): Parameter | undefined {
  const [name, place] = [text(value, 'name'), text(value, 'in')]
  if (name === undefined || !isPlace(place)) {
    problems.add('error', 'A parameter needs `name` and `in`; it is left out.', pointer)
    return undefined
  }
  if (place === 'header' && ignoredHeaders.has(name.toLowerCase())) return undefined
  const content = firstContent(member(value, 'content'), pointerTo(pointer, 'content'), references)
  const schema = content?.media.schema ?? schemaNode(value, pointer)
  const style = text(value, 'style') ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple')
  const explode = member(value, 'explode')
  const description = text(value, 'description')
  return {
    name,
    in: place,
    required: place === 'path' || member(value, 'required') === true,
    ...(description !== undefined && { description }),
    ...(schema && { schema }),
    style,
    explode: typeof explode === 'boolean' ? explode : style === 'form',
    examples: [...examplesOf(value, pointer, references), ...(content?.media.examples ?? [])],
    ...(content && { contentType: content.type }),
    pointer,
  }
}

function isPlace(value: string | undefined): value is ParameterPlace {
  return value !== undefined && places.has(value)
}
