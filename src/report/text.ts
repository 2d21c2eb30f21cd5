import { stripVTControlCharacters } from 'node:util'

/**
 * What a terminal, an XML parser or a reader's eye could be misled by: controls, halves of pairs, bidi marks, and what has
 * no width and joins nothing.
 */
const misleading = String.raw`[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff\ufffe\uffff\u{e0000}-\u{e007f}]`
const unseen = new RegExp(misleading, 'gu')
const unseenInBlock = new RegExp(String.raw`(?![\n\t])${misleading}`, 'gu')
const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escaped = (char: string): string =>
  short[char] ??
  char
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')

/** The text on one line, every character that could mislead a reader written as an escape. */
export function visible(text: string): string {
  return text.replace(unseen, escaped)
}

/** The same for text that may span lines: line feeds and tabs stay. */
export function visibleBlock(text: string): string {
  return text.replace(unseenInBlock, escaped)
}

/** JSON that is safe to print: what JSON leaves raw but would not show stands as an escape, so it reads back the same. */
export function printableJson(value: unknown, indent = 0): string {
  return visibleBlock(JSON.stringify(value, null, indent))
}

/**
 * Keeps a text from being read as a command by the log of a CI service, which acts on `::name` at the
 * start of a line and on `##[` or `##vso[` anywhere.
 */
export function inert(text: string): string {
  return text.replace(/(^|\s)::(?=[a-z])/gi, '$1:\\u003a').replace(/##(?=\[|vso\[)/gi, '#\\u0023')
}

/** Columns a text takes on a terminal, colours not counted; an estimate for the scripts that need two. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const char of stripVTControlCharacters(text)) {
    if (/\p{M}|\p{Cf}/u.test(char)) continue
    columns += /\p{Emoji_Presentation}|\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul}/u.test(char)
      ? 2
      : 1
  }
  return columns
}

/**
 * Breaks a text between words into lines no wider than `width`, the first after `lead`, the others
 * indented by `indent` columns. A word wider than a line gets one of its own and is never broken.
 */
export function wrap(text: string, width: number, lead = '', indent: number = columnsOf(lead)): string {
  const lines: string[] = []
  let line = lead
  let used = columnsOf(lead)
  let empty = true
  for (const word of text.split(' ')) {
    const wide = columnsOf(word)
    if (!empty && used + 1 + wide > width) {
      lines.push(line)
      line = ' '.repeat(indent)
      used = indent
      empty = true
    }
    line += empty ? word : ` ${word}`
    used += empty ? wide : wide + 1
    empty = false
  }
  lines.push(line)
  return lines.map((each) => each.trimEnd()).join('\n')
}

const longest = 160

/** The beginning of a text too long for a line, with its length; names of keys may have a million characters. */
export function shortened(text: string): string {
  return text.length <= longest
    ? text
    : `${text.slice(0, longest).toWellFormed()}… (${text.length} characters)`
}

/** `1 key`, `2 keys`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Items in a row, as many as go into so many characters and at least one, the rest of them counted. */
export function enumerated(items: readonly string[], room: number = 300): string {
  let length = 0
  const shown = items.filter((item, index) => {
    length += item.length + 2
    return index === 0 || length <= room
  })
  const more = items.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
