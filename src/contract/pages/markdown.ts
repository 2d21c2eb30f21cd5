import type { Block, ListItem } from './blocks.ts'
import { closesFence, fenceStart } from './fences.ts'

/** A line of the page, numbered from 1. */
export interface Line {
  readonly text: string
  readonly number: number
}

const bullet = /^(\s*)([-*+•]|\d{1,4}[.)])\s+(?=\S)/
const maxDepth = 12

/** The Markdown blocks of lines that hold no components. */
export function blocksOf(lines: readonly Line[], depth: number): Block[] {
  const blocks: Block[] = []
  let at = 0
  while (at < lines.length) {
    const { text } = lines[at]!
    if (text.trim() === '') {
      at++
      continue
    }
    const read =
      fence(lines, at) ?? heading(lines, at) ?? table(lines, at) ?? quote(lines, at) ?? list(lines, at, depth)
    const { block, next } = read ?? paragraph(lines, at)
    if (block !== undefined) blocks.push(block)
    at = next
  }
  return blocks
}

interface Read {
  readonly block: Block | undefined
  readonly next: number
}

function fence(lines: readonly Line[], at: number): Read | undefined {
  const start = fenceStart(lines[at]!.text)
  if (start === undefined) return undefined
  let end = at + 1
  while (end < lines.length && !closesFence(lines[end]!.text, start.mark)) end++
  const body = lines.slice(at + 1, end)
  const indents = body
    .filter(({ text }) => text.trim() !== '')
    .map(({ text }) => text.length - text.trimStart().length)
  const indent = Math.min(
    start.indent,
    indents.reduce((least, next) => Math.min(least, next), start.indent),
  )
  const text = body.map((line) => line.text.slice(indent)).join('\n')
  const { language, title } = start
  return { block: { kind: 'fence', language, title, text, line: lines[at]!.number + 1 }, next: end + 1 }
}

function heading(lines: readonly Line[], at: number): Read | undefined {
  const { text } = lines[at]!
  const atx = /^\s{0,3}(#{1,6})(?:\s+(.*))?$/.exec(text)
  if (atx) {
    const title = (atx[2] ?? '').replace(/\s+#+\s*$/, '').trim()
    const own = /^(.*?)\s*\{:?\s*#([\w-]+)[^{}]*\}$/.exec(title)
    const [text, id] = own ? [own[1]!, { id: own[2]! }] : [title, {}]
    return { block: { kind: 'heading', level: atx[1]!.length, text, ...id }, next: at + 1 }
  }
  const under = lines[at + 1]?.text ?? ''
  if (!/^\s{0,3}(?:=+|-{3,})\s*$/.test(under) || text.includes('|') || bullet.test(text)) return undefined
  const level = under.includes('=') ? 1 : 2
  return { block: { kind: 'heading', level, text: text.trim() }, next: at + 2 }
}

function table(lines: readonly Line[], at: number): Read | undefined {
  if (
    !lines[at]!.text.includes('|') ||
    !/^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-*:?\s*)*$/.test(lines[at + 1]?.text ?? '')
  )
    return undefined
  if (!lines[at + 1]!.text.includes('|')) return undefined
  let end = at + 2
  while (end < lines.length && lines[end]!.text.includes('|') && lines[end]!.text.trim() !== '') end++
  const rows = lines.slice(at + 2, end).map(({ text }) => cellsOf(text))
  return { block: { kind: 'table', header: cellsOf(lines[at]!.text), rows }, next: end }
}

/** The cells of a row; a bar that is escaped or within inline code is part of its cell. */
function cellsOf(row: string): string[] {
  const cells = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .replaceAll(/`[^`]*`/g, (code) => code.replaceAll('\\|', '|').replaceAll('|', '\u0000'))
    .split(/(?<!\\)\|/)
  return cells.map((cell) => cell.replaceAll('\u0000', '|').replaceAll('\\|', '|').trim())
}

function quote(lines: readonly Line[], at: number): Read | undefined {
  if (!/^\s{0,3}>/.test(lines[at]!.text)) return undefined
  let end = at
  while (end < lines.length && /^\s{0,3}>/.test(lines[end]!.text)) end++
  const texts = lines.slice(at, end).map(({ text }) => text.replace(/^\s*>\s?/, ''))
  const text = texts
    .filter((line) => !/^\[!\w+\]\s*$/.test(line.trim()))
    .join('\n')
    .trim()
  return { block: { kind: 'quote', text }, next: end }
}

function list(lines: readonly Line[], at: number, depth: number): Read | undefined {
  const definition = definitions(lines, at)
  if (definition) return definition
  const first = bullet.exec(lines[at]!.text)
  if (first === null || depth >= maxDepth) return undefined
  const indent = first[1]!.length
  const items: ListItem[] = []
  let next = at
  while (next < lines.length) {
    const start = bullet.exec(lines[next]!.text)
    if (start === null || start[1]!.length < indent || start[1]!.length > indent + 1) break
    const end = endOfItem(lines, next, start[1]!.length)
    items.push(item(lines.slice(next, end), start[0].length, depth))
    next = end
    while (lines[next]?.text.trim() === '' && bullet.test(lines[next + 1]?.text ?? '')) next++
  }
  return { block: { kind: 'list', items }, next }
}

/** Everything indented further than the bullet belongs to its item, blank lines in between included. */
function endOfItem(lines: readonly Line[], at: number, indent: number): number {
  let end = at + 1
  let open = fenceStart(lines[at]!.text.replace(bullet, ''))?.mark ?? ''
  for (let next = end; next < lines.length; next++) {
    const { text } = lines[next]!
    if (open !== '') {
      if (closesFence(text, open)) open = ''
      end = next + 1
      continue
    }
    if (text.trim() === '') continue
    const inside = text.length - text.trimStart().length > indent
    const lazy = next === end && !bullet.test(text) && !/^\s*(?:#{1,6}\s|`{3}|~{3}|>|\|)/.test(text)
    if (!inside && !lazy) break
    if (inside) open = fenceStart(text)?.mark ?? ''
    end = next + 1
  }
  return end
}

