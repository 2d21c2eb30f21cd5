import { createContract } from '../../../src/contract/load.ts'
import type { Contract, JsonObject, JsonValue } from '../../../src/contract/types.ts'

/** A schema in short: a type name, a list of one item, or an object of members; `schema()` gives the rest. */
export type Short = string | readonly [Short] | { readonly [member: string]: Short } | Whole

/** A schema as it stands in a document. */
export interface Whole {
  readonly schema: JsonObject
}

/** One operation in short, under a key such as `POST /v1/api-keys`. */
interface ShortOperation {
  readonly id?: string
  readonly summary?: string
  readonly description?: string
  readonly request?: Short
  /** Names of members that the caller has to send. */
  readonly required?: readonly string[]
  readonly form?: true
  readonly status?: string
  readonly response?: Short
  readonly says?: string
  readonly links?: JsonObject
  readonly query?: readonly string[]
  readonly deprecated?: true
  readonly security?: JsonValue
  readonly extra?: JsonObject
}

export interface ShortDocument {
  readonly paths: Readonly<Record<string, ShortOperation>>
  readonly schemes?: JsonObject
  readonly security?: JsonValue
  readonly components?: JsonObject
  readonly extra?: JsonObject
}

const BEARER: JsonObject = { bearerAuth: { type: 'http', scheme: 'bearer' } }

/** A schema written out, for descriptions, formats and examples. */
export function schema(whole: JsonObject): Whole {
  return { schema: whole }
}

/** A string member with a description. */
export function text(description: string, more: JsonObject = {}): Whole {
  return { schema: { type: 'string', description, ...more } }
}

/** An OpenAPI 3.1 document from its short form. */
export function documentOf(short: ShortDocument): JsonObject {
  const paths: Record<string, Record<string, JsonValue>> = {}
  for (const [key, operation] of Object.entries(short.paths)) {
    const [method = '', path = ''] = key.split(' ')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(path, operation) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'A made-up API', version: '1' },
    security: short.security ?? [{ bearerAuth: [] }],
    paths,
    components: { securitySchemes: short.schemes ?? BEARER, ...short.components },
    ...short.extra,
  }
}

/** The contract of a document in its short form. */
export function contractOf(short: ShortDocument): Contract {
  return createContract(documentOf(short))
}

function operationOf(path: string, operation: ShortOperation): JsonObject {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '')
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...(operation.query ?? []).map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
  ]
  const media = operation.form === true ? 'application/x-www-form-urlencoded' : 'application/json'
  const request = operation.request === undefined ? undefined : schemaOf(operation.request)
  return {
    ...(operation.id !== undefined && { operationId: operation.id }),
    ...(operation.summary !== undefined && { summary: operation.summary }),
    ...(operation.description !== undefined && { description: operation.description }),
    ...(operation.deprecated === true && { deprecated: true }),
    ...(operation.security !== undefined && { security: operation.security }),
    ...(parameters.length > 0 && { parameters }),
    ...(request !== undefined && {
      requestBody: {
        required: true,
        content: { [media]: { schema: { ...request, required: operation.required ?? [] } } },
      },
    }),
    responses: {
      [operation.status ?? '200']: {
        description: operation.says ?? 'Done',
        ...(operation.response !== undefined && {
          content: { 'application/json': { schema: schemaOf(operation.response) } },
        }),
        ...(operation.links !== undefined && { links: operation.links }),
      },
    },
    ...operation.extra,
  }
}

function schemaOf(short: Short): JsonObject {
  if (typeof short === 'string')
    return short.startsWith('#/')
      ? { $ref: short }
      : short === 'time'
        ? { type: 'string', format: 'date-time' }
        : { type: short }
  if (Array.isArray(short)) return { type: 'array', items: schemaOf((short as readonly [Short])[0]) }
  if (isWhole(short)) return short.schema
  const members = Object.entries(short as Readonly<Record<string, Short>>).map(([name, member]) => [
    name,
    schemaOf(member),
  ])
  return { type: 'object', properties: Object.fromEntries(members) as JsonObject }
}

function isWhole(short: Short): short is Whole {
  return typeof short === 'object' && 'schema' in short && Object.keys(short).length === 1
}
