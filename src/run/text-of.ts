import type { JsonValue } from '../contract/types.ts'

/** A string or number as the text that names a key; null for anything else. */
export function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}
