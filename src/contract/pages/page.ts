import { KeyproofError } from '../../errors.ts'
import { entries, text as textAt } from '../json.ts'
import { collectProblems } from '../problems.ts'
import type { JsonObject, Problem } from '../types.ts'
import { anchored } from './anchors.ts'
import type { Anchored } from './anchors.ts'
import { assemble } from './assemble.ts'
import type { PageHead } from './assemble.ts'
import { basesOf } from './bases.ts'
import { enrich } from './enrich.ts'
import { frontOf, namedOperation } from './frontmatter.ts'
import type { Front, Named } from './frontmatter.ts'
import { plain } from './inline.ts'
import type { Leaf, Section } from './leaves.ts'
import { leavesOf, rootSection } from './leaves.ts'
import { withHomes } from './homes.ts'
import { inMarkdown } from './markups.ts'
import { mergeBlocks } from './merge-blocks.ts'
import { openApiBlocks } from './openapi-blocks.ts'
import { assign } from './operations.ts'
import { packedOperation } from './packed.ts'
import { scan } from './scan.ts'

/** What a documentation page tells of an API. */
export interface PageDocument {
  /** An OpenAPI document; `x-keyproof` says that it is partial and how it came about. */
  readonly document: JsonObject
  /** Always true: a page shows some operations, and says nothing of the others. */
  readonly partial: boolean
  readonly problems: readonly Problem[]
}

/** Far more than any page; beyond it the text is something else. */
const maxLength = 20_000_000

/**
 * The OpenAPI document that a page in Markdown or MDX carries in blocks, or describes. Throws a
 * KeyproofError('document') where a block cannot be read, the page only names an operation that stands
 * elsewhere, or nothing can be learned from it.
 */
export function documentFromPage(text: string, source: string): PageDocument {
  if (text.length > maxLength) {
    throw new KeyproofError(
      'document',
      `${source} is too long for a page.`,
      'Give the OpenAPI document itself.',
    )
  }
  try {
    return read(text, source)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new KeyproofError(
      'document',
      `${source} is nested too deeply to be read.`,
      'Give the OpenAPI document itself.',
      error,
    )
  }
}

function read(text: string, source: string): PageDocument {
  const problems = collectProblems()
  const front = frontOf(text)
  const packed = packedOperation(front.members)
  if (packed !== undefined)
    return result({ ...packed, 'x-keyproof': { partial: true, from: 'openapi-block' } }, problems.list)
  const root = rootSection()
  const leaves = leavesOf(scan(inMarkdown(withoutNotices(front.body))), root)
  const named = namedOperation(front.members)
  const all = named === undefined ? leaves : [endpointLeaf(named, root), ...leaves]
  const found = withHomes(all.map((leaf) => anchored(leaf)))
  const head = headOf(front, found)
  const title = plain(head.title) || 'Untitled page'
  const blocks = openApiBlocks(leaves, source, front.lines, title, problems)
  const usable = blocks.filter(({ document }) => entries(document['paths']).length > 0)
  const kept = usable.length > 0 ? usable : blocks.slice(0, 1)
  if (usable.length === 0) {
    const assigned = assign(found, head.bases)
    const told = assigned.operations.some(
      ({ leaves: own, anchors }) => own.some(({ leaf }) => tells(leaf)) || anchors.some(({ call }) => call),
    )
    const more = named !== undefined && assigned.operations.length === 1 && !told
    if (more && named.kind === 'openapi') throw elsewhere([named.mention], named.file, source)
    const files = leaves.flatMap(({ part }) => (part.kind === 'endpoint' && part.file ? [part.file] : []))
    if (!told && files.length > 0)
      throw elsewhere(
        assigned.operations.map(({ method, path }) => ({ method, path })),
        files[0],
        source,
      )
    if (assigned.operations.length > 0) {
      const document = assemble(head, assigned, found)
      if (document['security'] === undefined)
        problems.add('warning', 'The page does not say how calls are authenticated.', '')
      if (document['servers'] === undefined)
        problems.add('warning', 'The page does not say which server the calls go to.', '')
      return result({ ...document, 'x-keyproof': { partial: true, from: 'page' } }, problems.list)
    }
    if (kept.length === 0)
      throw (
        reference(leaves, source) ??
        byId(front.members, source) ??
        (leaves.some(({ part }) => part.kind === 'field') ? unnamed(source) : nothing(source))
      )
  }
  const document = enrich(mergeBlocks(kept, problems), kept, found, head)
  return result({ ...document, 'x-keyproof': { partial: true, from: 'openapi-block' } }, problems.list)
}

function result(document: JsonObject, problems: readonly Problem[]): PageDocument {
  return { document, partial: true, problems }
}

