import { entries, isObject, text } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { Anchored } from './anchors.ts'
import { promisesIn, proseOf } from './prose.ts'
import { description, plain } from './inline.ts'
import type { Section } from './leaves.ts'
import type { OpenApiBlock } from './openapi-blocks.ts'
import type { PageHead } from './assemble.ts'

const methods = new Set('get put post delete options head patch trace query'.split(' '))

/**
 * A document with what its page says around the blocks: promises such as "shown only once" may stand there
 * alone. Title and prose are added to the operation a block is about, as far as it does not say them itself.
 */
export function enrich(
  document: JsonObject,
  blocks: readonly OpenApiBlock[],
  leaves: readonly Anchored[],
  head: PageHead,
): JsonObject {
  let enriched = document
  for (const block of blocks) {
    const place = operationOf(block)
    if (place === undefined) continue
    const section = blocks.length === 1 ? undefined : sectionOf(block)
    const around = section === undefined ? leaves : leaves.filter(({ leaf }) => within(leaf.section, section))
    const about = [
      head.lead,
      ...(section === undefined ? [] : proseOf(leaves.filter(({ leaf }) => leaf.section.level <= 1))),
    ]
    const whole = section === undefined ? about : place[1] === 'post' ? promisesIn(about) : []
    const prose = [...whole.filter((passage) => passage !== ''), ...proseOf(around)]
    const title = plain(section === undefined ? head.title : section.title)
    enriched = withProse(enriched, place, title, [...new Set(prose)])
  }
  return enriched
}

/** The operation that the info string names, or the only one of the block. */
function operationOf({ document, named }: OpenApiBlock): readonly [string, string] | undefined {
  const all = entries(document['paths']).flatMap(([path, item]) =>
    entries(item).flatMap(([method, operation]): [string, string][] =>
      methods.has(method) && isObject(operation) ? [[path, method]] : [],
    ),
  )
  const asked =
    named && all.find(([path, method]) => path === named.path && method === named.method.toLowerCase())
  return asked ?? (all.length === 1 ? all[0] : undefined)
}

/** A heading that only says "OpenAPI" belongs to the one above it. */
function sectionOf({ leaf }: OpenApiBlock): Section {
  let { section } = leaf
  while (
    section.parent !== undefined &&
    section.parent.level > 0 &&
    /^(?:open ?api|specification|reference|definition|schema)$/i.test(section.title)
  ) {
    section = section.parent
  }
  return section
}

function within(section: Section, outer: Section): boolean {
  for (let at: Section | undefined = section; at !== undefined; at = at.parent) if (at === outer) return true
  return false
}

function withProse(
  document: JsonObject,
  [path, method]: readonly [string, string],
  title: string,
  prose: readonly string[],
): JsonObject {
  const paths = document['paths'] as JsonObject
  const item = paths[path]
  if (!isObject(item) || !isObject(item[method])) return document
  const operation = item[method]
  const said = words([text(operation, 'summary') ?? '', text(operation, 'description') ?? ''].join(' '))
  const missing = prose.filter((passage) => words(passage) !== '' && !said.includes(words(passage)))
  const own = text(operation, 'description')
  const told = description(
    [...(own === undefined || own === '' ? [] : [own.trimEnd()]), ...missing].join('\n\n'),
    12_000,
  )
  const more: Record<string, JsonValue> = {
    ...(text(operation, 'summary') === undefined && title !== '' && { summary: title }),
    ...(missing.length > 0 && { description: told }),
  }
  return { ...document, paths: { ...paths, [path]: { ...item, [method]: { ...operation, ...more } } } }
}

function words(passage: string): string {
  return plain(passage)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
