/** What a text is, going by its name, its media type and its first lines. */
export type Kind = 'document' | 'page' | 'html'

/**
 * Whether a text is a documentation page in Markdown or MDX, an HTML page, or neither. `name` is a path or URL;
 * `mediaType` that of the answer it came in.
 */
export function kindOf(text: string, name: string, mediaType?: string): Kind {
  const body = text.replace(/^\uFEFF/, '').trimStart()
  if (/^(?:<!--[\s\S]*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i.test(body)) return 'html'
  const path = name.replace(/[?#].*$/, '')
  if (/\.(?:mdx?|markdown|mdown)$/i.test(path)) return 'page'
  if (/\.(?:ya?ml|json)$/i.test(path)) return 'document'
  const type = mediaType?.split(';')[0]!.trim().toLowerCase() ?? ''
  if (/^text\/(?:x-)?(?:markdown|mdx)$/.test(type)) return 'page'
  if (/^[[{]/.test(body) || /[+/](?:json|ya?ml)$/.test(type)) return 'document'
  return looksLikeMarkdown(body) ? 'page' : 'document'
}

/** A YAML document may start with a comment, which looks like a heading: what counts is where `openapi:` stands. */
function looksLikeMarkdown(body: string): boolean {
  const version = body.search(/^["']?(?:openapi|swagger|overlay)["']?\s*:\s*["']?\d/m)
  const fence = body.search(/^\s{0,6}(?:`{3,}|~{3,})/m)
  if (version >= 0 && (fence < 0 || version < fence)) return false
  if (/^---[^\S\n]*\r?\n[\s\S]*?\n---[^\S\n]*(?:\r?\n|$)/.test(body)) return true
  const heading = /^#{1,6} \S/m.test(body)
  const others = fence >= 0 || /^<[A-Z]\w*[\s>/]|^\|.*\|\s*$|^> \S|^\{% /m.test(body)
  const comments = body.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#')) ?? ''
  return others || (heading && !/^["']?[\w$./-]+["']?\s*:(?:\s|$)/.test(comments))
}
