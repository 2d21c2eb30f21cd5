/** The start of a fenced code block. */
export interface FenceStart {
  readonly mark: string
  readonly indent: number
  readonly language: string
  readonly title: string
}

/** The fence a line opens, of backticks or tildes and of any length; undefined where it opens none. */
export function fenceStart(line: string): FenceStart | undefined {
  const start = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(line)
  const [, indent, mark, rest] = start ?? []
  if (indent === undefined || mark === undefined || rest === undefined) return undefined
  // An info string with a backtick makes it inline code.
  if (mark.startsWith('`') && rest.includes('`')) return undefined
  const { language, title } = infoOf(rest.trim())
  return { mark, indent: indent.length, language, title }
}

/** Whether a line closes a fence: the same sign, at least as many. */
export function closesFence(line: string, mark: string): boolean {
  const trimmed = line.trim()
  return trimmed.length >= mark.length && trimmed === mark[0]!.repeat(trimmed.length)
}

/** `json 201 Created theme={null} {1,3}`: the language, and the title without what only a renderer reads. */
function infoOf(info: string): { language: string; title: string } {
  const named = /\b(?:title|filename|label)=(?:"([^"]*)"|'([^']*)')/.exec(info)
  const plain = info.replaceAll(/[\w-]+=(?:\{[^{}]*\}+|"[^"]*"|'[^']*'|\S+)|\{[\d\s,-]*\}/g, ' ')
  const words = plain.trim().split(/\s+/)
  const first = (words[0] ?? '').toLowerCase()
  const isLanguage = /^[a-z][\w+#-]*$/.test(first) && !/^(?:get|post|put|patch|delete)$/.test(first)
  const title = (isLanguage ? words.slice(1) : words).filter(
    (word) => !/^(?:wrap|lines|expandable|copy)$/.test(word),
  )
  return {
    language: isLanguage ? first : '',
    title: [...title, named?.[1] ?? named?.[2] ?? ''].join(' ').trim(),
  }
}
