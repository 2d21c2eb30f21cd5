import { KeyproofError } from '../errors.ts'
import { isObject } from './json.ts'
import { pointerTo } from './pointer.ts'
import type { JsonValue } from './types.ts'

/**
 * What an overlay's value makes of a target (Overlay 1.1.0, section Action Object): objects merge member by
 * member, an array takes on the items of an array or any other value as one more item, primitives are replaced.
 * Anything else throws a KeyproofError('overlay'). An empty YAML value beside an object or array says nothing.
 */
export function mergeInto(target: JsonValue, value: JsonValue, where: string, pointer: string): JsonValue {
  if (Array.isArray(target))
    return [...(target as JsonValue[]), ...(Array.isArray(value) ? (value as JsonValue[]) : [value])]
  return merged(target, value, where, pointer)
}

function merged(target: JsonValue, value: JsonValue, where: string, pointer: string): JsonValue {
  if (isObject(target) && isObject(value)) {
    const result = new Map<string, JsonValue>(Object.entries(target))
    for (const [name, part] of Object.entries(value)) {
      const known = result.get(name)
      result.set(name, known === undefined ? part : merged(known, part, where, pointerTo(pointer, name)))
    }
    return Object.fromEntries(result)
  }
  if (Array.isArray(target) && Array.isArray(value))
    return [...(target as JsonValue[]), ...(value as JsonValue[])]
  const nested = typeof target === 'object' && target !== null
  if (nested && value === null) return target
  if (!nested && (typeof value !== 'object' || value === null)) return value
  const message = `${where}: ${kindOf(value)} cannot be merged into ${kindOf(target)} at ${pointer || 'the document'}.`
  const hint = 'Remove the target in an action of its own first, then add the new value to what holds it.'
  throw new KeyproofError('overlay', message, hint)
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'an array'
  return isObject(value) ? 'an object' : 'a primitive value'
}
