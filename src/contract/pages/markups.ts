import { isObject, text as textAt } from '../json.ts'
import { closesFence, fenceStart } from './fences.ts'

const methods = 'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS'
/** `<Badge text="POST" />`: a component that shows a method and leaves the path to the text beside it. */
const badge = new RegExp(
  `<[A-Za-z][\\w.]*(?=[^<>]*\\s(?:method|verb|text|label|type)=["'{]{1,2}(${methods})["'}]{1,2})(?![^<>]*\\s(?:path|url|endpoint|route|href|to|src|baseUrl)=)[^<>]*/>`,
  'gi',
)
const worded = new RegExp(`<([A-Za-z][\\w.]*)\\b[^<>]*>\\s*(${methods})\\s*</\\1>`, 'g')
/** `POST projects/:id/tokens` on a line of its own: a path below the API's root. */
const relative = new RegExp(`^(\\s*(?:${methods}) )(?=[\\w:{}<>$-]+(?:/[\\w:{}<>.$-]+)+(?:\\?\\S*)?\\s*$)`)

/** `{: .warning }`: attributes that kramdown gives to the block beside it. */
const attributeList = /^\s*(?:>\s*)?\{:[^{}]*\}\s*$/

/** A page with what documentation sites write in markup of their own put into plain Markdown. */
export function inMarkdown(page: string): string {
  let fence = ''
  const lines = withoutBlocks(page)
    .split('\n')
    .map((line) => {
      const start = fence === '' ? fenceStart(line)?.mark : undefined
      if (start !== undefined) {
        fence = start
        return line
      }
      if (fence === '') return attributeList.test(line) ? '' : inLine(line)
      if (closesFence(line, fence)) fence = ''
      return line.replace(relative, '$1/')
    })
  return lines.join('\n')
}

function inLine(line: string): string {
  if (!/[<{]/.test(line)) return line
  return annotated(shortcodes(line))
    .replaceAll(badge, (_, method: string) => method.toUpperCase())
    .replaceAll(worded, '$2')
}

/** Hugo's shortcodes: `{{<required>}}` says so, `{{< details >}}` only arranges. */
function shortcodes(line: string): string {
  return line
    .replaceAll(/\{\{[<%]\s*(required|optional)\s*\/?\s*[>%]\}\}/gi, '$1,')
    .replace(/^\s*\{\{[<%]\s*\/?\s*[\w-]+[^{}"]*[>%]\}\}\s*$/, '')
}

/** `## Create a key {{ tag: 'POST', label: '/v1/keys' }}`. */
function annotated(line: string): string {
  const [, heading, notes = ''] = /^(#{1,6}\s.*?)\s*\{\{(.*)\}\}\s*$/.exec(line) ?? []
  if (heading === undefined) return line
  const note = (name: string): string | undefined =>
    new RegExp(`\\b${name}:\\s*(["'])(.*?)\\1`).exec(notes)?.[2]
  const [method, path] = [note('tag') ?? note('method'), note('label') ?? note('path')]
  return method === undefined || path === undefined ? heading : `${heading} — \`${method} ${path}\``
}

/** Blocks of many lines: code in HTML, and the blocks of older ReadMe pages. */
function withoutBlocks(page: string): string {
  return page
    .replaceAll(
      /<pre\b([^<>]*)>\s*(?:<code\b([^<>]*)>)?((?:(?!<pre\b)[\s\S])*?)(?:<\/code>\s*)?<\/pre>/gi,
      (_, outer: string, inner: string | undefined, code: string) =>
        fenced(/\b(?:lang(?:uage)?[-=]["']?)(\w+)/i.exec(`${inner ?? ''} ${outer}`)?.[1] ?? '', '', code),
    )
    .replaceAll(
      /^\[block:([\w-]+)\][^\S\n]*\n((?:(?!\n\[block:)[\s\S])*?)\n\[\/block\]/gm,
      (whole, kind: string, json: string) => {
        const value = valueOf(json)
        return isObject(value) ? blockOf(kind, value) : whole
      },
    )
}

function fenced(language: string, title: string, code: string): string {
  const text = code
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
  return fence(language, title, text)
}

function fence(language: string, title: string, text: string): string {
  const mark = text.includes('```') ? '~~~~~~' : '```'
  return `\n${mark}${language} ${title}\n${text.replace(/^\n|\n$/g, '')}\n${mark}\n`
}

function blockOf(kind: string, value: { readonly [name: string]: unknown }): string {
  const title = textAt(value, 'title') ?? ''
  if (kind === 'api-header') return `## ${title}`
  if (kind === 'callout') return `> ${title} ${textAt(value, 'body') ?? ''}`.replaceAll('\n', ' ')
  if (kind === 'code' && Array.isArray(value['codes']))
    return (value['codes'] as readonly unknown[])
      .map((one) => {
        const language = textAt(one, 'language') ?? ''
        return fence(
          language === 'curl' ? 'bash' : language,
          textAt(one, 'name') ?? '',
          textAt(one, 'code') ?? '',
        )
      })
      .join('\n')
  const { data, cols, rows } = value
  if (kind !== 'parameters' || !isObject(data) || typeof cols !== 'number' || typeof rows !== 'number')
    return ''
  const row = (name: string | number): string =>
    `| ${Array.from({ length: Math.min(cols, 20) }, (_, column) =>
      (textAt(data, `${name}-${column}`) ?? '').replaceAll(/\s*\n\s*/g, ' '),
    ).join(' | ')} |`
  const ruled = `|${' --- |'.repeat(Math.min(cols, 20))}`
  return [row('h'), ruled, ...Array.from({ length: Math.min(rows, 1000) }, (_, at) => row(at))].join('\n')
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
  }
}
