import { isObject } from '../contract/json.ts'
import { onceFor } from '../contract/memo.ts'
import { pointerTo, pointerTokens } from '../contract/pointer.ts'
import { membersOf, schemaAt } from '../contract/schema-parts.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { exampleValue } from '../generate/sample.ts'

/** The example of a schema, which is the same each time, and what of it is required. */
export interface Plain {
  readonly full: JsonValue
  readonly bare: JsonValue
}

/** The plain bodies of a schema. */
export function plainBodies(schema: JsonSchema): Plain {
  return typeof schema === 'boolean' ? made(schema) : madeOnce(schema)
}

function made(schema: JsonSchema): Plain {
  const full = exampleValue(schema, { direction: 'request' })
  return { full, bare: plainEnvelope(onlyRequired(full, schema), full, schema) }
}

const madeOnce = onceFor((schema: Exclude<JsonSchema, boolean>): Plain => made(schema))

/** Drops the members of the outermost object that the schema does not require, if it says so plainly. */
function onlyRequired(value: JsonValue, schema: JsonSchema): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const required = requiredMembers(schema, schema, 0)
  if (required === undefined) return value
  return Object.fromEntries(Object.entries(value).filter(([member]) => required.has(member)))
}

/**
 * Where all that is described stands in one object, the members of that which are not required are dropped, too. Objects in
 * there stay, as the key may be described in one.
 */
function plainEnvelope(bare: JsonValue, full: JsonValue, schema: JsonSchema): JsonValue {
  const [only, ...more] = isObject(full) ? Object.keys(full) : []
  const inner = only === undefined || more.length > 0 || !isObject(bare) ? undefined : bare[only]
  if (only === undefined || inner === undefined || !isObject(inner)) return bare
  const described = schemaAt(schema, pointerTo('', only))
  const required = requiredMembers(described, described, 0)
  if (required === undefined || membersOf(described).size === 0) return bare
  const kept = Object.entries(inner).filter(([member, value]) => required.has(member) || isObject(value))
  return { [only]: Object.fromEntries(kept) }
}

/** Names required by the schema and its allOf branches; undefined where alternatives make it uncertain. */
function requiredMembers(schema: JsonSchema, root: JsonSchema, depth: number): Set<string> | undefined {
  if (typeof schema === 'boolean' || depth > 8) return new Set()
  if (
    schema['anyOf'] !== undefined ||
    schema['oneOf'] !== undefined ||
    schema['if'] !== undefined ||
    schema['minProperties'] !== undefined
  )
    return undefined
  const names = new Set((schema['required'] as readonly string[] | undefined) ?? [])
  const parts = [...((schema['allOf'] as readonly JsonSchema[] | undefined) ?? [])]
  if (typeof schema['$ref'] === 'string') {
    const target = pointerTokens(schema['$ref'].slice(1)).reduce<unknown>(
      (node, token) => (node as Record<string, unknown> | undefined)?.[token],
      root,
    )
    if (target !== undefined) parts.push(target as JsonSchema)
  }
  for (const part of parts) {
    const inner = requiredMembers(part, root, depth + 1)
    if (inner === undefined) return undefined
    for (const name of inner) names.add(name)
  }
  return names
}
