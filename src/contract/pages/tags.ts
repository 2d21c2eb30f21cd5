import type { Attributes } from './blocks.ts'

/** A tag at the start of a text. */
export interface Tag {
  readonly kind: 'open' | 'close' | 'single'
  readonly name: string
  readonly attributes: Attributes
  /** Length of the tag in the text. */
  readonly length: number
}

/** HTML elements that hold blocks; all others are part of the running text. */
const containers = new Set(
  `details summary div section article main aside header footer figure center table thead tbody tfoot tr td th dl
  dt dd ul ol li p pre h1 h2 h3 h4 h5 h6 blockquote form fieldset`.split(/\s+/),
)
const voids = new Set('br hr img input link meta source'.split(' '))
const maxLength = 5_000

/** The MDX, HTML or template tag (`{% name %}`) a text starts with; undefined where it starts with none. */
export function tagAt(text: string): Tag | undefined {
  return text.startsWith('{%') ? templateTag(text) : elementTag(text)
}

function elementTag(text: string): Tag | undefined {
  const start = /^<(\/?)([A-Za-z][\w.-]*)/.exec(text)
  const [whole, slash, name] = start ?? []
  if (whole === undefined || name === undefined) return undefined
  if (!/^[A-Z]/.test(name) && !containers.has(name.toLowerCase()) && !voids.has(name.toLowerCase()))
    return undefined
  const rest = attributesFrom(text, whole.length)
  if (rest === undefined) return undefined
  const single = rest.single || voids.has(name.toLowerCase())
  const kind = slash === '/' ? 'close' : single ? 'single' : 'open'
  return { kind, name, attributes: rest.attributes, length: rest.end }
}

/** The attributes from an offset to the `>` that ends the tag. */
function attributesFrom(
  text: string,
  from: number,
): { attributes: Attributes; single: boolean; end: number } | undefined {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>
  let at = from
  while (at < text.length && at < maxLength) {
    const part = text.slice(at, maxLength)
    const gap = /^\s+/.exec(part)
    const end = /^(\/?)>/.exec(part)
    if (end) return { attributes: { ...attributes }, single: end[1] === '/', end: at + end[0].length }
    if (gap) {
      at += gap[0].length
      continue
    }
    const spread = part.startsWith('{') ? braced(part) : undefined
    if (spread !== undefined) {
      at += spread.length
      continue
    }
    const name = /^[A-Za-z_@:][\w:.-]*/.exec(part)?.[0]
    if (name === undefined) return undefined
    at += name.length
    const value = valueOf(part.slice(name.length))
    attributes[name] = value?.value ?? 'true'
    at += value?.length ?? 0
  }
  return undefined
}

function valueOf(text: string): { value: string; length: number } | undefined {
  const sign = /^\s*=\s*/.exec(text)?.[0]
  if (sign === undefined) return undefined
  const rest = text.slice(sign.length)
  const quoted = /^"([^"]*)"|^'([^']*)'/.exec(rest)
  if (quoted) return { value: quoted[1] ?? quoted[2] ?? '', length: sign.length + quoted[0].length }
  if (rest.startsWith('{')) {
    const whole = braced(rest)
    if (whole !== undefined)
      return { value: unwrapped(whole.slice(1, -1).trim()), length: sign.length + whole.length }
  }
  const bare = /^[^\s"'=<>`{}]+?(?=\s|\/?>|$)/.exec(rest)?.[0] ?? ''
  return { value: bare, length: sign.length + bare.length }
}

/** `{...}` with everything nested in it; undefined where it does not end. */
function braced(text: string): string | undefined {
  let depth = 0
  let quote = ''
  for (let at = 0; at < text.length && at < maxLength; at++) {
    const sign = text[at]!
    if (quote !== '') {
      if (sign === '\\') at++
      else if (sign === quote) quote = ''
    } else if (sign === '"' || sign === "'" || sign === '`') quote = sign
    else if (sign === '{') depth++
    else if (sign === '}' && --depth === 0) return text.slice(0, at + 1)
  }
  return undefined
}

function unwrapped(expression: string): string {
  const quoted = /^(["'`])([\s\S]*)\1$/.exec(expression)
  return quoted?.[2] ?? expression
}

/** GitBook, Jekyll: `{% tab title="x" %}` ... `{% endtab %}`. */
function templateTag(text: string): Tag | undefined {
  const whole = /^\{%-?\s*(end)?([A-Za-z][\w-]*)((?:[^%"]|"[^"]*"|%(?!\}))*)%\}/.exec(
    text.slice(0, maxLength),
  )
  const [match, end, name] = whole ?? []
  if (match === undefined || name === undefined) return undefined
  if (name === 'end') return { kind: 'close', name: '', attributes: {}, length: match.length }
  if (end !== undefined) return { kind: 'close', name, attributes: {}, length: match.length }
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [, key, double, single, bare] of (whole?.[3] ?? '').matchAll(
    /([\w-]+)=(?:"([^"]*)"|'([^']*)'|([\w.-]+))/g,
  )) {
    if (key !== undefined) attributes[key] = double ?? single ?? bare ?? ''
  }
  const kind = /^(?:embed|file|include|content-ref-link|openapi-operation)$/.test(name) ? 'single' : 'open'
  return { kind, name, attributes: { ...attributes }, length: match.length }
}
