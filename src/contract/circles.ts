import { percentDecoded } from '../http/uri.ts'
import { entries, isObject, text } from './json.ts'
import { valueAt } from './pointer.ts'
import type { JsonObject, JsonSchema } from './types.ts'
import { subschemas } from './walk.ts'

/** Keywords whose schemas judge the very value that theirs does. */
const inPlace = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas'])

/** Whether a standalone schema leads back to itself. */
export function holdsItself(schema: JsonSchema): boolean {
  return backReferences(schema, () => true).length > 0
}

/**
 * The parts of a standalone schema whose references lead back with nothing in between, as `A: {allOf: [{$ref: A}]}`:
 * to judge any value by them would never end.
 */
export function idleReferences(schema: JsonSchema): readonly JsonObject[] {
  return backReferences(schema, (keyword) => inPlace.has(keyword))
}

function backReferences(root: JsonSchema, along: (keyword: string) => boolean): readonly JsonObject[] {
  const found: JsonObject[] = []
  const done = new Set<string>()
  const within = new Set<string>()
  const visit = (value: unknown, reference: string): void => {
    within.add(reference)
    for (const holder of referring(value, along)) {
      const target = text(holder, '$ref')!
      if (within.has(target)) found.push(holder)
      else if (!done.has(target)) visit(valueAt(root, percentDecoded(target.slice(1))), target)
    }
    within.delete(reference)
    done.add(reference)
  }
  visit(root, '#')
  const definitions = isObject(root) ? entries(root['$defs']) : []
  for (const [name, definition] of definitions)
    if (!done.has(`#/$defs/${name}`)) visit(definition, `#/$defs/${name}`)
  return found
}

/** The parts of a schema that refer to another, itself among them, along the keywords wanted. */
function referring(value: unknown, along: (keyword: string) => boolean): readonly JsonObject[] {
  if (!isObject(value)) return []
  const inner = Object.entries(value).flatMap(([keyword, part]) => {
    const shape = keyword === '$defs' || !along(keyword) ? undefined : subschemas[keyword]?.shape
    if (shape === undefined) return []
    const parts = Array.isArray(part) ? part : shape === 'map' ? entries(part).map(([, one]) => one) : [part]
    return parts.flatMap((one) => referring(one, along))
  })
  return text(value, '$ref') === undefined ? inner : [value, ...inner]
}
