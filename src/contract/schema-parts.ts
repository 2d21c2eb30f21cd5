import { isObject } from './json.ts'
import { pointerTokens } from './pointer.ts'
import type { JsonSchema } from './types.ts'

const DEEPEST = 12

/** The schema and every part of it that applies to the same value, references followed; each carries the `$defs` of the root. */
export function parts(schema: JsonSchema, depth = 0): Readonly<Record<string, unknown>>[] {
  if (typeof schema === 'boolean' || depth > DEEPEST) return []
  const found: Readonly<Record<string, unknown>>[] = [schema]
  const definitions = schema['$defs']
  const follow = (part: unknown): void => {
    if (isObject(part)) found.push(...parts({ $defs: definitions, ...part }, depth + 1))
  }
  const reference = schema['$ref']
  if (typeof reference === 'string' && reference.startsWith('#/$defs/') && isObject(definitions))
    follow(definitions[pointerTokens(decodeURIComponent(reference.slice(1)))[1]!])
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const branches = schema[keyword]
    if (Array.isArray(branches)) branches.forEach(follow)
  }
  return found
}

/** The types a schema names, over all its branches; empty where it names none. */
export function typesOf(schema: JsonSchema): ReadonlySet<string> {
  const types = new Set<string>()
  for (const part of parts(schema)) {
    const { type } = part
    for (const name of Array.isArray(type) ? type : [type]) if (typeof name === 'string') types.add(name)
  }
  return types
}

const narrowing = ['enum', 'const', 'format', 'pattern', 'minLength', 'maxLength', 'not']

/** Whether a schema refuses some of the texts a parameter may have: it wants no string, or no string whatever. */
export function refusesSomeText(schema: JsonSchema): boolean {
  const types = typesOf(schema)
  if (types.size > 0 && !types.has('string')) return true
  return parts(schema).some((part) => narrowing.some((keyword) => keyword in part))
}

/** The properties a schema declares, over all its branches, each standing alone with the root's `$defs`. */
export function membersOf(schema: JsonSchema): ReadonlyMap<string, JsonSchema> {
  const members = new Map<string, JsonSchema>()
  for (const part of parts(schema)) {
    if (!isObject(part['properties'])) continue
    for (const [name, member] of Object.entries(part['properties']))
      if (!members.has(name)) members.set(name, isObject(member) ? { $defs: part['$defs'], ...member } : true)
  }
  return members
}

/** The schema of the items of an array. */
export function itemSchema(schema: JsonSchema): JsonSchema {
  for (const part of parts(schema)) {
    const items = part['items'] ?? (Array.isArray(part['prefixItems']) ? part['prefixItems'][0] : undefined)
    if (isObject(items)) return { $defs: part['$defs'], ...items }
  }
  return true
}

/** The schema that governs the value at a JSON Pointer; true where the schema says nothing of it. */
export function schemaAt(schema: JsonSchema, pointer: string): JsonSchema {
  return pointerTokens(pointer).reduce<JsonSchema>(
    (outer, token) => membersOf(outer).get(token) ?? itemSchema(outer),
    schema,
  )
}

/** The first value a schema gives for a keyword, over all its branches. */
export function keywordOf(schema: JsonSchema, keyword: string): unknown {
  return parts(schema).find((part) => keyword in part)?.[keyword]
}

/** The `default` a schema states, references followed. */
export function defaultOf(schema: JsonSchema): unknown {
  return keywordOf(schema, 'default')
}

/** Names of the members that some branch of a schema requires. */
export function requiredOf(schema: JsonSchema): readonly string[] {
  return parts(schema).flatMap((part) =>
    Array.isArray(part['required']) ? (part['required'] as string[]) : [],
  )
}

/** The first example a schema gives, or the value it fixes. */
export function exampleOf(schema: JsonSchema): unknown {
  for (const part of parts(schema)) {
    const examples = part['examples'] ?? part['enum']
    if (Array.isArray(examples) && examples.length > 0) return examples[0]
    if ('const' in part) return part['const']
    if ('default' in part) return part['default']
  }
  return undefined
}
