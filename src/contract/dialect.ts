import { entries, isObject, text } from './json.ts'
import type { Dialect } from './keywords.ts'
import { pointerTo } from './pointer.ts'
import type { References } from './references.ts'
import type { JsonObject } from './types.ts'

/** The keywords of JSON Schema 2020-12 that a standalone schema keeps; identifiers are resolved beforehand. */
export const keptKeywords: ReadonlySet<string> = new Set(
  `type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern
  items prefixItems additionalItems unevaluatedItems maxItems minItems uniqueItems contains maxContains minContains
  properties patternProperties additionalProperties unevaluatedProperties propertyNames maxProperties minProperties
  required dependentRequired dependentSchemas allOf anyOf oneOf not if then else format contentEncoding
  contentMediaType title description default examples deprecated readOnly writeOnly $ref $dynamicRef`.split(
    /\s+/,
  ),
)

/**
 * Keywords among them that came with 3.1, and that a reader of 3.0 passes over like any unknown one (OpenAPI 3.0.3,
 * section 4.7.24). `examples` is kept: it asks for nothing, and whoever wrote it meant it.
 */
const later: ReadonlySet<string> = new Set(
  `const prefixItems additionalItems unevaluatedItems contains maxContains minContains patternProperties
  unevaluatedProperties propertyNames dependentRequired dependentSchemas if then else contentEncoding
  contentMediaType $dynamicRef`.split(/\s+/),
)

/** Whether a schema or one of its members has a keyword that 3.0 passes over: what it was to be told by is lost. */
function leansOnLater(schema: unknown): boolean {
  const says = (part: unknown): boolean => isObject(part) && Object.keys(part).some((name) => later.has(name))
  if (!isObject(schema)) return false
  return says(schema) || entries(schema['properties']).some(([, member]) => says(member))
}

/**
 * A schema of OpenAPI 3.0 in the words of 2020-12, subschemas left as they are. `nullable` admits null only
 * beside a `type`, and never past an `enum` that lacks it (OpenAPI 3.0.3, section 4.7.24).
 */
export function convert30(schema: JsonObject): JsonObject {
  const result: Record<string, unknown> = Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => !later.has(keyword)),
  )
  delete result['nullable']
  if (result['type'] === 'file') {
    result['type'] = 'string'
    result['format'] = 'binary'
  }
  if (schema['nullable'] === true && result['type'] !== undefined) {
    result['type'] = [...new Set([result['type'], 'null'].flat())]
  }
  for (const [limit, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof result[exclusive] !== 'boolean') continue
    if (result[exclusive] && result[limit] !== undefined) {
      result[exclusive] = result[limit]
      delete result[limit]
    } else delete result[exclusive]
  }
  return result as JsonObject
}

/**
 * Alternatives of which just one is to fit, any of which may fit where they would be told apart by what 3.0 passes
 * over, such as `const`: a value that fits several is none that anybody meant to forbid.
 */
export function undecided30(schema: JsonObject, pointer: string, references: References): JsonObject {
  const { oneOf, ...rest } = schema
  if (!Array.isArray(oneOf) || rest['anyOf'] !== undefined) return schema
  const place = pointerTo(pointer, 'oneOf')
  const lost = oneOf.some((branch) => leansOnLater(references.follow(branch, place)?.value))
  return lost ? { ...rest, anyOf: oneOf } : schema
}

/** The reference of a schema that is nothing but one: in 3.0 whatever stands beside `$ref` is ignored. */
export function pureReference(schema: unknown, dialect: Dialect): string | undefined {
  const reference = text(schema, '$ref')
  if (reference === undefined || dialect === '3.0') return reference
  return Object.keys(schema as object).some((keyword) => keyword !== '$ref' && keptKeywords.has(keyword))
    ? undefined
    : reference
}

/** Drafts before 2020-12 wrote tuples as an array of `items`. */
export function tuples(keywords: readonly [string, unknown][]): [string, unknown][] {
  const listed = keywords.some(([keyword, value]) => keyword === 'items' && Array.isArray(value))
  if (!listed) return keywords.filter(([keyword]) => keyword !== 'additionalItems')
  return keywords.map(([keyword, value]) => [
    keyword === 'items' ? 'prefixItems' : keyword === 'additionalItems' ? 'items' : keyword,
    value,
  ])
}
