import { withValueAt } from '../contract/pointer.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { canonical } from './canonical.ts'
import { edgesOf } from './edges.ts'
import { placesOf } from './places.ts'
import { acceptsOf } from './validate.ts'

/** A valid value that lies on an edge of its schema. */
export interface Boundary {
  /** Stable, such as `/name: longest, astral`. */
  readonly name: string
  readonly value: JsonValue
}

/** Most boundary values of one schema. */
const most = 40

/**
 * Valid values on the edges of a schema, the same at every call: bounds of numbers, lengths and sizes,
 * enum members, null, optional members present and absent, and the schema's own examples. At most 40.
 */
export function boundaryValues(schema: JsonSchema): readonly Boundary[] {
  const accepts = acceptsOf(schema)
  const found = new Map<string, Boundary>()
  const named = new Map<string, number>()
  for (const { pointer, keywords, base } of placesOf(schema)) {
    if (found.size >= most) break
    for (const edge of edgesOf(keywords, schema)) {
      if (found.size >= most) break
      const value = withValueAt(base, pointer, edge.value)
      const key = canonical(value)
      if (found.has(key) || !accepts(value)) continue
      const name = pointer === '' ? edge.name : `${pointer}: ${edge.name}`
      const count = (named.get(name) ?? 0) + 1
      named.set(name, count)
      found.set(key, { name: count === 1 ? name : `${name} (${count})`, value })
    }
  }
  return [...found.values()]
}
