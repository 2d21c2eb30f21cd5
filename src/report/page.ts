import picocolors from 'picocolors'
import type { RenderOptions } from './reporter.ts'
import { inert, visible, wrap } from './text.ts'

type Colors = ReturnType<typeof picocolors.createColors>
/** Colours a line. */
export type Paint = (text: string) => string

/** Lines for a terminal: everything written is made visible, kept from being a command, wrapped and coloured. */
export interface Page {
  readonly colors: Colors
  /** One line as it stands, or an empty one. */
  readonly line: (text?: string, paint?: Paint) => void
  /** A text wrapped at the page's width, `indent` columns from the left, later lines `hang` further in. */
  readonly text: (indent: number, text: string, paint?: Paint, hang?: number) => void
  /** A labelled text, its later lines under its first. */
  readonly field: (indent: number, label: string, text: string) => void
  /** A command to copy: indented once, never wrapped. */
  readonly command: (indent: number, command: string) => void
  readonly toString: () => string
}

const labelWidth = 10
const longest = 400
const plain: Paint = (text) => text

/** An empty page. */
export function createPage({ color, width }: RenderOptions): Page {
  const lines: string[] = []
  const colors = picocolors.createColors(color)
  const columns = Math.max(40, width)
  const safe = (text: string): string => inert(visible(text))
  const add = (block: string, paint: Paint): void => {
    lines.push(...block.split('\n').map((line) => paint(line)))
  }
  return {
    colors,
    line: (text = '', paint = plain) => void lines.push(paint(safe(text))),
    text: (indent, text, paint = plain, hang = 0) =>
      add(wrap(safe(cut(text)), columns, ' '.repeat(indent), indent + hang), paint),
    field: (indent, label, text) => {
      const lead = ' '.repeat(indent) + label.padEnd(labelWidth)
      const block = wrap(safe(cut(text)), columns, lead)
      add(colors.dim(block.slice(0, lead.length)) + block.slice(lead.length), plain)
    },
    command: (indent, command) => {
      // A line break inside a quoted body is part of the command, so what follows it is not indented.
      const [first = '', ...rest] = command.split('\n')
      add([' '.repeat(indent) + safe(first), ...rest.map(safe)].join('\n'), colors.cyan)
    },
    toString: () => lines.map((line) => `${line}\n`).join(''),
  }
}

function cut(text: string): string {
  if (text.length <= longest + 40) return text
  const space = text.lastIndexOf(' ', longest)
  // A word that is longer than all that may be shown is broken all the same.
  const end = space < longest / 2 ? longest : space
  return `${text.slice(0, end)}… (${text.length - end} more characters)`
}
