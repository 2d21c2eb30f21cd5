import type { JsonObject, JsonValue, SchemaNode } from '../types.ts'

/** One member that a schema describes, at the place it has in an instance. */
export interface Field {
  /** JSON Pointer into the instance; the first item stands for every item of an array. */
  readonly pointer: string
  readonly name: string
  /** JSON Pointer of the object or array item that holds the member. */
  readonly parent: string
  readonly types: ReadonlySet<string>
  readonly format: string | undefined
  readonly pattern: string | undefined
  readonly enum: readonly JsonValue[]
  /** Title and description, and those of a schema it refers to. */
  readonly text: string
  /** JSON Pointer of the schema in the document, the one that describes the member in words where there are several. */
  readonly schemaPointer: string
  /** JSON Pointer of the place that gives the member its name. */
  readonly declaredAt: string
  readonly examples: readonly JsonValue[]
  readonly required: boolean
  readonly readOnly: boolean
  readonly writeOnly: boolean
  readonly deprecated: boolean
  /** `x-` members of the schema. */
  readonly extensions: JsonObject
}

/** What a schema describes: its members and what the whole is. */
export interface Description {
  readonly fields: readonly Field[]
  readonly byPointer: ReadonlyMap<string, Field>
  /** Pointers of the arrays of objects, `''` for the whole. */
  readonly arrays: readonly string[]
  /** Texts on the objects on the way down, by instance pointer. */
  readonly texts: readonly { readonly at: string; readonly text: string; readonly pointer: string }[]
}

/** Reads what a schema describes; examples of the whole count too. */
export type SchemaReader = (node: SchemaNode | undefined, examples?: readonly JsonValue[]) => Description

/** A field while it is being put together. */
export type MutableField = { -readonly [K in keyof Field]: Field[K] } & {
  types: Set<string>
  examples: JsonValue[]
}

/** A member nothing is known of yet but its place. */
export function emptyField(place: {
  readonly at: string
  readonly name: string | null
  readonly parent: string
  readonly pointer: string
}): MutableField {
  return {
    pointer: place.at,
    name: place.name ?? '',
    parent: place.parent,
    types: new Set(),
    format: undefined,
    pattern: undefined,
    enum: [],
    text: '',
    schemaPointer: place.pointer,
    declaredAt: place.pointer,
    examples: [],
    required: false,
    readOnly: false,
    writeOnly: false,
    deprecated: false,
    extensions: {},
  }
}

/** A member that no schema describes. */
export function unknownField(pointer: string, schemaPointer: string): Field {
  const parent = pointer.slice(0, pointer.lastIndexOf('/'))
  return emptyField({ at: pointer, name: lastToken(pointer), parent, pointer: schemaPointer })
}

/** Whether a member may hold free text: a string, or untyped, without a list of values. */
export function isText(field: Field): boolean {
  if (field.enum.length > 0) return false
  if (
    field.format !== undefined &&
    /^(?:date|time|duration|uri|url|email|ipv|hostname|int|float|double)/.test(field.format)
  )
    return false
  const types = [...field.types].filter((type) => type !== 'null')
  return types.length === 0 || types.includes('string')
}

/** The name of the member a pointer leads to, array positions left out. */
export function lastToken(pointer: string): string {
  return pointer.split('/').findLast((token) => token !== '' && !/^\d+$/.test(token)) ?? ''
}

/** Whether a pointer leads into an item of an array. */
export function inArray(pointer: string): boolean {
  return /\/0(?:\/|$)/.test(pointer)
}

/** The order of fields from the top downwards, then by their pointers. */
export function byDepth(a: Field, b: Field): number {
  return a.pointer.split('/').length - b.pointer.split('/').length || (a.pointer < b.pointer ? -1 : 1)
}

/** The JSON Schema type of a value; every number is a number. */
export function typeName(value: JsonValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}
