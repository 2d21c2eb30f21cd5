import { withValueAt } from '../contract/pointer.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { canonical } from './canonical.ts'
import { edgesOf, isStated } from './edges.ts'
import { placesOf } from './places.ts'
import { acceptsOf } from './validate.ts'

/** A valid value that lies on an edge of its schema. */
export interface Boundary {
  /** Stable, such as `/name: longest, astral`. */
  readonly name: string
  readonly value: JsonValue
}

/** Most boundary values of one schema, and most of those that stand on a bound which the schema states. */
const most = 40
const mostStated = 200

/**
 * Valid values on the edges of a schema, the same at every call: every bound of a number, length or size and every
 * member of an enum that it states, up to 200; then, up to 40 in all, null, optional members present and absent, and
 * the schema's own examples.
 */
export function boundaryValues(schema: JsonSchema): readonly Boundary[] {
  const accepts = acceptsOf(schema)
  const found = new Map<string, Boundary>()
  const named = new Map<string, number>()
  const edges = placesOf(schema).map((place) => ({ place, edges: edgesOf(place.keywords, schema) }))
  for (const stated of [true, false])
    for (const { place, edges: here } of edges)
      for (const edge of here) {
        if (isStated(edge) !== stated) continue
        if (found.size >= (stated ? mostStated : most)) break
        const value = withValueAt(place.base, place.pointer, edge.value)
        const key = canonical(value)
        if (found.has(key) || !accepts(value)) continue
        const name = place.pointer === '' ? edge.name : `${place.pointer}: ${edge.name}`
        const count = (named.get(name) ?? 0) + 1
        named.set(name, count)
        found.set(key, { name: count === 1 ? name : `${name} (${count})`, value })
      }
  return [...found.values()]
}
