const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
  '#x20': ' ',
}

/** Text without the marks of Markdown: links as their text, no emphasis, code as it is, no tags. */
export function plain(text: string): string {
  return text
    .replaceAll(/!?\[([^[\]]*)\]\([^()\n]*\)/g, '$1')
    .replaceAll(/(?<![\w\]])\[([^[\]\n]+)\]\[[^[\]\n]*\]/g, '$1')
    .replaceAll(/<\/?(?:a|b|i|em|strong|code|br|span|sup|sub|mark|kbd|u|small|p|wbr)\b[^<>]*>/gi, ' ')
    .replaceAll(/\*\*|__(?=\S)|(?<=\S)__|`+/g, '')
    .replaceAll(/(?<![\w*\\])[*_](?=\S)|(?<=\S)(?<!\\)[*_](?![\w*])/g, '')
    .replaceAll(/\\([\\`*_{}[\]()#+.!|<>~-])/g, '$1')
    .replaceAll(/&([a-z]+|#39|#x20);/g, (whole, name: string) => entities[name] ?? whole)
    .replaceAll(/&#x60;|&#96;/gi, '')
    .replaceAll(/[^\S\n]+/g, ' ')
    .trim()
}

/** The first inline code of a text, without its backticks. */
export function firstCode(text: string): string | undefined {
  return /`+([^`]+)`+|<code>([^<]+)<\/code>/
    .exec(text)
    ?.slice(1)
    .find((part) => part !== undefined)
    ?.trim()
}

/** The text of a description: trimmed, lines that only hold blanks as paragraph breaks, at most so many characters. */
export function description(text: string, most = 4_000): string {
  const tidy = text
    .replaceAll(/<br\s*\/?>/gi, '\n')
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
  return tidy.length <= most ? tidy : `${tidy.slice(0, most - 2).trimEnd()} …`
}