/** Lines that documentation sites put on every page for crawlers; newlines stay, so that line numbers hold. */
function withoutNotices(body: string): string {
  return body
    .replaceAll(
      /^> ?(?:#+ *Documentation Index|.*llms(?:-full)?\.txt.*|Use this file to discover .*|For (?:clean Markdown|a complete documentation index|AI client integration)\b.*)$/gm,
      '',
    )
    .replaceAll(/^(?:#+ *)?Source: https?:\/\/\S+[^\S\n]*$/gm, '')
}

function headOf({ members }: Front, found: readonly Anchored[]): PageHead {
  const titles = found.flatMap(({ leaf }) => (leaf.part.kind === 'title' ? [leaf.section] : []))
  const top = titles.find(({ level }) => level === 1) ?? titles.find(({ level }) => level < 10)
  const method = members['authMethod'] ?? members['auth']
  return {
    title: textAt(members, 'title') ?? top?.title ?? '',
    named: textAt(members, 'title') !== undefined || top?.level === 1,
    lead: textAt(members, 'description') ?? textAt(members, 'summary') ?? '',
    method: typeof method === 'string' ? method : undefined,
    bases: basesOf(found),
  }
}

function endpointLeaf({ mention }: Named, section: Section): Leaf {
  const { method, origin = '', path } = mention
  return {
    part: { kind: 'endpoint', method, address: `${origin}${path}`, summary: '' },
    section,
    label: '',
  }
}

/** Whether a leaf says anything of an operation beyond its name. */
function tells({ part }: Leaf): boolean {
  return part.kind === 'field' || part.kind === 'table' || part.kind === 'fence'
}

function elsewhere(
  named: readonly { readonly method: string; readonly path: string }[],
  file: string | undefined,
  source: string,
): KeyproofError {
  const keys = named.map(({ method, path }) => `${method} ${path}`)
  const operation = keys.length > 3 ? `${keys.length} operations` : keys.join(' and ')
  const document = file === undefined ? 'the OpenAPI document of the site' : `the OpenAPI document ${file}`
  const option = keys.map((key) => `--operation '${key}'`).join(' ')
  const hint =
    file === undefined
      ? `Give that document with ${option}, or the page as the site serves it with .md appended to its address, which carries the block.`
      : `Give ${file} with ${option}.`
  return new KeyproofError(
    'document',
    `${source} only names ${operation}; what ${keys.length > 1 ? 'they take and answer' : 'it takes and answers'} stands in ${document}.`,
    hint,
  )
}

/** A page that shows its operations by a widget that reads a file. */
function reference(leaves: readonly Leaf[], source: string): KeyproofError | undefined {
  for (const { part } of leaves) {
    const found =
      'text' in part
        ? /\bhttps?:\/\/[^\s"')>\]]*(?:openapi|swagger)[^\s"')>\]]*\.(?:ya?ml|json)\b/i.exec(part.text)?.[0]
        : undefined
    if (found === undefined) continue
    return new KeyproofError(
      'document',
      `${source} describes no operation, but names the OpenAPI document ${found}.`,
      `Give ${found}.`,
    )
  }
  return undefined
}

/** A page whose head leaves all to a document: `api: {file: spec.json, operationId: createKey}`. */
function byId(members: JsonObject, source: string): KeyproofError | undefined {
  const operation = textAt(members['api'], 'operationId') ?? textAt(members, 'operationId')
  if (operation === undefined) return undefined
  const file = textAt(members['api'], 'file')
  return new KeyproofError(
    'document',
    `${source} only names the operation ${operation}; what it takes and answers stands in ${file === undefined ? 'the OpenAPI document of the site' : `the OpenAPI document ${file}`}.`,
    `Give ${file ?? 'that document'}.`,
  )
}

/** A page that was saved without its head. */
function unnamed(source: string): KeyproofError {
  return new KeyproofError(
    'document',
    `${source} describes parameters or answers, but says nowhere of which operation.`,
    'Name it in the head of the page, between two lines of three dashes: `api: POST /path`, as its source may have it.',
  )
}

function nothing(source: string): KeyproofError {
  return new KeyproofError(
    'document',
    `Nothing can be learned from ${source}: it has no OpenAPI block, no operation in its head (api: POST /keys), its headings or its lists (GET /keys), no curl line and no HTTP request.`,
    'Give the page of one operation, in Markdown (many sites serve it with .md appended to the address), or the OpenAPI document.',
  )
}

/** The document of a page that is HTML: refused, with what to give instead. */
export function refuseHtml(source: string): never {
  const hint = /^https?:.*\.(?:ya?ml|json)(?:[?#].*)?$/i.test(source)
    ? 'The address may lead to a login or a viewer first: download the document, and give its path.'
    : /^https?:/i.test(source)
      ? `Give the page in Markdown (many sites serve it at ${source.replace(/[?#].*$/, '').replace(/\/$/, '')}.md), or the OpenAPI document behind it.`
      : 'Save the page as Markdown (many sites serve it with .md appended to the address), or give the OpenAPI document behind it.'
  throw new KeyproofError(
    'document',
    `${source} is an HTML page, not an OpenAPI document or a page in Markdown.`,
    hint,
  )
}
