import { isObject } from './json.ts'
import { pointerTo } from './pointer.ts'

/** What a part of an OpenAPI or Swagger document is, by the place it stands in. */
export type Kind =
  | 'document'
  | 'info'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'requestBody'
  | 'response'
  | 'mediaType'
  | 'encoding'
  | 'header'
  | 'example'
  | 'link'
  | 'callback'
  | 'securityScheme'
  | 'schema'

interface Child {
  readonly kind: Kind
  readonly shape: 'one' | 'map' | 'list' | 'one or list'
}

const one = (kind: Kind): Child => ({ kind, shape: 'one' })
const map = (kind: Kind): Child => ({ kind, shape: 'map' })
const list = (kind: Kind): Child => ({ kind, shape: 'list' })

/** Names of the fixed methods of a path item. */
export const methods: readonly string[] = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'query',
]

const exampled = { example: undefined, examples: map('example') }

/** OpenAPI 3.0 to 3.2 and Swagger 2.0 in one table: where they share a name, they agree on what stands there. */
const grammar: Readonly<Record<Kind, Readonly<Record<string, Child | undefined>>>> = {
  document: {
    info: one('info'),
    paths: map('pathItem'),
    webhooks: map('pathItem'),
    components: one('components'),
    definitions: map('schema'),
    parameters: map('parameter'),
    responses: map('response'),
    securityDefinitions: map('securityScheme'),
  },
  info: {},
  components: {
    schemas: map('schema'),
    responses: map('response'),
    parameters: map('parameter'),
    examples: map('example'),
    requestBodies: map('requestBody'),
    headers: map('header'),
    securitySchemes: map('securityScheme'),
    links: map('link'),
    callbacks: map('callback'),
    pathItems: map('pathItem'),
    mediaTypes: map('mediaType'),
  },
  pathItem: {
    ...Object.fromEntries(methods.map((method) => [method, one('operation')])),
    additionalOperations: map('operation'),
    parameters: list('parameter'),
  },
  operation: {
    parameters: list('parameter'),
    requestBody: one('requestBody'),
    responses: map('response'),
    callbacks: map('callback'),
  },
  parameter: { ...exampled, schema: one('schema'), content: map('mediaType') },
  requestBody: { content: map('mediaType') },
  response: { schema: one('schema'), content: map('mediaType'), headers: map('header'), links: map('link') },
  mediaType: { ...exampled, schema: one('schema'), itemSchema: one('schema'), encoding: map('encoding') },
  encoding: { headers: map('header') },
  header: { ...exampled, schema: one('schema'), content: map('mediaType') },
  example: {},
  link: {},
  callback: {},
  securityScheme: {},
  schema: {
    ...Object.fromEntries(
      [
        'not',
        'if',
        'then',
        'else',
        'contains',
        'propertyNames',
        'additionalProperties',
        'unevaluatedProperties',
        'unevaluatedItems',
        'additionalItems',
        'contentSchema',
      ].map((keyword) => [keyword, one('schema')]),
    ),
    items: { kind: 'schema', shape: 'one or list' },
    ...Object.fromEntries(
      ['allOf', 'anyOf', 'oneOf', 'prefixItems'].map((keyword) => [keyword, list('schema')]),
    ),
    ...Object.fromEntries(
      ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'].map((keyword) => [
        keyword,
        map('schema'),
      ]),
    ),
  },
}

/** Called for every part a document's structure gives a meaning, parents before children. */
export type Visitor = (value: unknown, kind: Kind, pointer: string) => void

/** The schema keywords whose values are schemas, with the shape they take. */
export const subschemas: Readonly<Record<string, Child | undefined>> = grammar.schema

/**
 * Walks a part of a document along the OpenAPI grammar, so that examples, defaults and `x-` members are
 * never taken for structure. References are visited, not followed. `shape` hears of containers that are
 * no object or no array.
 */
export function walk(
  value: unknown,
  kind: Kind,
  pointer: string,
  visit: Visitor,
  shape?: (expected: 'object' | 'array', pointer: string) => void,
): void {
  visit(value, kind, pointer)
  if (!isObject(value)) return
  if (kind === 'callback') {
    for (const [name, part] of Object.entries(value)) {
      if (!name.startsWith('x-') && name !== '$ref')
        walk(part, 'pathItem', pointerTo(pointer, name), visit, shape)
    }
    return
  }
  for (const [name, part] of Object.entries(value)) {
    const child = Object.hasOwn(grammar[kind], name) ? grammar[kind][name] : undefined
    if (child === undefined) continue
    const place = pointerTo(pointer, name)
    if (child.shape === 'one' || (child.shape === 'one or list' && !Array.isArray(part))) {
      walk(part, child.kind, place, visit, shape)
    } else if (child.shape === 'map') {
      if (!isObject(part)) shape?.('object', place)
      else walkMap(part, kind, child.kind, place, visit, shape)
    } else if (!Array.isArray(part)) shape?.('array', place)
    else
      for (const [index, item] of part.entries())
        walk(item, child.kind, pointerTo(place, index), visit, shape)
  }
}

function walkMap(
  parts: object,
  owner: Kind,
  kind: Kind,
  pointer: string,
  visit: Visitor,
  shape?: (expected: 'object' | 'array', pointer: string) => void,
): void {
  // Names of schemas and components are free; elsewhere `x-` marks an extension.
  const free = owner === 'schema' || owner === 'components'
  for (const [name, part] of Object.entries(parts)) {
    if (free || !name.startsWith('x-')) walk(part, kind, pointerTo(pointer, name), visit, shape)
  }
}