function item(lines: readonly Line[], width: number, depth: number): ListItem {
  const inner = lines.map(({ text, number }, index) => {
    const space = text.length - text.trimStart().length
    return { text: index === 0 ? text.slice(width) : text.slice(Math.min(width, space)), number }
  })
  const blocks = blocksOf(inner, depth + 1)
  const [first, ...rest] = blocks
  return first?.kind === 'paragraph' ? { text: first.text, blocks: rest } : { text: '', blocks }
}

/** `term` on one line, `: what it means` on the next. */
function definitions(lines: readonly Line[], at: number): Read | undefined {
  const items: ListItem[] = []
  let next = at
  while (
    next + 1 < lines.length &&
    lines[next]!.text.trim() !== '' &&
    /^\s{0,3}:\s+\S/.test(lines[next + 1]!.text)
  ) {
    const term = lines[next]!.text.trim()
    let end = next + 2
    while (end < lines.length && /^\s{2,}\S/.test(lines[end]!.text)) end++
    const meaning = lines.slice(next + 1, end).map(({ text }) => text.trim().replace(/^:\s+/, ''))
    items.push({ text: `${term}: ${meaning.join(' ')}`, blocks: [] })
    next = end
    while (lines[next]?.text.trim() === '') next++
  }
  return items.length === 0 ? undefined : { block: { kind: 'list', items }, next }
}

function paragraph(lines: readonly Line[], at: number): Read {
  let end = at + 1
  while (end < lines.length && lines[end]!.text.trim() !== '' && !startsBlock(lines, end)) end++
  const text = lines
    .slice(at, end)
    .map((line) => line.text.trim())
    .join('\n')
    .replaceAll(/<!--[\s\S]*?-->|\{\/\*[\s\S]*?\*\/\}/g, '')
    .trim()
  const rule = /^(?:[-*_]\s*){3,}$/.test(text)
  return { block: text === '' || rule ? undefined : { kind: 'paragraph', text }, next: end }
}

function startsBlock(lines: readonly Line[], at: number): boolean {
  const { text } = lines[at]!
  return (
    /^\s{0,3}(?:#{1,6}\s|>)/.test(text) ||
    fenceStart(text) !== undefined ||
    bullet.test(text) ||
    table(lines, at) !== undefined
  )
}
