import type { Block, Component, Fence, List, Paragraph, Quote, Table } from './blocks.ts'
import { fieldOf, isField } from './fields.ts'
import type { Field } from './fields.ts'
import { textOf } from './html-tables.ts'
import { plain } from './inline.ts'
import { isStatusLine } from './standing.ts'
import { topicOf } from './words.ts'

/** A heading, a titled component, or the page itself. */
export interface Section {
  readonly title: string
  readonly level: number
  readonly parent: Section | undefined
}

/** The smallest part that is read on its own, and where it stands. */
export interface Leaf {
  readonly part:
    | Fence
    | Table
    | List
    | Quote
    | Paragraph
    | { readonly kind: 'title'; readonly text: string; readonly id?: string }
    | { readonly kind: 'field'; readonly field: Field }
    | { readonly kind: 'callout'; readonly text: string }
    | {
        readonly kind: 'endpoint'
        readonly method: string
        readonly address: string
        /** Base URL the address starts with, where it is given apart. */
        readonly base?: string
        /** OpenAPI document that the component takes all else from. */
        readonly file?: string
        readonly summary: string
      }
  readonly section: Section
  /** The last line that announced what follows it: `**Response:**`. */
  readonly label: string
}

const callouts =
  /^(?:note|warning|tip|info|check|danger|caution|callout|alert|admonition|hint|important|success|error|:::)$/i
const maxLeaves = 20_000

/** The leaves of a page in order; components that only arrange things are taken apart. */
export function leavesOf(blocks: readonly Block[], root: Section = rootSection()): readonly Leaf[] {
  const leaves: Leaf[] = []
  collect(blocks, root, leaves)
  return paired(leaves)
}

const methodLine =
  /^\W*(?:http )?(?:method|verb|methode|méthode|método|метод|方法|メソッド|메서드)\W*[:：]\W*[A-Za-z]+\W*$/i
const addressLine =
  /^\W*(?:url|uri|endpoint|path|route|endpunkt|pfad|chemin|ruta|路径|パス|경로)\W*[:：]\s*\S+$/i

/** `Method: POST` and `URL: /keys` in paragraphs one after the other, put into one. */
function paired(leaves: readonly Leaf[]): readonly Leaf[] {
  return leaves.flatMap((leaf, index) => {
    const [text, next, before] = [leaf, leaves[index + 1], leaves[index - 1]].map((one) =>
      one?.part.kind === 'paragraph' && one.section === leaf.section ? one.part.text : '',
    ) as [string, string, string]
    const pair = (left: string, right: string): boolean =>
      (methodLine.test(left) && addressLine.test(right)) || (addressLine.test(left) && methodLine.test(right))
    if (pair(before, text)) return []
    return pair(text, next) ? [{ ...leaf, part: { kind: 'paragraph', text: `${text}\n${next}` } }] : [leaf]
  })
}

/** The section of a page as a whole. */
export function rootSection(): Section {
  return { title: '', level: 0, parent: undefined }
}

function collect(blocks: readonly Block[], start: Section, leaves: Leaf[]): void {
  let section = start
  let label = ''
  for (const block of blocks) {
    if (leaves.length >= maxLeaves) return
    if (block.kind === 'heading') {
      section = {
        title: block.text,
        level: start.level + block.level,
        parent: above(section, start.level + block.level),
      }
      label = ''
      const { text, id } = block
      leaves.push({ part: { kind: 'title', text, ...(id !== undefined && { id }) }, section, label })
    } else if (block.kind === 'component') component(block, section, label, leaves)
    else {
      const part = indentedCode(block)
      const announced = part.kind === 'paragraph' ? labelIn(part.text) : undefined
      if (announced !== undefined) label = announced
      leaves.push({ part, section, label })
      if (part.kind === 'list') inItems(part, section, label, leaves)
    }
  }
}

/** Code and tables that stand in the items of a list; the text of the item announces them. */
function inItems({ items }: List, section: Section, label: string, leaves: Leaf[]): void {
  for (const { text, blocks } of items) {
    const title = plain(text.split('\n')[0]!).replace(/[:：\s]+$/, '')
    const own = title.length <= 90 && topicOf(title) !== undefined ? title : label
    for (const block of blocks)
      if (block.kind === 'fence' || block.kind === 'table') leaves.push({ part: block, section, label: own })
  }
}

function above(section: Section, level: number): Section {
  let parent = section
  while (parent.level >= level && parent.parent !== undefined) parent = parent.parent
  return parent
}

