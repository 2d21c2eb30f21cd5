import { entries, isObject, member } from '../json.ts'
import type { Problems } from '../problems.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { OpenApiBlock } from './openapi-blocks.ts'

const shared = ['components', 'definitions', 'securityDefinitions', 'parameters', 'responses']
const methods = new Set('get put post delete options head patch trace query'.split(' '))

/**
 * One document of the OpenAPI blocks of a page: paths and components united, security and servers that differ
 * from the first block's moved to the operations they hold for. What clashes is a problem; the first counts.
 */
export function mergeBlocks(blocks: readonly OpenApiBlock[], problems: Problems): JsonObject {
  const base = blocks[0]?.document ?? {}
  const paths = new Map(entries(base['paths']))
  const parts = new Map<string, JsonValue>(
    shared.flatMap((name): [string, JsonValue][] => (base[name] === undefined ? [] : [[name, base[name]]])),
  )
  for (const { document, line } of blocks.slice(1)) {
    if (versionOf(document) !== versionOf(base)) {
      problems.add(
        'warning',
        `The OpenAPI block at line ${line} is of another version than the first one; it is left out.`,
      )
      continue
    }
    for (const [path, item] of entries(document['paths'])) {
      const own = withDefaults(item, document, base)
      const known = paths.get(path)
      paths.set(path, isObject(known) && isObject(own) ? { ...own, ...known } : (known ?? own))
    }
    for (const name of shared) {
      const united = unite(parts.get(name), document[name], name, line, problems)
      if (united !== undefined) parts.set(name, united)
    }
  }
  return {
    ...base,
    ...(paths.size > 0 && { paths: Object.fromEntries(paths) }),
    ...Object.fromEntries(parts),
  }
}

function versionOf(document: JsonObject): string {
  return JSON.stringify(document['openapi'] ?? `swagger ${JSON.stringify(document['swagger'])}`).slice(0, 4)
}

function withDefaults(item: JsonValue, document: JsonObject, merged: JsonObject): JsonValue {
  if (!isObject(item)) return item
  const differing = ['security', 'servers'].filter(
    (name) => document[name] !== undefined && JSON.stringify(document[name]) !== JSON.stringify(merged[name]),
  )
  const defaults = Object.fromEntries(differing.map((name) => [name, document[name]!]))
  return Object.fromEntries(
    Object.entries(item).map(([name, part]) => [
      name,
      methods.has(name) && isObject(part) ? { ...defaults, ...part } : part,
    ]),
  )
}

function unite(
  left: JsonValue | undefined,
  right: JsonValue | undefined,
  name: string,
  line: number,
  problems: Problems,
): JsonValue | undefined {
  if (!isObject(left) || !isObject(right)) return left ?? right
  if (name === 'components') {
    const kinds = [...new Set([...Object.keys(left), ...Object.keys(right)])]
    return Object.fromEntries(
      kinds.map((kind) => [kind, unite(left[kind], right[kind], kind, line, problems)!]),
    )
  }
  for (const [part, value] of Object.entries(right)) {
    const known = member(left, part)
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) {
      problems.add(
        'warning',
        `${name}/${part} of the OpenAPI block at line ${line} differs from an earlier one; the first counts.`,
      )
    }
  }
  return { ...right, ...left }
}
