import type { Attributes, Block } from './blocks.ts'
import { closesFence, fenceStart } from './fences.ts'
import { blocksOf } from './markdown.ts'
import type { Line } from './markdown.ts'
import { tableOf } from './html-tables.ts'
import { tagAt } from './tags.ts'

interface Frame {
  readonly name: string
  readonly attributes: Attributes
  readonly blocks: Block[]
  lines: Line[]
}

/** Deeper nesting than any page has; tags beyond it are taken for text. */
const maxDepth = 40
/** Lines one opening tag may stretch over. */
const maxTagLines = 30

/** The blocks of a page, components nested; never fails, whatever the text. */
export function scan(text: string): readonly Block[] {
  const lines = text.split(/\r\n|\r|\n/)
  const root: Frame = { name: '', attributes: {}, blocks: [], lines: [] }
  const stack: Frame[] = [root]
  let fence = ''
  for (let index = 0; index < lines.length; index++) {
    let rest = lines[index]!
    if (fence !== '' || fenceStart(quoted(rest))) {
      if (fence === '') fence = fenceStart(quoted(rest))?.mark ?? ''
      else if (closesFence(quoted(rest), fence)) fence = ''
      stack.at(-1)!.lines.push({ text: rest, number: index + 1 })
      continue
    }
    if (/^(?:import|export) .*(?:from ['"]|=)/.test(rest)) continue
    for (let turns = 0; turns < 200; turns++) {
      const tagged = /^\s*(?:<|\{%)/.test(rest) ? tagOver(rest, lines, index) : undefined
      const admonition = tagged === undefined ? /^\s*:::+\s*(?:([A-Za-z]+)\b(.*))?$/.exec(rest) : null
      if (tagged !== undefined) {
        index = tagged.index
        rest = tagged.rest
        if (tagged.tag.kind === 'close') close(stack, tagged.tag.name || stack.at(-1)!.name)
        else if (tagged.tag.kind === 'open' && stack.length < maxDepth) open(stack, tagged.tag)
        else if (tagged.tag.kind === 'single') {
          open(stack, tagged.tag)
          close(stack, tagged.tag.name)
        }
      } else if (admonition) {
        if (admonition[1] === undefined) close(stack, ':::')
        else
          open(stack, {
            name: ':::',
            attributes: { kind: admonition[1], title: (admonition[2] ?? '').trim() },
          })
        rest = ''
      } else {
        const end = endOfOpen(rest, stack)
        stack.at(-1)!.lines.push({ text: end < 0 ? rest : rest.slice(0, end), number: index + 1 })
        rest = end < 0 ? '' : rest.slice(end)
      }
      if (rest.trim() === '') break
    }
  }
  while (stack.length > 1) close(stack, stack.at(-1)!.name)
  flush(root)
  return root.blocks
}

function open(stack: Frame[], tag: { readonly name: string; readonly attributes: Attributes }): void {
  if (stack.length >= maxDepth) return
  flush(stack.at(-1)!)
  stack.push({ name: tag.name, attributes: tag.attributes, blocks: [], lines: [] })
}

/** Ends the innermost open component of that name and all within it; a stray end is passed over. */
function close(stack: Frame[], name: string): void {
  const at = stack.findLastIndex((frame, depth) => depth > 0 && frame.name === name)
  if (at <= 0) return
  while (stack.length > at) {
    const frame = stack.pop()!
    flush(frame)
    const { attributes, blocks } = frame
    const table = frame.name.toLowerCase() === 'table' ? tableOf(blocks) : undefined
    stack.at(-1)!.blocks.push(table ?? { kind: 'component', name: frame.name, attributes, blocks })
  }
}

function flush(frame: Frame): void {
  frame.blocks.push(...blocksOf(frame.lines, 0))
  frame.lines = []
}

/** The tag a line starts with, further lines taken in as long as it has not ended. */
function tagOver(
  first: string,
  lines: readonly string[],
  index: number,
): { tag: NonNullable<ReturnType<typeof tagAt>>; rest: string; index: number } | undefined {
  let text = first.trimStart()
  if (!/^(?:<\/?[A-Za-z]|\{%)/.test(text)) return undefined
  for (let last = index; last < lines.length && last < index + maxTagLines; last++) {
    if (last > index) text += `\n${lines[last]}`
    const tag = /[>}]/.test(lines[last]!) ? tagAt(text) : undefined
    if (tag) return { tag, rest: text.slice(tag.length), index: last }
  }
  return undefined
}

/** Where a line closes one of the open components, outside inline code; -1 where it does not. */
function endOfOpen(line: string, stack: readonly Frame[]): number {
  if (stack.length === 1 || !(line.includes('</') || line.includes('{%'))) return -1
  const bare = line.replaceAll(/`[^`]*`/g, (code) => ' '.repeat(code.length))
  for (const match of bare.matchAll(/<\/([A-Za-z][\w.-]*)\s*>|\{%-?\s*end([\w-]+)\s*-?%\}/g)) {
    const name = match[1] ?? match[2]
    if (stack.some((frame) => frame.name === name)) return match.index
  }
  return -1
}

/** A fence may stand in a list item. */
function quoted(line: string): string {
  return line.replace(/^\s*(?:[-*+]|\d{1,3}[.)])\s+(?=`{3}|~{3})/, '')
}