function component(block: Component, section: Section, label: string, leaves: Leaf[]): void {
  const { name, attributes, blocks } = block
  if (isField(block)) {
    leaves.push({ part: { kind: 'field', field: fieldOf(block) }, section, label })
    return
  }
  if (callouts.test(name)) {
    const text = textOf(blocks)
    if (text !== '') leaves.push({ part: { kind: 'callout', text }, section, label })
    return
  }
  if (name === 'api-method-summary') return
  const title = titleOf(block)
  const inner = title === '' ? section : { title, level: section.level + 10, parent: section }
  if (title !== '') leaves.push({ part: { kind: 'title', text: title }, section: inner, label: '' })
  const summary = attributes['summary'] ?? attributes['title'] ?? ''
  const endpoint = endpointOf(block)
  const file = /openapi|swagger/i.test(name) ? (attributes['src'] ?? attributes['spec']) : undefined
  if (endpoint)
    leaves.push({
      part: { kind: 'endpoint', ...endpoint, ...(file !== undefined && { file }), summary },
      section: inner,
      label,
    })
  if (/^card$/i.test(name)) {
    const href = attributes['href']
    const text = [attributes['title'], plain(textOf(blocks))].filter(Boolean).join(': ')
    if (text !== '')
      leaves.push({
        part: { kind: 'paragraph', text: href === undefined ? text : `[${text}](${href})` },
        section,
        label,
      })
    return
  }
  collect(blocks, inner, leaves)
}

/** What a component is headed by: its title, a status, or what it is for. */
function titleOf({ name, attributes, blocks }: Component): string {
  if (/^(?:request(?:example|snippet)|endpointrequestsnippet)$/i.test(name)) return 'Example request'
  if (/^(?:response(?:example|snippet)|endpointresponsesnippet)$/i.test(name)) return 'Example response'
  if (/^swagger-response$/i.test(name))
    return `Response ${attributes['status'] ?? ''} ${attributes['description'] ?? ''}`.trim()
  if (/^expandable$/i.test(name)) return ''
  const method = /^api-method(?:-(.+))?$/.exec(name)
  if (method) {
    const said = blocks.find((block) => block.kind === 'component' && block.name === 'api-method-summary')
    if (method[1] === undefined) return said?.kind === 'component' ? textOf(said.blocks) : ''
    if (method[1] === 'response-example') return `Response ${attributes['httpCode'] ?? ''}`.trim()
    return /parameters$|headers$/.test(method[1]) ? method[1].replaceAll('-', ' ') : ''
  }
  const summary = blocks.find((block) => block.kind === 'component' && block.name === 'summary')
  const inner = summary?.kind === 'component' ? textOf(summary.blocks) : ''
  return attributes['title'] ?? attributes['header'] ?? attributes['summary'] ?? attributes['label'] ?? inner
}

/** `<Endpoint method="POST" path="/v1/keys">`, `{% swagger method="post" path="/x" baseUrl="https://..." %}`. */
function endpointOf({
  attributes,
}: Component): { method: string; address: string; base?: string } | undefined {
  const address = attributes['path'] ?? attributes['url'] ?? attributes['endpoint'] ?? attributes['route']
  const base = (attributes['baseUrl'] ?? attributes['host'] ?? '').replace(/\/+$/, '')
  const both = /^(GET|POST|PUT|PATCH|DELETE)\s+(\S+)$/i.exec(address ?? '')
  if (both) return { method: both[1]!, address: both[2]! }
  const method = attributes['method']
  if (method === undefined || (address === undefined && base === '')) return undefined
  if (base === '' || /^https?:/.test(address ?? '')) return { method, address: address ?? '' }
  return { method, address: `${base}/${(address ?? '').replace(/^\/+/, '')}`, base }
}

/** A paragraph that is a command or a JSON value is an indented code block. */
function indentedCode<Part extends Block>(block: Part): Part | Fence {
  if (
    block.kind !== 'paragraph' ||
    !/^(?:\$ )?curl\s+\S|^\{\s*"|^(?:(?:GET|POST|PUT|PATCH|DELETE) \/\S*|HTTP\/[\d.]+ \d{3}.*)\n[\w-]+: /.test(
      block.text,
    )
  )
    return block
  return { kind: 'fence', language: '', title: '', text: block.text, line: 0 }
}

/** `**Response (201):**`, `Request body:`; undefined for running text. */
function labelIn(text: string): string | undefined {
  const bold = /^(?:\*\*|__)([^*_\n]{1,80})(?:\*\*|__)\s*[:：]?(.{0,80})$/.exec(text)
  const bare = /^(.{1,80})[:：]$/.exec(text)
  const found = bold ? `${bold[1]} ${bold[2]}` : (bare?.[1] ?? (isStatusLine(text) ? text : undefined))
  if (found === undefined) return undefined
  const title = plain(found).replace(/[:：\s]+$/, '')
  return topicOf(title) !== undefined || /\b[1-5]\d\d\b/.test(title) || bold ? title : undefined
}
