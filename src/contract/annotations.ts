import { distance } from 'fastest-levenshtein'

import { KeyproofError } from '../errors.ts'
import { isObject } from './json.ts'
import { pointerTo } from './pointer.ts'
import type { JsonObject, JsonValue } from './types.ts'
import { accepts, shapes } from './annotation-shapes.ts'
import type { Shape } from './annotation-shapes.ts'

/** `x-secret` on a response property: how the secret in it is handed out. */
export interface XSecret {
  /** once: shown at creation only; always: any read may show it; recoverable: on an explicit request. */
  readonly reveal: 'once' | 'always' | 'recoverable'
  /** Name of the security scheme the value is used with. */
  readonly carrier?: string
  readonly format?: {
    readonly prefix?: string
    readonly pattern?: string
    readonly checksum?: 'crc32-base62'
    readonly entropyBits?: number
  }
  /** Members that show a shortened or masked form; pointers into the response body. */
  readonly redacted?: readonly {
    readonly pointer: string
    readonly form: 'prefix' | 'suffix' | 'mask'
    readonly length?: number
    readonly partOfSecret?: boolean
  }[]
  readonly fingerprint?: { readonly pointer: string; readonly alg: 'sha256'; readonly bytes: number }
  /** JSON Pointers of further documented places in the create response. */
  readonly alsoAt?: readonly string[]
}

/** What an operation does with keys, as `x-key-operation` says. */
type AnnotatedRole =
  | 'create'
  | 'list'
  | 'get'
  | 'update'
  | 'revoke'
  | 'rotate'
  | 'reveal'
  | 'introspect'
  | 'canary'

/** `x-key-operation` on an operation. */
export interface XKeyOperation {
  readonly role: AnnotatedRole
  /** Label of the key resource; `apiKey` by default. */
  readonly resource?: string
  /** Runtime expression, or how the key is found in the list. */
  readonly id?: string | { readonly from: 'list'; readonly match: readonly string[] }
  /** Runtime expression. */
  readonly secret?: string
  /** JSON Pointer or runtime expression of the array of keys. */
  readonly items?: string
  readonly pagination?: {
    readonly style: 'cursor' | 'page' | 'offset' | 'link'
    readonly param: string
    readonly next?: string
  }
  /** ISO 8601 duration. */
  readonly rotateOverlap?: string
  readonly idempotency?: { readonly header: string; readonly replay: 'same-body' | 'redacted' | 'conflict' }
  readonly suppress?: readonly {
    readonly check: string
    readonly reason: string
    readonly expires: string
    readonly ticket?: string
  }[]
}

/** `x-secret-contract` on the document. Durations are ISO 8601. */
export interface XSecretContract {
  readonly version: 1
  readonly errors?: {
    readonly unauthenticated?: readonly number[]
    readonly forbidden?: readonly number[]
    readonly notFound?: readonly number[]
    readonly invalid?: readonly number[]
    readonly duplicateName?: number
  }
  readonly propagation?: { readonly create?: string; readonly revoke?: string; readonly expire?: string }
  readonly delete?: {
    readonly semantics: 'hard' | 'soft'
    readonly status?: string
    readonly revoked?: JsonValue
    readonly repeat?: readonly number[]
  }
  readonly expiry?: {
    readonly field: string
    readonly unit: 's' | 'ms' | 'iso8601'
    readonly min?: string
    readonly max?: string
    readonly never?: JsonValue
  }
  readonly names?: {
    readonly unique: false | 'tenant' | 'global'
    readonly normalisation?: 'none' | 'nfc' | 'trim' | 'casefold'
  }
  readonly scopes?: {
    readonly field: string
    readonly values: readonly string[]
    readonly empty: 'none' | 'all'
    /** operationIds by scope. */
    readonly grants: Readonly<Record<string, readonly string[]>>
  }
  readonly tenancy?: { readonly selector?: string; readonly principals: number }
  readonly status?: {
    readonly pointer: string
    readonly active: JsonValue
    readonly expired?: JsonValue
    readonly revoked?: JsonValue
  }
  readonly lastUsed?: { readonly pointer: string; readonly delay?: string }
  readonly byoSecret?: boolean
  readonly idIsSecret?: boolean
  readonly prose?: 'strict' | 'advisory'
}

/** One annotation, and the part of the document it stands on. */
export interface Annotation<Value> {
  readonly value: Value
  /** JSON Pointer of the part annotated: the schema, the operation, the document (an empty pointer). */
  readonly on: string
  /** JSON Pointer of the annotation itself. */
  readonly pointer: string
}

