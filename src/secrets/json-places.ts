/** A string, number or member name of a JSON text, and where it stands. */
export interface JsonPlace {
  /** Offsets in the text; of strings without the quotes. */
  readonly start: number
  readonly end: number
  /** JSON Pointer, array indexes as `*`. */
  readonly pointer: string
  readonly kind: 'string' | 'name' | 'other'
}

const space = /\s/

interface Level {
  readonly array: boolean
  readonly pointer: string
  member: string
  expectsName: boolean
}

/** Every scalar and member name of a text that is known to parse as JSON, in order. */
export function jsonPlaces(text: string): JsonPlace[] {
  const places: JsonPlace[] = []
  const levels: Level[] = []
  const here = (): string => {
    const level = levels.at(-1)
    return level === undefined ? '' : `${level.pointer}/${level.array ? '*' : level.member}`
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    const level = levels.at(-1)
    if (char === '"') {
      const end = closingQuote(text, at)
      const isName = level?.expectsName === true
      if (isName) {
        level.member = escapeSegment(JSON.parse(text.slice(at, end + 1)) as string)
        level.expectsName = false
      }
      places.push({ start: at + 1, end, pointer: here(), kind: isName ? 'name' : 'string' })
      at = end
    } else if (char === '{' || char === '[') {
      levels.push({ array: char === '[', pointer: here(), member: '', expectsName: char === '{' })
    } else if (char === '}' || char === ']') {
      levels.pop()
    } else if (char === ',') {
      if (level !== undefined) level.expectsName = !level.array
    } else if (char !== ':' && !space.test(char)) {
      const end = endOfLiteral(text, at)
      places.push({ start: at, end, pointer: here(), kind: 'other' })
      at = end - 1
    }
  }
  return places
}

function closingQuote(text: string, open: number): number {
  let at = open + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
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

function childOf(value: unknown, segment: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const name = Array.isArray(value) && segment === '*' ? '0' : unescapeSegment(segment)
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function escapeSegment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function unescapeSegment(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}
