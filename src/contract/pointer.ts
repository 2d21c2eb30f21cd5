import type { JsonValue } from './types.ts'

/** Reference tokens of a JSON Pointer (RFC 6901), unescaped. */
export function pointerTokens(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The pointer extended by one reference token. */
export function pointerTo(pointer: string, token: string | number): string {
  return `${pointer}/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`
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
  for (const token of pointerTokens(pointer)) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, token)) return undefined
    current = (current as Readonly<Record<string, unknown>>)[token]
  }
  return current as JsonValue | undefined
}

/** A copy in which the pointer leads to the given value; members on the way are made, undefined removes. */
export function withValueAt(
  value: JsonValue,
  pointer: string,
  replacement: JsonValue | undefined,
): JsonValue {
  const [head, ...rest] = pointerTokens(pointer)
  if (head === undefined) return replacement ?? null
  const inner = pointerOf(rest)
  if (Array.isArray(value)) {
    const copy = [...(value as readonly JsonValue[])]
    copy[Number(head)] = withValueAt(copy[Number(head)] ?? null, inner, replacement)
    return copy
  }
  const members: Record<string, JsonValue> =
    typeof value === 'object' && value !== null ? { ...(value as Record<string, JsonValue>) } : {}
  if (inner === '' && replacement === undefined) delete members[head]
  else
    Object.defineProperty(members, head, {
      value: withValueAt(members[head] ?? {}, inner, replacement),
      enumerable: true,
      configurable: true,
      writable: true,
    })
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