/** Every annotation of a document, in its order. */
export interface Annotations {
  readonly secrets: readonly Annotation<XSecret>[]
  readonly keyOperations: readonly Annotation<XKeyOperation>[]
  /** At most one: that of the document. */
  readonly contract: Annotation<XSecretContract> | null
}

const names = ['x-secret', 'x-key-operation', 'x-secret-contract'] as const

/**
 * The annotations of a document, wherever they stand outside examples. Throws a KeyproofError('document')
 * for an unknown or ill-typed member, naming the nearest known one: a typing mistake must not weaken a run.
 */
export function collectAnnotations(document: JsonObject): Annotations {
  const secrets: Annotation<XSecret>[] = []
  const keyOperations: Annotation<XKeyOperation>[] = []
  let contract: Annotation<XSecretContract> | null = null
  visit(document, '', (name, value, on) => {
    const pointer = pointerTo(on, name)
    validate(value, shapes[name], pointer)
    if (name === 'x-secret') secrets.push({ value: value as XSecret, on, pointer })
    else if (name === 'x-key-operation') keyOperations.push({ value: value as XKeyOperation, on, pointer })
    else if (on === '') contract = { value: value as XSecretContract, on, pointer }
    else throw misplaced(pointer)
  })
  return { secrets, keyOperations, contract }
}

/** The validated `x-secret-contract` of a document; an empty object where it has none. */
export function annotationsOf(document: JsonObject): JsonObject {
  return (collectAnnotations(document).contract?.value ?? {}) as JsonObject
}

type Name = (typeof names)[number]

/** Examples hold the user's data; an annotation in them would be chance. */
const data = new Set(['example', 'examples', 'default', 'enum', 'const'])
/** What stands in these goes by names of the user's choice, `default` and `x-secret` among them. */
const maps = new Set(
  `properties patternProperties dependentSchemas $defs definitions schemas responses parameters requestBodies
  headers securitySchemes securityDefinitions links callbacks pathItems paths content`.split(/\s+/),
)

function visit(
  value: unknown,
  pointer: string,
  found: (name: Name, value: unknown, on: string) => void,
  named = false,
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, pointerTo(pointer, index), found)
    return
  }
  if (!isObject(value)) return
  for (const [name, part] of Object.entries(value)) {
    if (typeof part !== 'object' && !name.startsWith('x-')) continue
    if (named) visit(part, pointerTo(pointer, name), found)
    else if ((names as readonly string[]).includes(name)) found(name as Name, part, pointer)
    else if (!data.has(name)) visit(part, pointerTo(pointer, name), found, maps.has(name))
  }
}

function validate(value: unknown, shape: Shape, pointer: string): void {
  if (shape.members === undefined || !isObject(value)) {
    if (accepts(value, shape)) return
    throw fault(`${pointer} must be ${shape.says}.`, 'Correct the value in the document or the overlay.')
  }
  for (const [name, part] of Object.entries(value)) {
    const known = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined
    if (known === undefined && !name.startsWith('x-'))
      throw unknownMember(name, Object.keys(shape.members), pointer)
    if (known) validateDeep(part, known, pointerTo(pointer, name))
  }
  for (const name of shape.required ?? []) {
    if (!Object.hasOwn(value, name))
      throw fault(
        `${pointer} lacks \`${name}\`.`,
        `Add \`${name}\`: it must be ${shape.members[name]?.says}.`,
      )
  }
}

function validateDeep(value: unknown, shape: Shape, pointer: string): void {
  if (shape.items === undefined || !Array.isArray(value)) return validate(value, shape, pointer)
  for (const [index, item] of value.entries()) validate(item, shape.items, pointerTo(pointer, index))
}

function unknownMember(name: string, known: readonly string[], pointer: string): KeyproofError {
  const [nearest] = known.toSorted((left, right) => distance(left, name) - distance(right, name))
  return fault(
    `${pointer} has an unknown member \`${name}\`.`,
    `Did you mean \`${nearest}\`? Known are ${known.join(', ')}.`,
  )
}

function misplaced(pointer: string): KeyproofError {
  return fault(`${pointer} stands in the wrong place.`, 'Put x-secret-contract at the top of the document.')
}

function fault(message: string, hint: string): KeyproofError {
  return new KeyproofError('document', message, hint)
}
