import { isObject } from '../contract/json.ts'
import type { JsonSchema } from '../contract/types.ts'

/** A part of a schema on its own: with the definitions its references lead to, and no others. */
export function standalone(part: JsonSchema, root: JsonSchema): JsonSchema {
  if (typeof part === 'boolean' || part === root || !isObject(root) || !isObject(root['$defs'])) return part
  const definitions: Readonly<Record<string, unknown>> = root['$defs']
  const names = reachable(part, definitions)
  if (names.size === 0) return part
  return { ...part, $defs: Object.fromEntries([...names].map((name) => [name, definitions[name]])) }
}

function reachable(part: unknown, definitions: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const names = new Set<string>()
  const queue: unknown[] = [part]
  while (queue.length > 0) {
    const value = queue.pop()
    if (typeof value !== 'object' || value === null) continue
    for (const [keyword, inner] of Object.entries(value)) {
      if (keyword === '$defs') continue
      queue.push(inner)
      if (keyword !== '$ref' || typeof inner !== 'string') continue
      const name = definitionName(inner)
      if (name === undefined || names.has(name) || !Object.hasOwn(definitions, name)) continue
      names.add(name)
      queue.push(definitions[name])
    }
  }
  return names
}

/** The name under `$defs` that a `#/$defs/...` reference leads to. */
export function definitionName(reference: string): string | undefined {
  const name = /^#\/\$defs\/([^/]+)$/.exec(reference)?.[1]
  return name === undefined ? undefined : decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')
}
