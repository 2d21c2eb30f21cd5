import type { JsonValue } from './types.ts'

/** Reference tokens of a JSON Pointer (RFC 6901), unescaped. */
export function pointerTokens(pointer: string): string[] {
  if (pointer === '') return []
  const tokens = pointer.slice(1).split('/')
  return pointer.includes('~') ? tokens.map(unescaped) : tokens
}

function unescaped(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token
}

/** The pointer extended by one reference token. */
export function pointerTo(pointer: string, token: string | number): string {
  const text = String(token)
  const escaped =
    text.includes('~') || text.includes('/') ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text
  return `${pointer}/${escaped}`
}

/** The pointer of reference tokens in order, the reverse of `pointerTokens`. */
export function pointerOf(tokens: readonly (string | number)[]): string {
  let pointer = ''
  for (const token of tokens) pointer = pointerTo(pointer, token)
  return pointer
}

/** The value a JSON Pointer leads to, own members only; undefined when it leads nowhere. */
export function valueAt(value: unknown, pointer: string): JsonValue | undefined {
  let current: unknown = value
  // Cut as it goes: every answer is looked into at several pointers.
  for (let start = 1; start <= pointer.length;) {
    if (typeof current !== 'object' || current === null) return undefined
    const slash = pointer.indexOf('/', start)
    const end = slash < 0 ? pointer.length : slash
    const token = unescaped(pointer.slice(start, end))
    if (!Object.hasOwn(current, token)) return undefined
    current = (current as Readonly<Record<string, unknown>>)[token]
    start = end + 1
  }
  return current as JsonValue | undefined
}

/** A copy in which the pointer leads to the given value; members on the way are made, undefined removes. */
export function withValueAt(
  value: JsonValue,
  pointer: string,
  replacement: JsonValue | undefined,
): JsonValue {
  return withValueIn(value, pointerTokens(pointer), 0, replacement)
}

function withValueIn(
  value: JsonValue,
  tokens: readonly string[],
  at: number,
  replacement: JsonValue | undefined,
): JsonValue {
  const head = tokens[at]
  if (head === undefined) return replacement ?? null
  if (Array.isArray(value)) {
    const copy = [...(value as readonly JsonValue[])]
    copy[Number(head)] = withValueIn(copy[Number(head)] ?? null, tokens, at + 1, replacement)
    return copy
  }
  const members: Record<string, JsonValue> =
    typeof value === 'object' && value !== null ? { ...(value as Record<string, JsonValue>) } : {}
  if (at === tokens.length - 1 && replacement === undefined) {
    delete members[head]
    return members
  }
  const inner = withValueIn(members[head] ?? {}, tokens, at + 1, replacement)
  if (head === '__proto__')
    Object.defineProperty(members, head, {
      value: inner,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  else members[head] = inner
  return members
}

/** The text parsed as JSON; undefined when it is not JSON. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
