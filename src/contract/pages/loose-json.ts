import { parseDocument } from 'yaml'

import type { JsonValue } from '../types.ts'

/** Far more than an example on a page; longer texts are not tried again when they are no strict JSON. */
const maxLength = 200_000

/**
 * The value of a JSON example as pages print it: comments, `...`, trailing commas, bare `<placeholders>` and
 * unquoted names are allowed. Undefined where it is no object and no array, or cannot be read.
 */
export function looseJson(text: string): JsonValue | undefined {
  const body = text.replace(/^(?:\s*(?:\/\/|#)[^\n]*\n)+/, '').trim()
  if (!/^[[{]/.test(body)) return undefined
  const strict = parsed(body)
  if (strict !== undefined || body.length > maxLength) return strict
  const tidy = tidied(body)
  return parsed(tidy) ?? flow(tidy)
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

/** The text without comments, elisions and trailing commas, placeholders quoted; up to the end of the first value. */
function tidied(text: string): string {
  let out = ''
  let depth = 0
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at, at + 400)
    const string = /^"(?:[^"\\\n]|\\.)*"|^'(?:[^'\\\n]|\\.)*'/.exec(rest)?.[0]
    const skipped = /^(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/|\.{3,}|…)/.exec(rest)?.[0]
    const hole = /^(?:<[\w .|/-]{1,80}>|\{\{[\w .-]{1,80}\}\}|\$\{?[A-Z_]{1,80}\}?)/.exec(rest)?.[0]
    const piece = string ?? skipped ?? hole ?? text[at]!
    if (string !== undefined) out += string.startsWith("'") ? JSON.stringify(string.slice(1, -1)) : string
    else if (hole !== undefined) out += JSON.stringify(hole)
    else if (skipped === undefined) {
      if (/[}\]]/.test(piece) && out.trimEnd().endsWith(',')) out = out.trimEnd().slice(0, -1)
      if (piece !== ',' || !/[,[{]\s*$/.test(out.slice(-40))) out += piece
      if (/[{[]/.test(piece)) depth++
      if (/[}\]]/.test(piece) && --depth === 0) return out
    }
    at += piece.length
  }
  return out
}

function flow(text: string): JsonValue | undefined {
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', stringKeys: true })
    if (document.errors.length > 0) return undefined
    const value = document.toJS({ maxAliasCount: 0 }) as JsonValue
    return typeof value === 'object' && value !== null
      ? (JSON.parse(JSON.stringify(value)) as JsonValue)
      : undefined
  } catch {
    return undefined
  }
}
