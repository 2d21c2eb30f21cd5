/** A string, number or member name of a JSON text, and where it stands. */
export interface JsonPlace {
  /** Offsets in the text; of strings without the quotes. */
  readonly start: number
  readonly end: number
  /** JSON Pointer, array indexes as `*`. */
  readonly pointer: string
  readonly kind: 'string' | 'name' | 'other'
}

/** The text parsed as JSON, or null where it is none. */
export function parseJson(text: string): { readonly value: unknown } | null {
  // Telling at the first character spares most of what is thrown below.
  if (!/^\s*["[{\dtfn-]/.test(text)) return null
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

interface Level {
  readonly array: boolean
  readonly pointer: string
  member: string
  expectsName: boolean
}

/** Every scalar and member name of a text that is known to parse as JSON, in order, as far as they begin before an offset. */
export function jsonPlaces(text: string, until: number = text.length): JsonPlace[] {
  const places: JsonPlace[] = []
  const levels: Level[] = []
  const here = (): string => {
    const level = levels.at(-1)
    return level === undefined ? '' : `${level.pointer}/${level.array ? '*' : level.member}`
  }
  for (let at = 0; at < until; at++) {
    const level = levels.at(-1)
    switch (text[at]) {
      case '"': {
        const end = closingQuote(text, at)
        const isName = level?.expectsName === true
        if (isName) {
          level.member = escapeSegment(nameIn(text, at, end))
          level.expectsName = false
        }
        places.push({ start: at + 1, end, pointer: here(), kind: isName ? 'name' : 'string' })
        at = end
        break
      }
      case '{':
      case '[': {
        const array = text[at] === '['
        levels.push({ array, pointer: here(), member: '', expectsName: !array })
        break
      }
      case '}':
      case ']':
        levels.pop()
        break
      case ',':
        if (level !== undefined) level.expectsName = !level.array
        break
      case ':':
      case ' ':
      case '\t':
      case '\n':
      case '\r':
        break
      default: {
        const end = endOfLiteral(text, at)
        places.push({ start: at, end, pointer: here(), kind: 'other' })
        at = end - 1
      }
    }
  }
  return places
}

function nameIn(text: string, open: number, close: number): string {
  const name = text.slice(open + 1, close)
  return name.includes('\\') ? (JSON.parse(`"${name}"`) as string) : name
}

function closingQuote(text: string, open: number): number {
  for (let from = open + 1; ;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) return text.length
    let slash = quote
    while (text[slash - 1] === '\\') slash--
    if ((quote - slash) % 2 === 0) return quote
    from = quote + 1
  }
}

function endOfLiteral(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && /[\w.+-]/.test(text[at] ?? '')) at++
  return at
}

/** A JSON Pointer with every array index of the value it walks as `*`. */
export function generalised(root: unknown, pointer: string): string {
  let value = root
  let general = ''
  for (const segment of pointer.split('/').slice(1)) {
    const isArray = Array.isArray(value)
    general += `/${isArray ? '*' : segment}`
    value = childOf(value, segment)
  }
  return general
}

/** What stands at a JSON Pointer; `*` takes the first item of an array; undefined where nothing does. */
export function valueAt(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((value: unknown, segment) => childOf(value, segment), root)
}

/** Visits all that stands at a JSON Pointer; `*` takes every item of an array. */
export function visitAt(root: unknown, pointer: string, visit: (value: unknown) => void): void {
  const segments = pointer.split('/')
  const walk = (value: unknown, depth: number): void => {
    const segment = segments[depth]
    if (segment === undefined) return visit(value)
    if (segment === '*' && Array.isArray(value)) for (const item of value) walk(item, depth + 1)
    else walk(childOf(value, segment), depth + 1)
  }
  walk(root, 1)
}

function childOf(value: unknown, segment: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const name = Array.isArray(value) && segment === '*' ? '0' : unescapeSegment(segment)
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function escapeSegment(name: string): string {
  if (!/[~/]/.test(name)) return name
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function unescapeSegment(segment: string): string {
  if (!segment.includes('~')) return segment
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}
