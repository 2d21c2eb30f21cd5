import type { JsonObject, JsonValue } from './types.ts'
import { percentDecoded } from '../http/uri.ts'

/** Whether a value is a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The own member of an object; undefined where the value is no object or lacks it. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** The own member when it is a string. */
export function text(value: unknown, name: string): string | undefined {
  const found = member(value, name)
  return typeof found === 'string' ? found : undefined
}

/** The own members of an object, none where the value is no object. */
export function entries(value: unknown): [string, JsonValue][] {
  return isObject(value) ? Object.entries(value) : []
}

/**
 * The JSON Pointer of a local `$ref` such as `#/components/schemas/Key`, percent escapes decoded;
 * undefined where the reference is not a local pointer.
 */
export function localPointer(reference: string): string | undefined {
  if (reference === '#') return ''
  if (!reference.startsWith('#')) return undefined
  const fragment = percentDecoded(reference.slice(1))
  return fragment.startsWith('/') ? fragment : undefined
}

/** The `$ref` that leads to a JSON Pointer of the same document. */
export function referenceTo(pointer: string): string {
  return `#${encodeURI(pointer.toWellFormed()).replaceAll('#', '%23').replaceAll('?', '%3F')}`
}

/** The member of that name in an object or in those within it, the outermost first. */
export function memberIn(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isObject(value)) return undefined
  return Object.hasOwn(value, name)
    ? value[name]
    : Object.values(value)
        .map((inner) => memberIn(inner, name))
        .find((found) => found !== undefined)
}
